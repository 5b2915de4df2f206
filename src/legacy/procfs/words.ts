/**
 * Small tables of /proc as lines of words. A line the format does not allow is null in its place, so that whoever prints the table
 * can say so there.
 */
export function parseLines<Row>(text: string, parse: (words: Words) => Row): (Row | null)[] {
  return text
    .split('\n')
    .filter((line, i, lines) => line !== '' || i < lines.length - 1)
    .map((line) => {
      const words = new Words(line);
      const row = parse(words);
      return words.ok ? row : null;
    });
}

/** These tables have numbers of 32 bits, signed or not. */
const MOST = 2 ** 32 - 1;
const LEAST = -(2 ** 31);

/** The words of one line. One that is missing, or not of its kind, makes the line bad, and so `ok` false. */
export class Words {
  readonly #words: string[];
  ok = true;

  constructor(line: string) {
    this.#words = line.split(/[ \t]+/).filter(Boolean);
  }

  get length(): number {
    return this.#words.length;
  }

  /** @param index - from 0 */
  text(index: number): string {
    const word = this.#words[index];
    if (word === undefined) this.ok = false;
    return word ?? '';
  }

  /** A word that stands for nothing when it is one of `none`. */
  optional(index: number, ...none: string[]): string | null {
    const word = this.text(index);
    return none.includes(word) ? null : word;
  }

  decimal(index: number): number {
    return this.#number(index, /^-?\d+$/, 10, MOST);
  }

  /** @param most - of a node of IPX 48 bits */
  hex(index: number, most = MOST): number {
    return this.#number(index, /^[0-9a-f]+$/i, 16, most);
  }

  /** All words from here on. */
  from(index: number): string[] {
    return this.#words.slice(index);
  }

  #number(index: number, pattern: RegExp, radix: number, most: number): number {
    const word = this.text(index);
    // Of -0 the zero.
    const number = Number.parseInt(word, radix) + 0;
    if (!pattern.test(word) || number > most || number < LEAST) this.ok = false;
    return number;
  }
}

/** What follows the first line, which names the columns. */
export function withoutHeading(text: string): string {
  const end = text.indexOf('\n');
  return end < 0 ? '' : text.slice(end + 1);
}
