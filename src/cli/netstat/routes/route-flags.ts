/** Letters of flags in netstat's order, each with its RTF_* of `include/uapi/linux/route.h` and `ipv6_route.h`. */
type Letters = readonly (readonly [number, string])[];

export const INET_LETTERS: Letters = [
  [0x4, 'H'],
  [0x8, 'R'],
  [0x10, 'D'],
  [0x20, 'M'],
  [0x10000, 'd'],
  [0x20000, 'a'],
  [0x40000, 'c'],
  [0x200000, 'o'],
  [0x400000, 'e'],
  [0x1000000, 'c'],
  [0x2000000, 'f'],
  [0x4000000, 'p'],
  [0x80000000, 'l'],
  [0x40, 'u'],
  [0x80, 'w'],
  [0x100, 'i'],
  [0x400, 'n'],
];

const INET6_LETTERS: Letters = [
  [0x1, 'U'],
  [0x200, '!'],
  [0x2, 'G'],
  [0x4, 'H'],
  [0x10000, 'D'],
  [0x40000, 'A'],
  [0x1000000, 'C'],
  [0x20000, 'a'],
  [0x400000, 'e'],
  [0x20, 'm'],
  [0x200000, 'n'],
  [0x2000000, 'f'],
];

/** Makes the text of a word of flags once: there are few different ones, and a row for each route. */
export class FlagTexts {
  readonly #make: (flags: number) => string;
  readonly #texts = new Map<number, Uint8Array>();

  constructor(make: (flags: number) => string) {
    this.#make = make;
  }

  get(flags: number): Uint8Array {
    let text = this.#texts.get(flags);
    if (!text) {
      text = Buffer.from(this.#make(flags), 'latin1');
      this.#texts.set(flags, text);
    }
    return text;
  }
}

const lettersOf = (flags: number, letters: Letters) =>
  letters
    .filter(([bit]) => (flags & bit) !== 0)
    .map(([, letter]) => letter)
    .join('');

/** A route that rejects shows `!` for what is up and has a gateway. */
export function inetFlags(flags: number): string {
  const first = (flags & 0x200) !== 0 ? '!' : (flags & 0x2) !== 0 ? 'UG' : 'U';
  return first + lettersOf(flags, INET_LETTERS);
}

export function inet6Flags(flags: number): string {
  return lettersOf(flags, INET6_LETTERS);
}
