import { beginsStates, type ComparisonOptions, parseComparison } from './comparison.ts';
import type { Expression, Span } from './expression.ts';
import { FilterError, quoted } from './filter-error.ts';
import { StateSet } from './state-set.ts';
import { Tokens } from './tokens.ts';
import { statesOf } from './values.ts';

/** A longer text is refused: nobody writes it, and whoever sends it may mean harm. */
const MOST_TEXT = 64 * 1024;
/** Brackets within brackets. What reads an expression may call itself for each. */
const MOST_DEPTH = 100;

const OR = { symbols: ['|', '||'], word: 'or' };
const AND = { symbols: ['&', '&&'], word: 'and' };
const EXCLUDES = ['exclude', 'excl'];
/** What no term begins with. */
const BETWEEN = ['or', 'and', 'in', 'is'];

export interface ParseOptions {
  /** Whether `~`, a regular expression, is allowed: one may take seconds of the event loop, so none may come from a stranger. By default it is. */
  patterns?: boolean | undefined;
}

/** Reads a filter. Throws a FilterError for what is none. An empty one is true of every row. */
export function parseFilter(text: string, { patterns = true }: ParseOptions = {}): Expression {
  if (typeof text !== 'string') throw new TypeError('filter must be a string');
  if (text.length > MOST_TEXT) {
    throw new FilterError(`a filter has at most ${MOST_TEXT} characters`, text.slice(0, MOST_TEXT), MOST_TEXT);
  }
  return new Parser(new Tokens(text), { patterns }).whole();
}

type Joined = Extract<Expression, { kind: 'and' | 'or' }>;

class Parser {
  readonly #tokens: Tokens;
  readonly #options: ComparisonOptions;
  #depth = 0;
  #isFirstRow = true;
  /** The states with which the text begins, before terms with nothing between: as in ss they hold for all that follows. */
  #leading: Expression | undefined;

  constructor(tokens: Tokens, options: ComparisonOptions) {
    this.#tokens = tokens;
    this.#options = options;
  }

