import { FAMILY_NUMBERS } from '../../uapi/sockets.ts';
import { fieldNamed, type NamedField } from '../table/named-fields.ts';
import { type Endpoint, MOST_PATTERN, parseEndpoint } from './endpoint.ts';
import type { Expression, Operator, Span, Value } from './expression.ts';
import { quoted } from './filter-error.ts';
import type { Tokens, Word } from './tokens.ts';
import { unknownWord } from './unknown-word.ts';
import { valuesOfWord } from './values.ts';

const OPERATORS: Readonly<Record<string, Operator>> = {
  ...{ '=': '=', '==': '=', eq: '=' },
  ...{ '!=': '!=', '<>': '!=', ne: '!=', neq: '!=' },
  ...{ '<': '<', lt: '<', '<=': '<=', le: '<=', leq: '<=' },
  ...{ '>': '>', gt: '>', '>=': '>=', ge: '>=', geq: '>=' },
};
const OPERATOR_WORDS = Object.keys(OPERATORS);
const PATTERN_SYMBOLS = ['~', '=~', '!~'];

/** What stands behind a field's name and is no value. */
const FOLLOWERS = ['in', 'not', 'is', ...OPERATOR_WORDS];

const ENDS: Readonly<Record<string, 'src' | 'dst'>> = {
  ...{ localAddress: 'src', local: 'src', remoteAddress: 'dst', remote: 'dst' },
};

/** Fields that others stand for: a user's name for the number, a path's bytes for its text. */
const STANDS_FOR: Readonly<Record<string, string>> = { user: 'uid', ownerUser: 'ownerUid', pathBytes: 'path' };

export interface ComparisonOptions {
  /** Whether `~` may stand in the text. */
  patterns: boolean;
}

/** Whether the word `state` is followed by one state's word, as in ss, and not by an operator. */
export function beginsStates(tokens: Tokens): boolean {
  const symbol = tokens.peekSymbol();
  return symbol === '' && !FOLLOWERS.includes(tokens.peekWord());
}

/** Reads a field with what it is compared with. */
export function parseComparison(tokens: Tokens, options: ComparisonOptions): Expression {
  const { name, from, to } = tokens.takeName();
  const field = fieldNamed(name);
  if (field === undefined) throw unknownWord(name, { from, to }, tokens.fail);
  const asked = new FieldReader(tokens, field, from);
  if (tokens.takeWord('is')) return asked.isUnknown();
  if (PATTERN_SYMBOLS.includes(tokens.peekSymbol())) return asked.matches(options);
  const list = takesList(tokens);
  if (list !== undefined) return asked.compared(list, true);
  const at = tokens.at;
  const operator = tokens.takeSymbol(...OPERATOR_WORDS) ?? tokens.takeWord(...OPERATOR_WORDS);
  if (operator !== undefined) asked.checkOperator(OPERATORS[operator] as Operator, at);
  if (operator === undefined && field.values === 'boolean') return asked.isTrue();
  if (operator === undefined && tokens.peekWord() === 'not') {
    throw tokens.fail("'not' stands before a field, or before 'in'", at, ['not in']);
  }
  return asked.compared(operator === undefined ? '=' : (OPERATORS[operator] as Operator), false);
}

/** Takes `in` or `not in`; a `not` with something else behind it stands before the next field. */
function takesList(tokens: Tokens): Operator | undefined {
  const { at, end } = tokens;
  const isNot = tokens.takeWord('not') !== undefined;
  if (tokens.takeWord('in')) return isNot ? '!=' : '=';
  tokens.back(at, end);
  return undefined;
}

/** One field of the text, while what is asked of it is read. */
class FieldReader {
  readonly #tokens: Tokens;
  readonly #field: NamedField;
  readonly #from: number;

  constructor(tokens: Tokens, field: NamedField, from: number) {
    this.#tokens = tokens;
    this.#field = field;
    this.#from = from;
  }

