import type { Columns } from '../table/columns.ts';
import { autoboundTest } from './autobound-test.ts';
import type { Expression } from './expression.ts';
import type { Facts } from './facts.ts';
import { compareField, fieldAnswered, matchField } from './field-test.ts';
import { junction, negation, unanswered } from './junction.ts';
import { TRUE, type Truths, type TruthTest } from './truth.ts';

/** Asks an expression of the rows of one table after the other. No value may be a name that is still to be looked up. */
export class RowTest {
  readonly #test: TruthTest;
  #truths = new Uint8Array(0);

  constructor(expression: Expression, facts: Facts = {}) {
    this.#test = testOf(expression, facts);
  }

  /** A truth for each row; valid until the next call. */
  run(table: Columns): Truths {
    if (this.#truths.length < table.length) this.#truths = new Uint8Array(table.capacity);
    this.#test.fill(table, this.#truths);
    return this.#truths;
  }

  /** Whether a row passes, of the table that was asked last. */
  passes(row: number): boolean {
    return this.#truths[row] === TRUE;
  }
}

function testOf(expression: Expression, facts: Facts): TruthTest {
  switch (expression.kind) {
    case 'and':
    case 'or':
      return junction(
        expression.kind,
        expression.parts.map((part) => testOf(part, facts)),
      );
    case 'not':
      return negation(testOf(expression.part, facts));
    case 'compare':
      return compareField(expression, facts);
    case 'matches':
      return matchField(expression.field, expression.pattern, facts);
    case 'isUnknown':
      return unanswered(fieldAnswered(expression.field, facts));
    case 'autobound':
      return autoboundTest(facts);
  }
}
