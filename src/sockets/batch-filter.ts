import type { Expression } from './filter/expression.ts';
import type { Facts } from './filter/facts.ts';
import { RowTest } from './filter/row-test.ts';
import { TRUE, UNKNOWN_TRUTH } from './filter/truth.ts';
import { keepRows } from './table/keep-rows.ts';
import type { SocketTable } from './table/socket-table.ts';

/** Drops the rows of one batch after the other for which an expression is not true. */
export class BatchFilter {
  readonly #test: RowTest;

  constructor(expression: Expression, facts: Facts) {
    this.#test = new RowTest(expression, facts);
  }

  /**
   * Returns of how many of the dropped rows it is not known whether it is true.
   * @param beside - has an element a row too, which moves with it
   */
  keep(batch: SocketTable, beside?: Uint32Array): number {
    const truths = this.#test.run(batch);
    let undecided = 0;
    const passes = (row: number) => {
      if (truths[row] === UNKNOWN_TRUTH) undecided++;
      return truths[row] === TRUE;
    };
    keepRows(batch, passes, beside);
    return undecided;
  }
}
