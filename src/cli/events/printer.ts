import type { Change } from '../../index.ts';

/** Makes the lines of standard output: those of the changes that are wanted, and no more than so many. */
export class Printer {
  readonly #isWanted: (change: Change) => boolean;
  readonly #lineOf: (change: Change) => string;
  #left: number;

  constructor(
    isWanted: (change: Change) => boolean,
    lineOf: (change: Change) => string,
    count = Number.POSITIVE_INFINITY,
  ) {
    this.#isWanted = isWanted;
    this.#lineOf = lineOf;
    this.#left = count;
  }

  /** No line more is wanted. */
  get done(): boolean {
    return this.#left <= 0;
  }

  /** The line of a change with its end; nothing for one that is not wanted. */
  print(change: Change): string {
    if (this.done || !this.#isWanted(change)) return '';
    this.#left--;
    return `${this.#lineOf(change)}\n`;
  }
}
