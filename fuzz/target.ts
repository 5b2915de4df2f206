import type { Random } from './random.ts';

/** What a target made of an input. */
export interface Answer {
  /** What a caller of the API gets, or as near to it as the target is. */
  value: unknown;
  /** Of a text of lines: what became of them. */
  lines?: LineCounts;
  /** What goes to a terminal. */
  terminal?: Uint8Array;
  /** Goes a second way to the same; says how the two differ, where they do. */
  disagreement?: () => string | undefined;
}

export interface LineCounts {
  /** Lines that are rows or part of one. */
  rows: number;
  /** Lines that are none, and were counted. */
  counted: number;
  /** Lines that may be neither, at most: what belongs to a row that was counted. */
  dropped?: number;
}

/** Something that reads bytes it did not make. */
export interface Target {
  /** `netlink/inet-diag`: the kind of input, then the reader. */
  readonly name: string;
  /** Good inputs, which mutations begin with. */
  readonly seeds: () => readonly Uint8Array[];
  readonly mutate: Mutator;
  /**
   * Reads an input. It lies in the middle of a larger buffer, at a multiple of 16.
   * @param fill - the byte that is around it, for what is filled again and again: what was there before must not show
   */
  readonly run: (input: Uint8Array, fill: number) => Answer | Promise<Answer>;
  /** Errors beside SockdiagError that say what is wrong with an input. */
  readonly mayThrow?: (error: unknown) => boolean;
  /** How many lines of the input must be rows or be counted: a number, or the least and the most. */
  readonly lines?: (input: Uint8Array) => number | [least: number, most: number];
  /** Keys whose numbers may be below 0. */
  readonly signed?: RegExp;
  /** Keys whose numbers are as near as a number is: JSON of another program, or what netstat prints as one. */
  readonly rounded?: RegExp;
}

/** Makes another input of one. @param seeds - of the target, for what is put together of two */
export type Mutator = (input: Uint8Array, random: Random, seeds: readonly Uint8Array[]) => Uint8Array;
