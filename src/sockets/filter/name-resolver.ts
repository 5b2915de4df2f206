import { cgroupId } from '../../names/cgroup-id.ts';
import { hostAddresses } from '../../names/host-addresses.ts';
import { interfaceIndexes } from '../../names/interface-indexes.ts';
import { servicePorts } from '../../names/service-ports.ts';
import { userId, userIds } from '../../names/users-of-name.ts';
import { fieldNamed, type NamedField } from '../table/named-fields.ts';
import { parsePrefix } from './addresses.ts';
import type { Expression, Prefix, Value } from './expression.ts';
import { type Failing, failingIn, quoted } from './filter-error.ts';
import { matchesGlob } from './glob.ts';
import { hasNames, NAMED_NUMBERS } from './has-names.ts';

type NamedValue = Extract<Value, { kind: 'named' }>;
type What = NamedValue['what'];
/** A value without its place, for every place at which its name stands. */
type Found = { kind: 'number'; number: number } | { kind: 'id64'; id: bigint } | { kind: 'prefix'; prefix: Prefix };

const WHAT: Readonly<Record<What, string>> = {
  host: 'host',
  service: 'service',
  user: 'user',
  interface: 'interface',
  cgroup: 'control group',
};

/** Looks up the names of one expression. */
export class NameResolver {
  readonly #fail: Failing;
  readonly #signal: AbortSignal | undefined;
  /** Each name is looked up once. */
  readonly #found = new Map<string, Promise<readonly Found[]>>();

  /** @param text - what the expression was read from, for errors */
  constructor(text: string, signal: AbortSignal | undefined) {
    this.#fail = failingIn(text);
    this.#signal = signal;
  }

  async expression(expression: Expression): Promise<Expression> {
    this.#signal?.throwIfAborted();
    if (!hasNames(expression)) return expression;
    switch (expression.kind) {
      case 'and':
      case 'or':
        return { ...expression, parts: await Promise.all(expression.parts.map((part) => this.expression(part))) };
      case 'not':
        return { ...expression, part: await this.expression(expression.part) };
      case 'compare':
        return this.#compare(expression);
      case 'matches':
        return this.#matches(expression);
      default:
        return expression;
    }
  }

  async #compare(expression: Extract<Expression, { kind: 'compare' }>): Promise<Expression> {
    const values = (await Promise.all(expression.values.map((value) => this.#value(value)))).flat();
    const [first] = expression.values;
    const isOrdered = expression.operator !== '=' && expression.operator !== '!=';
    if (isOrdered && values.length !== 1 && first?.kind === 'named') {
      const numbers = values.map((value) => `${value.kind === 'number' ? value.number : '?'}`);
      throw this.#fail(`${quoted(first.name)} stands for ${numbers.length} numbers`, first, numbers.slice(0, 3));
    }
    return { ...expression, values };
  }

  /** A pattern of users' names stands for the numbers of those whose names it matches. */
  async #matches(expression: Extract<Expression, { kind: 'matches' }>): Promise<Expression> {
    const { pattern, from, to } = expression;
    const field = fieldNamed(NAMED_NUMBERS[expression.field.name] as string) as NamedField;
    const uids = await userIds((name) => pattern.test(name));
    const values = uids.map((number) => ({ kind: 'number' as const, number, from, to }));
    return { kind: 'compare', field, operator: '=', values, from, to };
  }

  async #value(value: Value): Promise<readonly Value[]> {
    if (value.kind !== 'named') return [value];
    const { from, to } = value;
    const key = `${value.what} ${value.name}`;
    const found = this.#found.get(key) ?? this.#lookUp(value);
    this.#found.set(key, found);
    return (await found).map((each) => ({ ...each, from, to }));
  }

  async #lookUp(value: NamedValue): Promise<readonly Found[]> {
    const found = await this.#all(value);
    if (found.length > 0 || (isGlob(value) && ['user', 'interface'].includes(value.what))) return found;
    throw this.#fail(`no ${WHAT[value.what]} is called ${quoted(value.name)}`, value);
  }

  async #all(value: NamedValue): Promise<readonly Found[]> {
    const { what, name } = value;
    switch (what) {
      case 'service':
        return [...new Set((await servicePorts(name)).map(({ port }) => port))].map(asNumber);
      case 'user':
        return (await usersOf(value)).map(asNumber);
      case 'interface':
        return (await interfaceIndexes(nameTest(value), this.#signal)).map(asNumber);
      case 'cgroup': {
        const id = cgroupId(name);
        return id === undefined ? [] : [{ kind: 'id64', id }];
      }
      case 'host':
        return this.#host(value);
    }
  }

  async #host(value: NamedValue): Promise<readonly Found[]> {
    try {
      const addresses = await hostAddresses(value.name, this.#signal);
      return addresses.flatMap((address) => {
        const prefix = parsePrefix(address);
        return prefix === undefined ? [] : [{ kind: 'prefix' as const, prefix }];
      });
    } catch (error) {
      this.#signal?.throwIfAborted();
      const { code, message } = error as NodeJS.ErrnoException;
      // No such host. What else there is says of the name server alone.
      if (code === 'ENOTFOUND' || code === 'ENODATA') return [];
      throw this.#fail(`the host ${quoted(value.name)} cannot be looked up: ${code ?? message}`, value);
    }
  }
}

const asNumber = (number: number): Found => ({ kind: 'number', number });

const isGlob = ({ name }: NamedValue) => /[*?[]/.test(name);

function nameTest(value: NamedValue): (name: string) => boolean {
  return isGlob(value) ? (name) => matchesGlob(value.name, name) : (name) => name === value.name;
}

async function usersOf(value: NamedValue): Promise<number[]> {
  if (isGlob(value)) return userIds(nameTest(value));
  const uid = await userId(value.name);
  return uid === undefined ? [] : [uid];
}
