import { nearest } from '../../base/nearest.ts';
import { fieldNamed, type NamedField } from '../table/named-fields.ts';
import { cInteger } from './addresses.ts';
import { codesOf } from './codes.ts';
import { hostValue, textValue } from './endpoint.ts';
import type { Value } from './expression.ts';
import { type Failing, quoted } from './filter-error.ts';
import { portValue } from './port-value.ts';
import { STATE_WORDS, statesOfWord } from './state-words.ts';
import type { Word } from './tokens.ts';
import { measured } from './units.ts';

const MOST_U32 = 0xffffffff;
const MOST_U64 = 2n ** 64n - 1n;

const YES = ['true', 'yes', 'on', '1'];
const NO = ['false', 'no', 'off', '0'];

/** Fields whose numbers have names that a file or a name server knows. */
const NAMED: Readonly<Record<string, 'user' | 'interface'>> = { uid: 'user', ownerUid: 'user', interface: 'interface' };

/** What a field is compared with: what one word stands for. Several for the word of several states; none where any value will do. */
export function valuesOfWord(field: NamedField, word: Word, fail: Failing): readonly Value[] {
  const { from, to } = word;
  if (field.name === 'state') return stateValues(word, fail);
  if (field.name === 'localPort' || field.name === 'remotePort') {
    const behind = word.text.startsWith(':') ? 1 : 0;
    const port = portValue(word.text.slice(behind), word, fail);
    return port === undefined ? [] : [port];
  }
  switch (field.values) {
    case 'boolean':
      return [{ kind: 'boolean', is: isTrue(word, fail), from, to }];
    case 'code':
    case 'shutdown':
      return [{ kind: 'number', number: codeOf(field, word, fail), from, to }];
    case 'id64':
      return [idValue(field, word, fail)];
    case 'address':
      return [hostValue(word.text.replace(/^\[(.*)\](\/\d+)?$/, '$1$2'), word, fail)];
    case 'text':
    case 'bytes':
      return [textValue(word, fail)];
    case 'number':
      return [numberValue(field, word, fail)];
  }
}

function stateValues(word: Word, fail: Failing): Value[] {
  const { from, to } = word;
  return statesOf(word, fail).map((number) => ({ kind: 'number', number, from, to }));
}

/** The states of a word that names one or several. */
export function statesOf(word: Word, fail: Failing): readonly number[] {
  const states = statesOfWord(word.text);
  if (states !== undefined) return states;
  if (/^bound[_-]?inactive$/i.test(word.text)) {
    throw fail("the kernel says 'close' of sockets that are bound and do nothing", word, ['close']);
  }
  throw fail(`${quoted(word.text)} is no state`, word, near(word.text, STATE_WORDS));
}

const MOST_CODE = 0xffff;
/** Two numbers with their units have no more characters. */
const MOST_NUMBER = 64;

/** The number of a word, or one that stands there itself: a protocol may have no name here. */
function codeOf(field: NamedField, word: Word, fail: Failing): number {
  const number = cInteger(word.text);
  if (number !== undefined && number <= MOST_CODE) return number;
  const codes = codesOf(field.name);
  const known = Object.keys(codes);
  const key = known.find((other) => other.toLowerCase() === word.text.toLowerCase());
  if (key !== undefined) return codes[key] as number;
  throw fail(`${quoted(word.text)} is none of ${known.join(', ')}`, word, near(word.text, known));
}

function isTrue(word: Word, fail: Failing): boolean {
  const text = word.text.toLowerCase();
  if (YES.includes(text)) return true;
  if (NO.includes(text)) return false;
  throw fail(`${quoted(word.text)} is neither true nor false`, word, ['true', 'false']);
}

function near(text: string, known: readonly string[]): string[] {
  const word = text.length > 64 ? undefined : nearest(text, known, (other) => Math.ceil(other.length / 3));
  return word === undefined ? [] : [word];
}

function idValue(field: NamedField, word: Word, fail: Failing): Value {
  const { text, from, to } = word;
  if (field.name === 'cgroup' && !/^\d/.test(text)) {
    if (text.includes('\0')) throw fail('a path has no NUL', word);
    return { kind: 'named', what: 'cgroup', name: text, from, to };
  }
  const id = /^(\d{1,20}|0x[0-9a-f]{1,16})$/i.test(text) ? BigInt(text) : undefined;
  if (id === undefined || id > MOST_U64) throw fail(`${quoted(text)} is no number of 64 bits`, word);
  return { kind: 'id64', id, from, to };
}

function numberValue(field: NamedField, word: Word, fail: Failing): Value {
  const { text, from, to } = word;
  const what = NAMED[field.name];
  if (what !== undefined && cInteger(text) === undefined && !/^\d+(-|\.\.)\d+$/.test(text)) {
    return { kind: 'named', what, name: text, from, to };
  }
  if (text.length > MOST_NUMBER) throw fail(`${quoted(text)} is no number`, word);
  const masked = field.unit === undefined ? /^([^/]*)\/([^/]*)$/.exec(text) : null;
  if (masked) return maskedValue(masked[1] ?? '', masked[2] ?? '', word, fail);
  const [, first, last] = /^(\d[^-]*?)(?:-|\.\.)(\d[^-]*)$/.exec(text) ?? [];
  if (first === undefined || last === undefined) {
    return { kind: 'number', number: plainNumber(field, text, word, fail), from, to };
  }
  const [low, high] = [plainNumber(field, first, word, fail), plainNumber(field, last, word, fail)];
  if (low > high) throw fail('this range ends before it begins', word, [`${last}-${first}`]);
  return { kind: 'range', low, high, from, to };
}

function maskedValue(value: string, bits: string, word: Word, fail: Failing): Value {
  const { from, to } = word;
  const [number, mask] = [cInteger(value), cInteger(bits)];
  if (number === undefined || mask === undefined || number > MOST_U32 || mask > MOST_U32) {
    throw fail('a value and its mask are two numbers of 32 bits', word, ['0x10/0xff']);
  }
  return { kind: 'masked', number, mask, from, to };
}

function plainNumber(field: NamedField, text: string, word: Word, fail: Failing): number {
  const based = /^0./.test(text) && field.unit === undefined ? cInteger(text) : undefined;
  if (based !== undefined) return based;
  const read = measured(text, field.unit);
  if ('number' in read) return read.number;
  if (/^(unknown|null|none)$/i.test(text)) {
    throw fail('what is not known is asked for in other words', word, ['is unknown', 'is not unknown']);
  }
  if (fieldNamed(text)) throw fail(`${quoted(text)} is a field, and a field is compared with values alone`, word);
  throw fail(`${quoted(text)}: ${read.reason}`, word, read.expected);
}
