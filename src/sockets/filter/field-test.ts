import type { NamedField } from '../table/named-fields.ts';
import type { NumberField } from '../table/number-fields.ts';
import type { ColumnField } from '../table/numbers.ts';
import { addressesTest, addressTest, primaryTest } from './address-test.ts';
import { ANY_TEXT, codeCondition, patternCondition, type TextCondition, textCondition } from './condition.ts';
import type { Comparison, Prefix, Value } from './expression.ts';
import type { Facts } from './facts.ts';
import { idTest } from './id-test.ts';
import { hasNumber, type NumberSet, numberSet } from './intervals.ts';
import { junction, negation } from './junction.ts';
import { nameOfCode } from './names.ts';
import { codeTest, mappedNumberTest, numberTest, queueFullTest } from './number-test.ts';
import { ownerCountTest, processNameTest, tripleTest } from './owner-test.ts';
import { addressesTextTest, textTest } from './text-test.ts';
import { FALSE, TRUE, type Truths, type TruthTest, UNKNOWN_TRUTH } from './truth.ts';
import { ownerUserTest, socketUserTest, uidAsked, userTextAsked } from './user-test.ts';

/** A comparison of a field: with `!=` what is not equal to any of the values. */
export function compareField(compare: Comparison, facts: Facts): TruthTest {
  const { operator } = compare;
  if (operator !== '!=') return equalTest(compare, facts);
  return negation(equalTest({ ...compare, operator: '=' }, facts));
}

/** A field whose text a pattern finds. */
export function matchField(field: NamedField, pattern: RegExp, facts: Facts): TruthTest {
  return fieldText(field, patternCondition(pattern), facts);
}

/** A test that has an answer wherever a row knows the field. */
export function fieldAnswered(field: NamedField, facts: Facts): TruthTest {
  return fieldText(field, ANY_TEXT, facts);
}

function equalTest(compare: Comparison, facts: Facts): TruthTest {
  const { field, operator, values } = compare;
  if (nameOfCode(field.name, 0) !== undefined) {
    const isOne = codeCondition(operator, values);
    return codeTest(field.name as ColumnField, codeTruths(field.name, isOne));
  }
  const prefixes = values.flatMap((value) => (value.kind === 'prefix' ? [value.prefix] : []));
  const others = values.filter(({ kind }) => kind !== 'prefix');
  const tests = [
    ...(prefixes.length > 0 ? [prefixTest(compare, prefixes)] : []),
    ...(others.length > 0 || prefixes.length === 0 ? [valueTest({ ...compare, values: others }, facts)] : []),
  ];
  return junction('or', tests);
}

function valueTest(compare: Comparison, facts: Facts): TruthTest {
  const { field, operator, values } = compare;
  if (field.values === 'id64') {
    const test = idTest(field.name, operator, values);
    if (test) return test;
  }
  const set = numberSet(operator, values);
  const test = set && numberFieldTest(field, set, facts);
  if (test) return test;
  const text = textCondition(values);
  if (!text) throw unfit(compare);
  return fieldText(field, text, facts);
}

function unfit({ field, values }: Comparison): TypeError {
  return new TypeError(`${field.name}: not to be compared with a ${values.map(({ kind }) => kind).join(', ')}`);
}

/** Undefined for a field that is no number. */
function numberFieldTest({ name, values }: NamedField, set: NumberSet, facts: Facts): TruthTest | undefined {
  if (name === 'pid' || name === 'fd') return tripleTest(name, set);
  if (name === 'ownerCount') return ownerCountTest(set);
  if (name === 'user') return socketUserTest(uidAsked(set));
  if (name === 'ownerUid' || name === 'ownerUser') return ownerUserTest(uidAsked(set), facts);
  if (name === 'queueFull') return queueFullTest((full) => hasNumber(set, Number(full)));
  if (values === 'number' || values === 'boolean') return numberTest(name as NumberField, set);
  return undefined;
}

function prefixTest(compare: Comparison, prefixes: readonly Prefix[]): TruthTest {
  const { name } = compare.field;
  if (name === 'localAddress' || name === 'remoteAddress') return addressTest(name, prefixes);
  if (name === 'localAddresses' || name === 'remoteAddresses') return addressesTest(name, prefixes);
  if (name === 'primaryRemoteAddress') return primaryTest(prefixes);
  throw unfit(compare);
}

/** A test of what a field has as text, whatever it is. */
function fieldText({ name, values }: NamedField, condition: TextCondition, facts: Facts): TruthTest {
  if (nameOfCode(name, 0) !== undefined) {
    const isOne = (_: number, text: string) => condition.text(text);
    return codeTest(name as ColumnField, codeTruths(name, isOne));
  }
  if (name === 'process' || name === 'program') return processNameTest(name, condition.bytes);
  if (name === 'user') return socketUserTest(userTextAsked(condition));
  if (name === 'ownerUser') return ownerUserTest(userTextAsked(condition), facts);
  if (name === 'localAddresses' || name === 'remoteAddresses') return addressesTextTest(name, condition.bytes);
  const ofText = textTest(name, condition.bytes);
  if (ofText) return ofText;
  // Of what is a number, whether it is known is all that a text can ask.
  const anything: NumberSet = {
    intervals: [{ low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY }],
    masked: [],
  };
  const known = numberFieldTest({ name, values } as NamedField, anything, facts);
  if (known && condition === ANY_TEXT) return known;
  if (values === 'id64' && condition === ANY_TEXT) return idTest(name, '>=', ZERO) as TruthTest;
  if (values === 'number') return mappedNumberTest(name as NumberField, (number) => condition.text(String(number)));
  throw new TypeError(`${name}: no text can be asked of it`);
}

/** IPPROTO_MAX is 263, and all other codes are bytes. */
const CODES = 512;

const ZERO: readonly Value[] = [{ from: 0, to: 0, kind: 'number', number: 0 }];

/** By the kernel's number. */
function codeTruths(field: string, isOne: (code: number, name: string) => boolean): Truths {
  return Uint8Array.from({ length: CODES }, (_, code) => {
    const name = nameOfCode(field, code);
    if (name === null || name === undefined) return UNKNOWN_TRUTH;
    return isOne(field === 'shutdown' ? code & 3 : code, name) ? TRUE : FALSE;
  });
}
