import type { Expression } from './filter/expression.ts';
import type { Facts } from './filter/facts.ts';
import { RowTest } from './filter/row-test.ts';
import { keepRows } from './table/keep-rows.ts';
import type { SocketTable } from './table/socket-table.ts';

/** Drops the rows of one batch after the other for which an expression is not true. */
export class BatchFilter {
  readonly #test: RowTest;
  readonly #passes: (row: number) => boolean;

  constructor(expression: Expression, facts: Facts) {
    this.#test = new RowTest(expression, facts);
    this.#passes = (row) => this.#test.passes(row);
  }

  /** @param beside - has an element a row too, which moves with it */
  keep(batch: SocketTable, beside?: Uint32Array): void {
    this.#test.run(batch);
    keepRows(batch, this.#passes, beside);
  }
}
