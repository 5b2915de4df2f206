import fc from 'fast-check';
import { parseAddress } from '../../src/base/parse-address.ts';
import type { Expression, Operator, Prefix, Value } from '../../src/sockets/filter/expression.ts';
import { NAMED_FIELDS, type NamedField } from '../../src/sockets/table/named-fields.ts';
import type { SocketJSON } from '../../src/sockets/table/socket-json.ts';
import { AF_INET, AF_INET6 } from '../../src/uapi/sockets.ts';
import { type PlainFacts, plainValues } from './plain-filter.ts';

const NOWHERE = { from: 0, to: 0 };
const OPERATORS: readonly Operator[] = ['=', '!=', '<', '<=', '>', '>='];

/** Expressions over the fields that rows have, whose values are often those of a row, or beside them. */
export function expressions(
  rows: readonly SocketJSON[],
  facts: PlainFacts,
  fields = NAMED_FIELDS,
): fc.Arbitrary<Expression> {
  const leaves = fields.map((field) => leavesOf(field, rows, facts));
  const leaf = fc.oneof(
    { weight: 20, arbitrary: fc.oneof(...leaves) },
    { weight: 1, arbitrary: fc.constant<Expression>({ ...NOWHERE, kind: 'autobound' }) },
  );
  const { whole } = fc.letrec<{ whole: Expression }>((tie) => ({
    whole: fc.oneof(
      { depthSize: 'small', maxDepth: 3, withCrossShrink: true },
      leaf,
      fc
        .record({
          kind: fc.constantFrom<'and' | 'or'>('and', 'or'),
          parts: fc.array(tie('whole'), { minLength: 2, maxLength: 3 }),
        })
        .map((junction): Expression => ({ ...NOWHERE, ...junction })),
      tie('whole').map((part): Expression => ({ ...NOWHERE, kind: 'not', part })),
    ),
  }));
  return whole;
}

function leavesOf(field: NamedField, rows: readonly SocketJSON[], facts: PlainFacts): fc.Arbitrary<Expression> {
  const found = [...new Set(rows.flatMap((row) => plainValues(field, row, facts)))];
  const values = valuesOf(field, found);
  const operators = isOrdered(field) ? OPERATORS : OPERATORS.slice(0, 2);
  const compare = fc.constantFrom(...operators).chain((operator) =>
    fc.array(values, { minLength: 1, maxLength: operator === '=' || operator === '!=' ? 3 : 1 }).map(
      (values): Expression => ({
        ...NOWHERE,
        kind: 'compare',
        field,
        operator,
        values: forOperator(operator, values),
      }),
    ),
  );
  const isUnknown = fc.constant<Expression>({ ...NOWHERE, kind: 'isUnknown', field });
  if (!isText(field)) return fc.oneof({ weight: 8, arbitrary: compare }, { weight: 1, arbitrary: isUnknown });
  const pattern = fc.constantFrom(/[0-9]/, /^.?$/u, /e/, /:\d+$/);
  const matches = pattern.map((pattern): Expression => ({ ...NOWHERE, kind: 'matches', field, pattern }));
  return fc.oneof(
    { weight: 6, arbitrary: compare },
    { weight: 1, arbitrary: isUnknown },
    { weight: 1, arbitrary: matches },
  );
}

const isText = ({ values, name }: NamedField) =>
  values === 'text' || values === 'bytes' || (values === 'address' && !name.endsWith('es'));
const isOrdered = ({ values }: NamedField) => values === 'number' || values === 'id64';

/** A part of numbers, or some bits of one, is not greater than anything. */
function forOperator(operator: Operator, values: Value[]): Value[] {
  const single = values.find(({ kind }) => kind !== 'masked' && kind !== 'range');
  return operator === '=' || operator === '!=' ? values : [single ?? { ...NOWHERE, kind: 'number', number: 1 }];
}

function valuesOf(field: NamedField, found: readonly unknown[]): fc.Arbitrary<Value> {
  const some = <Item>(others: readonly Item[]) => fc.constantFrom(...([...found, ...others] as Item[]));
  if (field.values === 'boolean') return fc.boolean().map((is): Value => ({ ...NOWHERE, kind: 'boolean', is }));
  if (field.values === 'id64') return some([0n, 7n]).map((id): Value => ({ ...NOWHERE, kind: 'id64', id }));
  if (field.values === 'number') return numbersNear(some([0, 1, 80, 65_535, 2 ** 32 - 1]));
  if (field.values === 'address')
    return fc.oneof(prefixes(some(['127.0.0.1', '::1', '::ffff:127.0.0.1', '10.2.0.0'])), texts(some(['::1'])));
  if (field.values === 'code' || field.values === 'shutdown') return words(field, some(['none']));
  return texts(some(['x', '/run/']));
}

function numbersNear(some: fc.Arbitrary<number>): fc.Arbitrary<Value> {
  const near = fc.tuple(some, fc.constantFrom(-1, 0, 0, 1)).map(([number, by]) => Math.max(0, number + by));
  return fc.oneof(
    { weight: 6, arbitrary: near.map((number): Value => ({ ...NOWHERE, kind: 'number', number })) },
    {
      weight: 2,
      arbitrary: fc
        .tuple(near, near)
        .map(([a, b]): Value => ({ ...NOWHERE, kind: 'range', low: Math.min(a, b), high: Math.max(a, b) })),
    },
  );
}

function prefixes(addresses: fc.Arbitrary<string>): fc.Arbitrary<Value> {
  return fc.tuple(addresses, fc.nat(128)).map(([text, length]): Value => {
    const ipv4 = !text.includes(':');
    const address = new Uint8Array(ipv4 ? 4 : 16);
    parseAddress(ipv4 ? AF_INET : AF_INET6, text, address, 0);
    const prefix: Prefix = { family: ipv4 ? 'inet' : 'inet6', address, length: ipv4 ? length % 33 : length };
    return { ...NOWHERE, kind: 'prefix', prefix };
  });
}

/** What is no UTF-8 in a name is no text to compare with. */
function texts(some: fc.Arbitrary<unknown>): fc.Arbitrary<Value> {
  const text = some.map((one) => String(one).replace(/\ufffd/g, ''));
  return fc.oneof(
    text.map((text): Value => ({ ...NOWHERE, kind: 'text', text })),
    fc
      .tuple(text, fc.nat(6))
      .map(([text, at]): Value => ({ ...NOWHERE, kind: 'glob', glob: `${plain(text.slice(0, at))}*` })),
    text.map((text): Value => ({ ...NOWHERE, kind: 'glob', glob: `*${plain(text.slice(-3))}` })),
  );
}

const plain = (text: string) => text.replace(/[*?[\]\\]|[\ud800-\udfff]/g, '');

function words({ values }: NamedField, some: fc.Arbitrary<string>): fc.Arbitrary<Value> {
  const text = some.map(
    (text): Value => ({
      ...NOWHERE,
      kind: 'text',
      text: values === 'code' ? text.toLowerCase().replace('_', '-') : text,
    }),
  );
  if (values === 'shutdown')
    return fc.oneof(
      text,
      fc.nat(3).map((number): Value => ({ ...NOWHERE, kind: 'number', number })),
    );
  return fc.oneof(
    { weight: 4, arbitrary: text },
    { weight: 1, arbitrary: fc.nat(12).map((number): Value => ({ ...NOWHERE, kind: 'number', number })) },
    { weight: 1, arbitrary: some.map((word): Value => ({ ...NOWHERE, kind: 'glob', glob: `${word.slice(0, 3)}*` })) },
  );
}