  isUnknown(): Expression {
    const isNot = this.#tokens.takeWord('not') !== undefined;
    if (!this.#tokens.takeWord('unknown', 'null')) {
      const expected = isNot ? ['unknown'] : ['unknown', 'not unknown'];
      throw this.#tokens.fail("behind 'is' stands 'unknown' or 'not unknown'", this.#tokens.at, expected);
    }
    const part: Expression = { kind: 'isUnknown', field: this.#stoodFor, ...this.#span };
    return isNot ? { kind: 'not', part, ...this.#span } : part;
  }

  isTrue(): Expression {
    const span = this.#span;
    const values: readonly Value[] = [{ kind: 'boolean', is: true, ...span }];
    return { kind: 'compare', field: this.#field, operator: '=', values, ...span };
  }

  matches({ patterns }: ComparisonOptions): Expression {
    const { fail } = this.#tokens;
    const at = this.#tokens.at;
    const isNot = this.#tokens.takeSymbol(...PATTERN_SYMBOLS) === '!~';
    if (!patterns) throw fail('regular expressions are not allowed here', at, [`${isNot ? '!=' : '='} with a glob`]);
    if (this.#field.values !== 'text' && this.#field.values !== 'bytes') {
      throw fail(`'${this.#field.name}' is no text, which a regular expression needs`, at, ['=']);
    }
    const field = this.#field.name === 'pathBytes' ? this.#stoodFor : this.#field;
    const pattern = this.#pattern(this.#tokens.at);
    const part: Expression = { kind: 'matches', field, pattern, ...this.#span };
    return isNot ? { kind: 'not', part, ...this.#span } : part;
  }

  #pattern(at: number): RegExp {
    const { fail } = this.#tokens;
    const word = this.#tokens.takePattern();
    if (word === undefined) throw fail("a regular expression is missing behind '~'", at);
    if (word.text.length > MOST_PATTERN) throw fail(`a regular expression has at most ${MOST_PATTERN} characters`, at);
    try {
      return new RegExp(word.text);
    } catch (error) {
      const reason = (error as Error).message.replace(/^Invalid regular expression: \/.*\/\w*: /s, '');
      throw fail(`no regular expression: ${reason}`, at);
    }
  }

  compared(operator: Operator, isList: boolean): Expression {
    const { fail } = this.#tokens;
    const words = this.#words(isList);
    const [first] = words;
    this.#checkTurned(first as Word);
    if (words.length > 1 && operator !== '=' && operator !== '!=') {
      throw fail(`a list may stand behind '=' and 'in', not behind '${operator}'`, first as Word);
    }
    const side = ENDS[this.#field.name];
    if (side !== undefined) return this.#atEnd(words, side, operator);
    const field = this.#stoodFor;
    const values = words.map((word) => valuesOfWord(field, word, fail));
    // `sport = *` is true of every row.
    if (values.some((of) => of.length === 0)) return this.#always(operator);
    return this.#compare(field, operator, values.flat());
  }

  /** `=>` and `=<` are no operators; behind a blank or in quotes such a sign begins a value. */
  #checkTurned({ text, from, isQuoted }: Word): void {
    const [, sign] = /^([<>])/.exec(text) ?? [];
    if (sign === undefined || isQuoted || this.#tokens.text[from - 1] !== '=') return;
    throw this.#tokens.fail(`'=${sign}' is no operator`, { from: from - 1, to: from + 1 }, [`${sign}=`]);
  }

  #compare(field: NamedField, operator: Operator, values: readonly Value[]): Expression {
    if (operator !== '=' && operator !== '!=') {
      const [value] = values;
      if (value?.kind !== 'number' && value?.kind !== 'named') {
        throw this.#tokens.fail(`'${operator}' needs one number`, value as Value);
      }
    }
    return { kind: 'compare', field, operator, values: inOrder(field, values), ...this.#span };
  }

  #always(operator: Operator): Expression {
    const part: Expression = { kind: 'and', parts: [], ...this.#span };
    return operator === '!=' || operator === '<' || operator === '>' ? { kind: 'not', part, ...this.#span } : part;
  }

  /** The words of a list, or the one word that stands there. */
  #words(isList: boolean): Word[] {
    const open = this.#tokens.at;
    const { fail } = this.#tokens;
    if (!this.#tokens.takeSymbol('(')) {
      const word = this.#value();
      if (isList) throw fail("behind 'in' stands a list in brackets", open, [`(${word.text})`]);
      if (this.#tokens.peekSymbol() === ',') {
        throw fail('a list of values needs brackets', this.#tokens.at, ['in (…, …)']);
      }
      return [word];
    }
    const words = [this.#value()];
    while (this.#tokens.takeSymbol(',')) words.push(this.#value());
    if (this.#tokens.takeSymbol(')')) return words;
    if (this.#tokens.isAtEnd) throw fail('this bracket is not closed', open, [')']);
    throw fail('a comma or the closing bracket is missing here', this.#tokens.at, [',', ')']);
  }

  #value(): Word {
    const at = this.#tokens.at;
    const word = this.#tokens.takeValue();
    if (word !== undefined) return word;
    const found = this.#tokens.isAtEnd ? 'the filter ends' : `${quoted(this.#tokens.peekSymbol())} stands`;
    throw this.#tokens.fail(`${found} where '${this.#word}' needs a value`, at, [this.#example]);
  }

  #atEnd(words: readonly Word[], side: 'src' | 'dst', operator: Operator): Expression {
    const parts = words.map((word) => this.#endpoint(parseEndpoint(word, side, this.#tokens.fail), side));
    const alike = parts.every(
      (part, _, [first]) => part.kind === 'compare' && first?.kind === 'compare' && part.field === first.field,
    );
    if (alike) {
      const compares = parts as Extract<Expression, { kind: 'compare' }>[];
      const values = compares.flatMap((part) => part.values);
      return this.#compare((compares[0] as (typeof compares)[0]).field, operator, values);
    }
    const any: Expression = parts.length === 1 ? (parts[0] as Expression) : { kind: 'or', parts, ...this.#span };
    return operator === '!=' ? { kind: 'not', part: any, ...this.#span } : any;
  }

  #endpoint({ family, address, port, path }: Endpoint, side: 'src' | 'dst'): Expression {
    const equal = (name: string, value: Value) => this.#compare(fieldNamed(name) as NamedField, '=', [value]);
    if (path !== undefined) return equal('path', path);
    const end = side === 'src' ? 'local' : 'remote';
    const parts: Expression[] = [];
    if (family !== undefined)
      parts.push(equal('family', { kind: 'number', number: FAMILY_NUMBERS[family], ...this.#span }));
    if (address !== undefined) parts.push(equal(`${end}Address`, address));
    if (port !== undefined) parts.push(equal(`${end}Port`, port));
    return parts.length === 1 ? (parts[0] as Expression) : { kind: 'and', parts, ...this.#span };
  }

  checkOperator(operator: Operator, at: number): void {
    if (operator === '=' || operator === '!=' || this.#field.values === 'number') return;
    throw this.#tokens.fail(`'${this.#word}' has no order for '${operator}'`, at, ['=', '!=']);
  }

  get #stoodFor(): NamedField {
    const other = STANDS_FOR[this.#field.name];
    return other === undefined ? this.#field : (fieldNamed(other) as NamedField);
  }

  get #word(): string {
    return this.#tokens.text.slice(this.#from, this.#from + 40).split(/[^\w.-]/, 1)[0] as string;
  }

  get #example(): string {
    return exampleOf(this.#field);
  }

  get #span(): Span {
    return { from: this.#from, to: this.#tokens.end };
  }
}

/** The values of states once each and in their order, so that one set of them is one expression. */
function inOrder(field: NamedField, values: readonly Value[]): readonly Value[] {
  if (field.name !== 'state') return values;
  const byNumber = new Map(values.map((value) => [value.kind === 'number' ? value.number : 0, value]));
  return [...byNumber].sort(([a], [b]) => a - b).map(([, value]) => value);
}

/** A value as it may stand behind a field. */
function exampleOf({ name, values, unit }: NamedField): string {
  if (name.endsWith('Port')) return ':80';
  if (name === 'state') return 'listening';
  if (name in ENDS || values === 'address') return '10.0.0.0/8';
  if (unit === 'us' || unit === 'ms') return '100ms';
  if (unit === 'bytes' || unit === 'bytes/s') return '64k';
  return {
    boolean: 'true',
    code: 'tcp',
    shutdown: 'send',
    id64: '1',
    text: 'name',
    bytes: 'name',
    number: '1',
    address: '',
  }[values];
}
