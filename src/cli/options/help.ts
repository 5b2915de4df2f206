import type { OptionGroup, OptionSpec } from './spec.ts';
import { OPTIONS } from './table.ts';
import { usages } from './usages.ts';

/** The groups of options, in the order and with the titles of help and man page. */
export const GROUP_TITLES: readonly (readonly [OptionGroup, string])[] = [
  ['views', 'Views beside sockets'],
  ['sockets', 'Sockets, or with -s their counters'],
  ['families', 'Families'],
  ['selection', 'Which of them (default: sockets that do not listen)'],
  ['columns', 'Columns'],
  ['names', 'Names'],
  ['running', 'Running'],
  ['events', 'Events (sockdiag events), beside options for sockets'],
  ['other', 'Other'],
];

const COLUMN = 26;
const WIDTH = 100;

/** The help, made from the option table. */
export function helpText(): string {
  const groups = GROUP_TITLES.map(([group, title]) => {
    const options = OPTIONS.filter((option) => option.group === group && !option.hidden);
    return `${title}:\n${options.map(helpOf).join('')}`;
  });
  return `${usageLines()}\n${INTRODUCTION}\n${groups.join('\n')}\n${END}`;
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

function helpOf(option: OptionSpec): string {
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
