import { fieldNamed, type NamedField } from '../table/named-fields.ts';
import type { Expression, Span } from './expression.ts';
import { statesOfWord } from './state-words.ts';

/** ss's set of states: the first `state` begins with none, the first `exclude` with all; each further one adds or takes away. */
export class StateSet {
  readonly #numbers: Set<number>;
  #span: Span | undefined;

  constructor(first: 'state' | 'exclude') {
    this.#numbers = new Set(first === 'exclude' ? statesOfWord('all') : []);
  }

  change(word: 'state' | 'exclude', numbers: readonly number[], { from, to }: Span): void {
    for (const number of numbers) {
      if (word === 'state') this.#numbers.add(number);
      else this.#numbers.delete(number);
    }
    this.#span = { from: this.#span?.from ?? from, to };
  }

  get expression(): Expression {
    const { from, to } = this.#span ?? { from: 0, to: 0 };
    const numbers = [...this.#numbers].sort((a, b) => a - b);
    const values = numbers.map((number) => ({ kind: 'number' as const, number, from, to }));
    return { kind: 'compare', field: fieldNamed('state') as NamedField, operator: '=', values, from, to };
  }
}