  whole(): Expression {
    if (this.#tokens.isAtEnd) return { kind: 'and', parts: [], from: 0, to: 0 };
    const all = this.#or();
    if (this.#tokens.isAtEnd) return this.#leading === undefined ? all : withStates(this.#leading, all);
    const symbol = this.#tokens.peekSymbol();
    if (symbol === ')') throw this.#tokens.fail('no bracket is open that this one closes', this.#tokens.at);
    throw this.#tokens.fail(
      `${quoted(symbol || this.#tokens.text.charAt(this.#tokens.at))} is out of place`,
      this.#tokens.at,
      ['and', 'or'],
    );
  }

  #or(): Expression {
    const parts = [this.#and()];
    while (this.#takes(OR)) parts.push(this.#and());
    return joined('or', parts);
  }

  /** Rows of terms with `and` between them. */
  #and(): Expression {
    const parts: Expression[] = [];
    do this.#row(parts);
    while (this.#takes(AND));
    return joined('and', parts);
  }

  /** Terms with nothing between them: all must hold, but their words of states are one set, as in ss. */
  #row(parts: Expression[]): void {
    const isFirst = this.#isFirstRow;
    this.#isFirstRow = false;
    const begin = parts.length;
    let states: StateSet | undefined;
    let place = begin;
    do {
      const at = this.#tokens.at;
      const word = this.#takeStateWord();
      if (word === undefined) {
        parts.push(this.#term());
        continue;
      }
      if (states === undefined) {
        states = new StateSet(word);
        place = parts.length;
      }
      this.#readState(states, word, at);
      parts[place] = states.expression;
    } while (!this.#endsRow());
    if (isFirst && states !== undefined && place === begin && parts.length > begin + 1) this.#leading = parts[place];
  }

  /** Takes `state` or `exclude` before the word of a state. */
  #takeStateWord(): 'state' | 'exclude' | undefined {
    const { at, end } = this.#tokens;
    if (this.#tokens.takeWord(...EXCLUDES)) return 'exclude';
    if (!this.#tokens.takeWord('state')) return undefined;
    if (beginsStates(this.#tokens)) return 'state';
    this.#tokens.back(at, end);
    return undefined;
  }

  #readState(states: StateSet, word: 'state' | 'exclude', from: number): void {
    const begin = this.#tokens.at;
    const value = this.#tokens.takeValue();
    if (value === undefined) throw this.#tokens.fail(`'${word}' needs a state`, begin, ['established', 'listening']);
    if (this.#tokens.peekSymbol() === ',') {
      throw this.#tokens.fail('a list of states needs brackets', this.#tokens.at, ['state in (…, …)']);
    }
    states.change(word, statesOf(value, this.#tokens.fail), { from, to: this.#tokens.end });
  }

  #endsRow(): boolean {
    const symbol = this.#tokens.peekSymbol();
    if (this.#tokens.isAtEnd || symbol === ')' || symbol === ',') return true;
    return isOne(OR, symbol, this.#tokens) || isOne(AND, symbol, this.#tokens);
  }

  #takes(operator: typeof OR): boolean {
    return (
      this.#tokens.takeSymbol(...operator.symbols) !== undefined || this.#tokens.takeWord(operator.word) !== undefined
    );
  }

  #term(): Expression {
    const from = this.#tokens.at;
    let isNot = false;
    let anyNot = false;
    while (this.#tokens.takeSymbol('!') ?? this.#tokens.takeWord('not')) {
      isNot = !isNot;
      anyNot = true;
    }
    const part = anyNot ? this.#negated() : this.#positive();
    return isNot ? { kind: 'not', part, from, to: this.#tokens.end } : part;
  }

  /** What `not` stands before: words of states too, each alone. */
  #negated(): Expression {
    const at = this.#tokens.at;
    const word = this.#takeStateWord();
    if (word === undefined) return this.#positive();
    const states = new StateSet(word);
    this.#readState(states, word, at);
    return states.expression;
  }

  #positive(): Expression {
    const from = this.#tokens.at;
    if (this.#tokens.takeSymbol('(')) return this.#bracketed(from);
    if (this.#tokens.takeWord('autobound')) return { kind: 'autobound', from, to: this.#tokens.end };
    const symbol = this.#tokens.peekSymbol();
    const word = this.#tokens.peekWord();
    if (this.#tokens.isAtEnd) throw this.#tokens.fail('the filter ends where a field is needed', from);
    if (symbol !== '' || word === '' || BETWEEN.includes(word)) throw this.#outOfPlace(symbol || word, from);
    return parseComparison(this.#tokens, this.#options);
  }

  #bracketed(from: number): Expression {
    if (++this.#depth > MOST_DEPTH) throw this.#tokens.fail(`more than ${MOST_DEPTH} brackets are open`, from);
    if (this.#tokens.takeSymbol(')')) throw this.#tokens.fail('nothing stands in these brackets', from);
    const inner = this.#or();
    this.#depth--;
    if (this.#tokens.takeSymbol(')')) return inner;
    if (this.#tokens.isAtEnd) throw this.#tokens.fail('this bracket is not closed', from, [')']);
    throw this.#tokens.fail("'and', 'or' or a closing bracket is missing here", this.#tokens.at, ['and', 'or', ')']);
  }

  #outOfPlace(found: string, from: number) {
    const what = found === '' ? this.#tokens.text.charAt(from) : found;
    return this.#tokens.fail(`${quoted(what)} stands where a field is needed`, from);
  }
}

function isOne({ symbols, word }: typeof OR, symbol: string, tokens: Tokens): boolean {
  return symbol === '' ? tokens.peekWord() === word : symbols.includes(symbol);
}

/** One expression of several; what is joined in the same way already becomes a part of it. */
function joined(kind: 'and' | 'or', parts: readonly Expression[]): Expression {
  const [first] = parts;
  if (parts.length === 1) return first as Expression;
  const last = parts.at(-1) as Expression;
  const all = parts.flatMap((part) => (part.kind === kind ? (part as Joined).parts : [part]));
  const span: Span = { from: (first as Expression).from, to: last.to };
  return all.length === 1 ? (all[0] as Expression) : { kind, parts: all, ...span };
}

/** Takes the states out of the first of several parts, one of which must hold, so that they must hold too. */
function withStates(states: Expression, all: Expression): Expression {
  const [first, ...others] = all.kind === 'or' ? all.parts : [];
  if (first?.kind !== 'and' || !first.parts.includes(states)) return all;
  const rest = joined(
    'and',
    first.parts.filter((part) => part !== states),
  );
  return joined('and', [states, joined('or', [rest, ...others])]);
}
