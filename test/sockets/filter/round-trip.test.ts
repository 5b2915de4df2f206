import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Expression, Operator, Value } from '../../../src/sockets/filter/expression.ts';
import { FilterError } from '../../../src/sockets/filter/filter-error.ts';
import { fieldWord, formatFilter } from '../../../src/sockets/filter/format.ts';
import { parseFilter } from '../../../src/sockets/filter/parse.ts';
import { fieldNamed, NAMED_FIELDS, type NamedField } from '../../../src/sockets/table/named-fields.ts';
import { expressionText } from '../../support/expression-text.ts';

const AT = { from: 0, to: 0 };
type Plain = Value extends infer Each ? (Each extends Value ? Omit<Each, 'from' | 'to'> : never) : never;
const placed = (value: Plain) => ({ ...value, ...AT }) as Value;

const u32 = fc.nat({ max: 0xffffffff });
const port = fc.nat({ max: 0xffff });
const range = (numbers: fc.Arbitrary<number>) =>
  fc.tuple(numbers, numbers).map(([a, b]) => placed({ kind: 'range', low: Math.min(a, b), high: Math.max(a, b) }));
const number = (numbers: fc.Arbitrary<number>) => numbers.map((each) => placed({ kind: 'number', number: each }));
const text = fc.string({ unit: 'grapheme', maxLength: 20 }).map((each) => placed({ kind: 'text', text: each }));
const glob = fc
  .array(fc.constantFrom('*', '?', '[a-z]', 'x', '/', '\\*', '\\\\', ' ', '(', ')', ',', '&', '|', '"', "'", '=', '\n'))
  .filter((parts) => parts.some((part) => /^[*?[]/.test(part)) && !/^[/@]/.test(parts[0] ?? ''))
  .map((parts) => placed({ kind: 'glob', glob: parts.join('') }));
const named = (what: 'host' | 'service' | 'user' | 'interface' | 'cgroup', names: fc.Arbitrary<string>) =>
  names.map((name) => placed({ kind: 'named', what, name }));
const word = fc
  .stringMatching(/^[a-z][a-z0-9]{0,10}(-[a-z]{1,5})?$/)
  .filter((each) => each !== 'inet' && each !== 'unix');

const prefix = fc
  .tuple(fc.uint8Array({ minLength: 16, maxLength: 16 }), fc.boolean(), fc.nat({ max: 128 }))
  .map(([bytes, isIPv4, bits]) => {
    const address = bytes.slice(0, isIPv4 ? 4 : 16);
    const length = isIPv4 ? bits % 33 : bits;
    for (let bit = length; bit < 8 * address.length; bit++) {
      address[bit >> 3] = (address[bit >> 3] as number) & ~(0x80 >> (bit & 7));
    }
    return placed({ kind: 'prefix', prefix: { family: isIPv4 ? 'inet' : 'inet6', address, length } });
  });

const codes: Readonly<Record<string, readonly number[]>> = {
  protocol: [0, 6, 17, 132, 33, 136, 255, 1, 99],
  family: [1, 2, 10],
  timer: [0, 1, 2, 3, 4],
  type: [1, 2, 5],
  associationState: [0, 3, 7],
};

/** What a field may be compared with, by what its values are. */
function valuesOf({ name, values, unit }: NamedField): fc.Arbitrary<Value> {
  if (name.endsWith('Port')) return fc.oneof(number(port), range(port), named('service', word));
  if (name === 'uid' || name === 'ownerUid') return fc.oneof(number(u32), named('user', word));
  if (name === 'interface') return fc.oneof(number(u32), named('interface', fc.constantFrom('eth0', 'veth*', 'a b')));
  if (name === 'cgroup')
    return fc.oneof(
      named('cgroup', fc.constantFrom('/', '/a.slice/b c')),
      fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map((id) => placed({ kind: 'id64', id })),
    );
  if (name === 'state') return number(fc.integer({ min: 1, max: 11 }));
  if (name === 'shutdown') return number(fc.nat({ max: 3 }));
  if (values === 'id64') return fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map((id) => placed({ kind: 'id64', id }));
  if (values === 'boolean') return fc.boolean().map((is) => placed({ kind: 'boolean', is }));
  if (values === 'code') return number(fc.constantFrom(...(codes[name] as readonly number[])));
  if (values === 'address') return fc.oneof(prefix, named('host', word));
  if (values === 'text' || values === 'bytes') return fc.oneof(text, glob);
  const masked = fc.tuple(u32, u32).map(([each, mask]) => placed({ kind: 'masked', number: each, mask }));
  const numbers = fc.oneof(number(u32), range(u32));
  return unit === undefined ? fc.oneof(numbers, masked) : numbers;
}

/** Fields that expressions have: those for which others stand have none. */
const FIELDS = NAMED_FIELDS.filter(({ name }) => !['local', 'remote', 'user', 'ownerUser', 'pathBytes'].includes(name));

const comparison = fc.constantFrom(...FIELDS).chain((field) =>
  fc
    .tuple(
      fc.array(valuesOf(field), { minLength: 1, maxLength: 4 }),
      fc.constantFrom<Operator>('=', '!=', '<', '<=', '>', '>='),
    )
    .map(([values, operator]): Expression => {
      const [first] = values as [Value];
      const isOrdered = field.values === 'number' && (first.kind === 'number' || first.kind === 'named');
      if (operator === '=' || operator === '!=' || !isOrdered) {
        const isState = field.name === 'state';
        const byNumber = new Map(values.map((value) => [value.kind === 'number' ? value.number : 0, value]));
        const inOrder = [...byNumber].sort(([a], [b]) => a - b).map(([, value]) => value);
        return {
          kind: 'compare',
          field,
          operator: operator === '!=' ? '!=' : '=',
          values: isState ? inOrder : values,
          ...AT,
        };
      }
      return { kind: 'compare', field, operator, values: [first], ...AT };
    }),
);
const others: fc.Arbitrary<Expression> = fc.oneof(
  fc.constant<Expression>({ kind: 'autobound', ...AT }),
  fc.constantFrom(...FIELDS).map((field): Expression => ({ kind: 'isUnknown', field, ...AT })),
  fc.constantFrom('^ng', 'a|b', '\\.x$', 'a"b', "it's", '[/)]').map(
    (source): Expression => ({
      kind: 'matches',
      field: fieldNamed('process') as NamedField,
      pattern: new RegExp(source),
      ...AT,
    }),
  ),
);

const { expression } = fc.letrec<{ expression: Expression }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 4 },
    comparison,
    others,
    tie('expression')
      .filter(({ kind }) => kind !== 'not')
      .map((part): Expression => ({ kind: 'not', part, ...AT })),
    ...(['and', 'or'] as const).map((kind) =>
      fc
        .array(
          tie('expression').filter((part) => part.kind !== kind),
          { minLength: 2, maxLength: 4 },
        )
        .map((parts): Expression => ({ kind, parts, ...AT })),
    ),
  ),
}));

