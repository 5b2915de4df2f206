import { optionsOf } from '../../src/cli/commands.ts';
import { type AnyOption, COMMAND_WORDS } from '../../src/cli/options/spec.ts';
import { OPTIONS } from '../../src/cli/options/table.ts';
import type { Random } from '../random.ts';
import type { Mutator } from '../target.ts';

/** Between two words of a command line: the one byte that no word can have. */
export const WORD_END = '\0';

const EVERY: readonly AnyOption[] = [...OPTIONS, ...COMMAND_WORDS.flatMap((word) => optionsOf(word).own)];
const LONG = EVERY.flatMap(({ long }) => (long === undefined ? [] : [long]));
const SHORT = EVERY.flatMap(({ short }) => (short === undefined ? [] : [short]));

const VALUES: readonly string[] = [
  ...[
    '',
    '0',
    '-0',
    '-1',
    '1',
    '0.5',
    '.5',
    '1e3',
    '1e309',
    '2147483',
    '2147484',
    '4294967296',
    '9'.repeat(400),
    'NaN',
    'Infinity',
  ],
  ...[
    '0x10',
    '0b1',
    ' 1 ',
    '1,2',
    'tcp',
    'tcp,udp',
    'inet',
    'inet6',
    'inet,,unix',
    'unix,',
    ',',
    'netlink',
    'procfs',
    'auto',
    'bpf',
  ],
  ...[
    '/proc',
    '/nonexistent',
    '-',
    '--',
    '\u202e',
    '\ud800',
    '\u001b[2J',
    '\ufeff',
    '😀',
    'é',
    'x'.repeat(2000),
    '\n',
    '=',
  ],
  ...['__proto__', 'constructor', 'toString', 'events', 'help'],
];

function word(random: Random): string {
  const long = random.one(LONG);
  const kind = random.below(8);
  if (kind === 0) return `--${long}`;
  if (kind === 1) return `--${long.slice(0, random.below(long.length + 1))}`;
  if (kind === 2) return `--${long}=${random.one(VALUES)}`;
  if (kind === 3) return `-${Array.from({ length: 1 + random.small(8) }, () => random.one(SHORT)).join('')}`;
  if (kind === 4) return `-${random.one(SHORT)}${random.one(VALUES)}`;
  if (kind === 5) return `-${random.one(VALUES)}`;
  if (kind === 6) return random.one(COMMAND_WORDS);
  return random.one(VALUES);
}

/** For command lines, whose words end with NUL. */
export const commandWords: Mutator = (input, random, seeds) => {
  const words = Buffer.from(input).toString('utf8').split(WORD_END);
  for (let left = 1 + random.small(4); left > 0; left--) {
    const at = random.below(words.length + 1);
    const change = random.below(5);
    if (change === 0) words.splice(at, 1);
    else if (change === 1) words.splice(at, 0, words[at] ?? '');
    else if (change === 2) words.splice(at, 1, `${words[at] ?? ''}${random.one(VALUES)}`);
    else if (change === 3) words.splice(at, 0, ...Buffer.from(random.one(seeds)).toString('utf8').split(WORD_END));
    else words.splice(at, 0, word(random));
  }
  return new Uint8Array(Buffer.from(words.slice(0, 40).join(WORD_END)));
};
