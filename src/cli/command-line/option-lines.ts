import type { AnyOption } from '../options/spec.ts';

/** Where the text behind names begins. */
const COLUMN = 26;

/** The lines of a help for one option. `help` says better than the option's own what it does there; then its words are not listed. */
export function optionLines(option: AnyOption, width: number, help?: string): string {
  const { short, long, argument } = option;
  const names = `${short ? `-${short}` : '  '}${long ? `${short ? ', ' : '  '}--${long}` : ''}`;
  const start = `  ${names}${argument ? ` ${argument.name}` : ''}`;
  if (help !== undefined || !argument?.list) return hung(start, help ?? option.help ?? '', width);
  return hung(start, `${option.help}:`, width) + hung('', (argument.words ?? []).join(' '), width);
}

/** What begins the first line, and a text beside it, in as many lines as it needs. */
export function hung(start: string, text: string, width: number, column = COLUMN): string {
  const [first, ...others] = wrapped(text, width - column);
  const lines = [`${start.padEnd(column)}${start.length >= column ? ' ' : ''}${first}`];
  return [...lines, ...others.map((line) => ' '.repeat(column) + line)].map((line) => `${line}\n`).join('');
}

/** Words in as many lines as they need. */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
