import { COMMAND_WORDS, optionsOf } from '../commands.ts';
import type { AnyOption, OptionGroup } from '../options/spec.ts';
import { OPTIONS } from '../options/table.ts';
import { usages } from './usages.ts';

/** The groups of options, in the order and with the titles of help and man page. */
const GROUP_TITLES: readonly (readonly [OptionGroup, string])[] = [
  ['views', 'Views beside sockets'],
  ['sockets', 'Sockets, or with -s their counters'],
  ['families', 'Families'],
  ['selection', 'Which of them (default: sockets that do not listen)'],
  ['columns', 'Columns'],
  ['names', 'Names'],
  ['running', 'Running'],
  ['other', 'Other'],
];

/** Options under a title. */
export interface OptionSection {
  title: string;
  options: readonly AnyOption[];
}

/** All options, as help and man page have them. */
export function optionSections(): OptionSection[] {
  const groups = GROUP_TITLES.map(([group, title]) => {
    return { title, options: OPTIONS.filter((option) => option.group === group && !option.hidden) };
  });
  const commands = COMMAND_WORDS.map((word) => {
    const name = `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
    return { title: `${name} (sockdiag ${word}), beside options for sockets`, options: optionsOf(word).own };
  });
  return [...groups.slice(0, -1), ...commands, ...groups.slice(-1)];
}

const COLUMN = 26;
const WIDTH = 100;

/** The help, made from the option table. */
export function helpText(): string {
  const sections = optionSections().map(({ title, options }) => `${title}:\n${options.map(helpOf).join('')}`);
  return `${usageLines()}\n${INTRODUCTION}\n${sections.join('\n')}\n${END}`;
}

const INTRODUCTION = `Lists the sockets, routes, interfaces and counters of this machine as netstat does.
Without options: TCP, UDP, raw and UNIX sockets that do not listen. With events: how sockets change.
`;

const END = `A long name may be cut short while it stays the only one. sockdiag(8) says all of it.
`;

function usageLines(): string {
  const lines = usages().map(({ opener, word, letters, further }) => {
    const arguments_ = further.map(({ short, argument }) => ` [-${short} ${argument?.name}]`).join('');
    const asked = opener ? `-${opener.short} ` : word ? `${word} ` : '';
    return `sockdiag ${asked}[-${letters}]${arguments_} [--option ...]`;
  });
  return `usage: ${[...lines, 'sockdiag -h | -V'].join('\n       ')}\n`;
}

function helpOf(option: AnyOption): string {
  const short = option.short ? `-${option.short}` : '  ';
  const long = option.long ? `${option.short ? ', ' : '  '}--${option.long}` : '';
  const { argument } = option;
  const names = `  ${short}${long}${argument ? ` ${argument.name}` : ''}`;
  const line = `${names.padEnd(COLUMN)}${names.length >= COLUMN ? ' ' : ''}${option.help}`;
  return argument?.list ? `${line}:\n${wrap(argument.words ?? [])}` : `${line}\n`;
}

/** Words below the text of an option, in as many lines as they need. */
function wrap(words: readonly string[]): string {
  const indent = ' '.repeat(COLUMN);
  const lines = [indent];
  for (const word of words) {
    const last = lines.at(-1) as string;
    if (last.length + 1 + word.length <= WIDTH)
      lines[lines.length - 1] = last === indent ? last + word : `${last} ${word}`;
    else lines.push(indent + word);
  }
  return `${lines.join('\n')}\n`;
}
