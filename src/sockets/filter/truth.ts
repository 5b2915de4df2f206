import type { Columns } from '../table/columns.ts';

/** SQL's three values, so that `and` is the least of them, `or` the greatest, and `not` what is left of TRUE. */
export const FALSE = 0;
export const UNKNOWN_TRUTH = 1;
export const TRUE = 2;

/** One of them for each row of a table. */
export type Truths = Uint8Array;

/** Rows that are decided already: those at which `truths` has `value`. */
export interface Decided {
  truths: Truths;
  value: number;
}

/** A part of an expression, asked of all rows of a table at once: a loop over a column takes a nanosecond a row, a call some five. */
export interface TruthTest {
  /** It looks at texts or owners: worth being asked last, and only where the rest decides nothing. */
  slow: boolean;
  /** Fills in a truth for each row; where it is slow, those that are decided may be left as they are. */
  fill(table: Columns, out: Truths, decided?: Decided): void;
}

/** The truths of a test that looks at one row after the other. */
export function fillEach(
  { length }: Columns,
  out: Truths,
  decided: Decided | undefined,
  test: (row: number) => number,
): void {
  for (let row = 0; row < length; row++) {
    if (decided === undefined || decided.truths[row] !== decided.value) out[row] = test(row);
  }
}
