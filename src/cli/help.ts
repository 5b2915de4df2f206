import { OPTIONS, type OptionGroup, type OptionSpec } from './options.ts';

const TITLES: readonly [OptionGroup, string][] = [
  ['sockets', 'Sockets'],
  ['families', 'Families'],
  ['selection', 'Which of them (default: those that do not listen)'],
  ['columns', 'Columns'],
  ['names', 'Names'],
  ['running', 'Running'],
  ['views', 'Views beside sockets'],
  ['other', 'Other'],
];

const COLUMN = 28;

/** The help, made from the option table. */
export function helpText(): string {
  const groups = TITLES.map(([group, title]) => {
    const options = OPTIONS.filter((option) => option.group === group && !option.hidden);
    return `${title}:\n${options.map(helpLine).join('')}`;
  });
  return `usage: sockdiag [option ...]\n\nLists the sockets of this machine as netstat does. Without options: TCP, UDP, raw and\nUNIX sockets that are not listening.\n\n${groups.join('\n')}`;
}

function helpLine(option: OptionSpec): string {
  const short = option.short ? `-${option.short}` : '  ';
  const long = option.long ? `${option.short ? ', ' : '  '}--${option.long}` : '';
  const names = `  ${short}${long}${option.argument ? ` ${option.argument}` : ''}`;
  return `${names.padEnd(COLUMN)}${names.length >= COLUMN ? ' ' : ''}${option.help}\n`;
}
