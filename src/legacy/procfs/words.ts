import { noteMisread } from '../misread-rows.ts';
import { noteUnfit } from '../unfit-numbers.ts';

/**
 * Small tables of /proc as lines of words. A line the format does not allow is null in its place, so that whoever prints the table
 * can say so there. A row with a number that does not fit its field stays, and unfit-numbers.ts knows the number's text; one of a line that has
 * not the words of its form is known to misread-rows.ts.
 */
export function parseLines<Row extends object>(text: string, parse: (words: Words) => Row): (Row | null)[] {
  return text
    .split('\n')
    .filter((line, i, lines) => line !== '' || i < lines.length - 1)
    .map((line, i, lines) => {
      const words = new Words(line, i === lines.length - 1 && !text.endsWith('\n'));
      const row = parse(words);
      if (!words.ok) return null;
      if (words.unfit) noteUnfit(row, words.unfit);
      if (words.misread) noteMisread(row);
      return row;
    });
}

/** These tables have numbers of 32 bits, signed or not. */
const MOST = 2 ** 32 - 1;
const LEAST = -(2 ** 31);

const DECIMAL = /^-?\d+$/;
const HEXADECIMAL = /^-?[0-9a-f]+$/i;
const PREFIXED = /^0x[0-9a-f]+$/i;
/** With what a number may begin, where the file ends. */
const BEGINNING = /^(-|0x)?$/i;

/** The words of one line. One that is missing, or not of its kind, makes the line bad, and so `ok` false. */
export class Words {
  readonly #words: string[];
  /** The file ends within the line: what it lacks is not known, and the word it ends within is not known whole. */
  readonly cut: boolean;
  readonly #lastCut: number;
  ok = true;
  /** It has not the words of its form: which column each of them is of is not known. */
  misread = false;
  /** The texts of numbers that do not fit, by their fields; empty where the file ends before them. */
  unfit: Record<string, string> | undefined;

  constructor(line: string, cut = false) {
    this.#words = line.split(/[ \t]+/).filter(Boolean);
    this.cut = cut;
    this.#lastCut = cut && !/[ \t]$/.test(line) ? this.#words.length - 1 : -1;
  }

  get length(): number {
    return this.#words.length;
  }

  /** Whether the line has it there, or may have had it. */
  may(index: number): boolean {
    return this.cut || index < this.#words.length;
  }

  is(index: number, word: string): boolean {
    return this.#words[index] === word;
  }

  /** How many words a whole line has. Where the file ends within it there may be fewer. */
  expect(...lengths: readonly number[]): void {
    const { length } = this;
    if (!lengths.includes(length) && !(this.cut && length < Math.max(...lengths))) this.misread = true;
  }

  /** Keeps the text of a word that its field cannot have, which is then null. */
  refuse(index: number, field: string): void {
    this.unfit ??= {};
    this.unfit[field] = this.#words[index] ?? '';
  }

  /** @param index - from 0 */
  text(index: number): string {
    const word = this.#words[index];
    if (word === undefined || index === this.#lastCut) this.ok = false;
    return word ?? '';
  }

  /** A word that stands for nothing when it is one of `none`. */
  optional(index: number, ...none: string[]): string | null {
    const word = this.text(index);
    return none.includes(word) ? null : word;
  }

  /** Null where it does not fit. */
  decimal(index: number, field: string, most = MOST, least = LEAST): number | null {
    return this.#number(index, field, DECIMAL, 10, most, least);
  }

  /** A decimal number that is never negative. */
  count(index: number, field: string, most = MOST): number | null {
    return this.decimal(index, field, most, 0);
  }

  hex(index: number, field: string, most = MOST): number | null {
    return this.#number(index, field, HEXADECIMAL, 16, most, 0);
  }

  /** A hexadecimal number behind `0x`. */
  prefixed(index: number, field: string, most: number): number | null {
    return this.#number(index, field, PREFIXED, 16, most, 0);
  }

  /** By its number, from 0; those without a name, and a number that does not fit, are `UNKNOWN`. */
  named<Name extends string>(number: number | null, names: readonly Name[]): Name | 'UNKNOWN' {
    return (number === null ? undefined : names[number]) ?? 'UNKNOWN';
  }

  /** A number without which the line is none, because it tells which row it is or what words follow. */
  required(number: number | null): number {
    if (number === null) this.ok = false;
    return number ?? 0;
  }

  /** All words from here on. */
  from(index: number): string[] {
    if (this.cut) this.ok = false;
    return this.#words.slice(index);
  }

  #number(index: number, field: string, pattern: RegExp, radix: number, most: number, least: number): number | null {
    const word = this.#words[index] ?? '';
    const cut = index === this.#lastCut || (this.cut && index >= this.#words.length);
    if (!pattern.test(word) && !(cut && BEGINNING.test(word))) this.ok = false;
    // Of -0 the zero.
    const number = Number.parseInt(word, radix) + 0;
    if (!cut && number <= most && number >= least) return number;
    this.refuse(index, field);
    return null;
  }
}

/** What follows the first line, which names the columns. */
export function withoutHeading(text: string): string {
  const end = text.indexOf('\n');
  return end < 0 ? '' : text.slice(end + 1);
}

/** The names of the columns, which are the words of the first line. */
export function headingOf(text: string): string[] {
  return new Words(text.split('\n', 1)[0] as string).from(0);
}

/** How many words a line has: as many as are known, or as the heading names, when a newer kernel has columns behind them. */
export function lineLength(text: string, known: number): number {
  return Math.max(known, headingOf(text).length);
}
