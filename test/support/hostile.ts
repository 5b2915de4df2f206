import assert from 'node:assert/strict';

/** Ranges of code points that a terminal obeys, that nobody sees or that have no look of their own: written down once more, so that no test asks the code it tests. */
const RANGES: readonly (readonly [number, number])[] = [
  [0x00, 0x1f],
  [0x7f, 0xa0],
  [0xad, 0xad],
  [0x34f, 0x34f],
  [0x600, 0x605],
  [0x61c, 0x61c],
  [0x378, 0x379],
  [0x6dd, 0x6dd],
  [0x70f, 0x70f],
  [0x115f, 0x1160],
  [0x1680, 0x1680],
  [0x17b4, 0x17b5],
  [0x180b, 0x180f],
  [0x2000, 0x200f],
  [0x2028, 0x202f],
  [0x205f, 0x206f],
  [0x2800, 0x2800],
  [0x3000, 0x3000],
  [0x3164, 0x3164],
  [0xe000, 0xf8ff],
  [0xfdd0, 0xfdef],
  [0xfe00, 0xfe0f],
  [0xfeff, 0xfeff],
  [0xffa0, 0xffa0],
  [0xfff0, 0xfffc],
  [0xfffe, 0xffff],
  [0x13430, 0x1343f],
  [0x13441, 0x13442],
  [0x16fe4, 0x16fe4],
  [0x1bca0, 0x1bca3],
  [0x1d159, 0x1d159],
  [0x1d173, 0x1d17a],
  [0xe0000, 0xe0fff],
  [0xf0000, 0x10ffff],
];

/** The ends of each range, and all of what is small. */
export const CODE_POINTS: readonly number[] = RANGES.flatMap(([first, last]) =>
  last - first < 32 ? Array.from({ length: last - first + 1 }, (_, i) => first + i) : [first, last],
);

/** Names that hold each byte and each of these code points, as Latin-1: a byte is a character. */
export function hostileNames(without: RegExp): string[] {
  const bytes = Array.from({ length: 256 }, (_, byte) => String.fromCharCode(byte));
  const characters = CODE_POINTS.map((code) => Buffer.from(String.fromCodePoint(code)).toString('latin1'));
  const whole = ['\x1b[2J', '\x1b]0;x\x07', '\xc2\x9b31m', '\xe2\x80', '\xf0\x9f\xa6', '\xed\xa0\x80', '\xc0\x8a'];
  return [...bytes, ...characters, ...whole].filter((text) => !without.test(text)).map((text) => `a${text}b`);
}

/** Asserts that what a terminal got, as Latin-1, is lines of UTF-8 in which everything is seen. */
export function assertSeen(latin1: string, what: string): void {
  const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(latin1, 'latin1'));
  for (const character of text.replaceAll('\n', '')) {
    const code = character.codePointAt(0) as number;
    const range = RANGES.find(([first, last]) => code >= first && code <= last);
    assert.equal(range, undefined, `${what}: U+${code.toString(16)} in ${JSON.stringify(text.slice(0, 200))}`);
  }
}
