import type { Random } from '../random.ts';
import type { Mutator } from '../target.ts';
import { mutator } from './bytes.ts';

/** Numbers at which a width or a sign ends, in the ways a file could print them. */
const NUMBERS: readonly string[] = [
  ...['', '0', '-0', '-1', '+1', '007', '00', '255', '256', '65535', '65536', '99999', '2147483647', '2147483648'],
  ...['-2147483648', '4294967295', '4294967296', '4294967297', '9007199254740993', '18446744073709551615'],
  ...[
    '18446744073709551616',
    '-9223372036854775808',
    '1e9',
    '0x10',
    'FFFF',
    'FFFFFFFF',
    '1FFFFFFFF',
    'ffffffffffffffff',
  ],
  ...['1.5', 'NaN', 'Infinity', '00000000000000000000000000001', '7F', '80', 'FF', '100', '9'.repeat(40)],
];

/** What a separator could be, and what could be taken for one. */
const SEPARATORS: readonly string[] = [
  ...[' ', '  ', '\t', ':', '::', '\n', '\n\n', '\r', '\r\n', '\v', '\f', '\0', ',', '=', '<->', '*', '@', '#', '-'],
  ...['\u00a0', '\xc2\xa0', '\xc2\x85', '\xe2\x80\xa8', ''],
];

/** What may not reach a terminal, be lost, or split a name: a byte order mark, controls, what turns writing, what is no UTF-8. */
const ODD: readonly string[] = [
  ...[
    '\xef\xbb\xbf',
    '\x1b[2J',
    '\x00',
    '\x7f',
    '\x9b2J',
    '\xc2\x9b2J',
    '\xe2\x80\xae',
    '\xe2\x81\xa6',
    '\xff',
    '\xc3',
  ],
  ...['\xed\xa0\x80', '\xf0\x9f\x98\x80', '__proto__', 'constructor', '\\n', '\\x1b', '%s', '"', "'"],
];

const TOKEN = /[^\s:=,]+/g;
const NUMBER = /[+-]?[\da-fA-F]+/g;
const SEPARATOR = /[\s:=,]+/g;
const LONG = 6000;

function changed(text: string, pattern: RegExp, random: Random, by: (found: string) => string): string {
  const matches = [...text.matchAll(pattern)];
  if (matches.length === 0) return text;
  const match = random.one(matches);
  return text.slice(0, match.index) + by(match[0]) + text.slice(match.index + match[0].length);
}

type TextChange = (text: string, random: Random, other: string) => string;

const inLines =
  (change: (lines: string[], at: number, random: Random) => void): TextChange =>
  (text, random) => {
    const lines = text.split('\n');
    change(lines, random.below(lines.length), random);
    return lines.join('\n');
  };

const CHANGES: readonly TextChange[] = [
  (text, random) => changed(text, NUMBER, random, () => random.one(NUMBERS)),
  (text, random) => changed(text, NUMBER, random, (found) => `${random.one(['-', '0', 'F', '1', '9', '+'])}${found}`),
  (text, random) => changed(text, NUMBER, random, (found) => found + random.one(['0', '9', 'F', 'g', '\0'])),
  (text, random) => changed(text, SEPARATOR, random, () => random.one(SEPARATORS)),
  (text, random) => changed(text, TOKEN, random, () => random.one(ODD)),
  (text, random) => changed(text, TOKEN, random, (found) => random.one(ODD) + found),
  (text, random) => changed(text, TOKEN, random, (found) => found + random.one([...SEPARATORS, ...ODD])),
  (text, random) => changed(text, TOKEN, random, (found) => found.repeat(1 + random.small(LONG / found.length + 2))),
  inLines((lines, at) => lines.splice(at, 1)),
  inLines((lines, at) => lines.splice(at, 0, lines[at] as string)),
  inLines((lines, at) => lines.splice(at, 2, `${lines[at]}${lines[at + 1] ?? ''}`)),
  inLines((lines, at, random) => {
    lines[at] = (lines[at] as string).slice(0, random.below((lines[at] as string).length + 1));
  }),
  inLines((lines, at, random) => {
    const line = lines[at] as string;
    const cut = random.below(line.length + 1);
    lines.splice(at, 1, line.slice(0, cut), line.slice(cut));
  }),
  inLines((lines, at, random) => lines.splice(at, 0, random.one(lines))),
  inLines((lines, at, random) => lines.splice(at, 0, random.one(['', ' ', 'x', '\t', '0', ':', ...ODD]))),
  inLines((lines) => lines.splice(0, 1)),
  inLines((lines) => lines.splice(0, 0, lines[0] as string)),
  (text) => `\xef\xbb\xbf${text}`,
  (text) => text.replace(/\n$/, ''),
  (text) => text.replaceAll('\n', '\r\n'),
  (text, random, other) => {
    const lines = other.split('\n');
    return inLines((own, at) => own.splice(at, 0, random.one(lines)))(text, random, other);
  },
];

/** Some bytes that know the format of a text of lines. */
export const lineSteps: readonly Mutator[] = CHANGES.map((change): Mutator => {
  return (input, random, seeds) => {
    const other = Buffer.from(random.one(seeds)).toString('latin1');
    return new Uint8Array(Buffer.from(change(Buffer.from(input).toString('latin1'), random, other), 'latin1'));
  };
});

/** For texts of /proc, and files of lines with words. */
export const textLines: Mutator = mutator(lineSteps);