describe('an expression', () => {
  it('is the same after it was written as text and read again', () => {
    fc.assert(
      fc.property(expression, (each) => {
        const written = formatFilter(each);
        assert.equal(expressionText(parseFilter(written)), expressionText(each), written);
      }),
      { numRuns: 2000 },
    );
  });

  it('of every field is read by every word of the field', () => {
    for (const field of NAMED_FIELDS) {
      for (const each of field.words.filter((one) => fieldNamed(one) === field)) parseFilter(`${each} is unknown`);
      assert.equal(fieldNamed(fieldWord(field)), field, field.name);
    }
  });
});

const TOKENS = [
  'sport',
  'dst',
  'state',
  'exclude',
  'process',
  'rtt',
  'queue-full',
  'and',
  'or',
  'not',
  'in',
  'is',
  'unknown',
  '(',
  ')',
  ',',
  '=',
  '!=',
  '<',
  '~',
  '!',
  '&',
  '|',
  ':80',
  '10.0.0.0/8',
  '[::1]:80',
  'listening',
  '100ms',
  '64k',
  '*',
  '"',
  "'",
  '\\',
  ' ',
  '\0',
  'é',
  'autobound',
  'unix:',
  '1-2',
  '/',
];

describe('any text', () => {
  const held = (each: string) => {
    try {
      const written = formatFilter(parseFilter(each));
      assert.equal(formatFilter(parseFilter(written)), written, each);
    } catch (error) {
      assert.ok(error instanceof FilterError, `${each}: ${error}`);
      assert.ok(error.position >= 0 && error.position <= each.length, each);
      assert.equal(error.caretLines().length, 2);
    }
  };

  it('is a filter that can be written again, or a FilterError with a place in it', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...TOKENS), { maxLength: 12 }).map((parts) => parts.join(' ')),
        held,
      ),
      { numRuns: 5000 },
    );
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...TOKENS), { maxLength: 12 }).map((parts) => parts.join('')),
        held,
      ),
      { numRuns: 3000 },
    );
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 60 }), held), { numRuns: 2000 });
  });

  it('of 64 kB is read to its end, whatever it is made of', () => {
    for (const part of [
      '(',
      ')',
      '!',
      'not ',
      'a',
      'a ',
      'a=',
      '"',
      '\\',
      '[',
      ':',
      '1.',
      '/',
      '&',
      'sport=1 ',
      'sport=1|',
      'state all ',
      'path=*a ',
      'src ::1 ',
      '~',
      '=~',
      '\0',
      'é',
    ])
      for (const before of [
        '',
        'sport in (',
        'path = ',
        'src ',
        'rtt = ',
        'process ~ ',
        'sport = :',
        'cookie = ',
        'state ',
      ]) {
        held((before + part.repeat(65_536)).slice(0, 65_536));
      }
  });
});
