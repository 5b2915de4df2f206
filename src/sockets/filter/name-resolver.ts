import { listedUsers } from '../../names/users-of-name.ts';
import { fieldNamed, type NamedField } from '../table/named-fields.ts';
import type { Expression, Value } from './expression.ts';
import { type Failing, failingIn, quoted } from './filter-error.ts';
import { hasNames, NAMED_NUMBERS } from './has-names.ts';
import { type Found, type FoundNames, isGlob, keyOf, lookUp, type NamedValue } from './name-lookups.ts';

const WHAT: Readonly<Record<NamedValue['what'], string>> = {
  host: 'host',
  service: 'service',
  user: 'user',
  interface: 'interface',
  cgroup: 'control group',
};

/** Nobody writes more; a program that does can look them up itself. */
const MOST_NAMES = 1000;

/** Replaces the names of one expression. */
export class NameResolver {
  readonly #fail: Failing;
  readonly #signal: AbortSignal | undefined;
  #found: FoundNames = new Map();
  /** Of all patterns, which stand for those whose names they match. */
  #users: ReturnType<typeof listedUsers> | undefined;

  /** @param text - what the expression was read from, for errors */
  constructor(text: string, signal: AbortSignal | undefined) {
    this.#fail = failingIn(text);
    this.#signal = signal;
  }

  async resolve(expression: Expression): Promise<Expression> {
    this.#signal?.throwIfAborted();
    const named = namedIn(expression);
    const [excess] = named.slice(MOST_NAMES);
    if (excess) throw this.#fail(`a filter has at most ${MOST_NAMES} names that are to be looked up`, excess);
    this.#found = await lookUp(named, this.#signal);
    this.#signal?.throwIfAborted();
    return this.#resolved(expression);
  }

  async #resolved(expression: Expression): Promise<Expression> {
    if (!hasNames(expression)) return expression;
    switch (expression.kind) {
      case 'and':
      case 'or': {
        // One after the other, so that the first of several errors is told.
        const parts: Expression[] = [];
        for (const part of expression.parts) parts.push(await this.#resolved(part));
        return { ...expression, parts };
      }
      case 'not':
        return { ...expression, part: await this.#resolved(expression.part) };
      case 'compare':
        return this.#compared(expression);
      case 'matches':
        return this.#matched(expression);
      default:
        return expression;
    }
  }

  #compared(expression: Extract<Expression, { kind: 'compare' }>): Expression {
    const values = expression.values.flatMap((value) => this.#valuesOf(value));
    const [first] = expression.values;
    const isOrdered = expression.operator !== '=' && expression.operator !== '!=';
    if (isOrdered && values.length !== 1 && first?.kind === 'named') {
      const numbers = values.map((value) => `${value.kind === 'number' ? value.number : '?'}`);
      throw this.#fail(`${quoted(first.name)} stands for ${numbers.length} numbers`, first, numbers.slice(0, 3));
    }
    return { ...expression, values };
  }

  /** A pattern of users' names stands for the numbers of those whose names it matches. */
  async #matched(expression: Extract<Expression, { kind: 'matches' }>): Promise<Expression> {
    const { pattern, from, to } = expression;
    const field = fieldNamed(NAMED_NUMBERS[expression.field.name] as string) as NamedField;
    this.#users ??= listedUsers(this.#signal);
    const uids = new Set((await this.#users).filter(([name]) => pattern.test(name)).map(([, uid]) => uid));
    const values = [...uids].map((number) => ({ kind: 'number' as const, number, from, to }));
    return { kind: 'compare', field, operator: '=', values, from, to };
  }

  #valuesOf(value: Value): readonly Value[] {
    if (value.kind !== 'named') return [value];
    const { from, to } = value;
    return this.#foundOf(value).map((each) => ({ ...each, from, to }));
  }

  #foundOf(value: NamedValue): readonly Found[] {
    const { what, name } = value;
    const found = this.#found.get(keyOf(value)) ?? [];
    if (found instanceof Error) {
      const reason = (found as NodeJS.ErrnoException).code ?? found.message;
      throw this.#fail(`the ${WHAT[what]} ${quoted(name)} cannot be looked up: ${reason}`, value);
    }
    if (found.length > 0 || (isGlob(name) && (what === 'user' || what === 'interface'))) return found;
    throw this.#fail(`no ${WHAT[what]} is called ${quoted(name)}`, value);
  }
}

/** Every name, in the order of the text. */
function namedIn(expression: Expression): NamedValue[] {
  if (expression.kind === 'not') return namedIn(expression.part);
  if ('parts' in expression) return expression.parts.flatMap(namedIn);
  return expression.kind === 'compare' ? expression.values.filter((value) => value.kind === 'named') : [];
}
