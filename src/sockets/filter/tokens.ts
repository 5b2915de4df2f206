import type { Span } from './expression.ts';
import { type Failing, failingIn } from './filter-error.ts';

/** A word of the text, as it is meant: without its quotes and backslashes. */
export interface Word extends Span {
  text: string;
  /** The same as a glob: with a backslash before what stands for itself alone. */
  glob: string;
  /** It has a `*`, a `?` or a `[` that does not stand for itself alone. */
  isWild: boolean;
  /** A part of it is in quotes, so it is no word of the language. */
  isQuoted: boolean;
}

const BLANK = /[ \t\n\v\f\r]/;
/** What ends a word of the language, and what ends a value: `=` may stand in a path. */
const ENDS_WORD = /[ \t\n\v\f\r()=!<>~&|,"']/;
const ENDS_VALUE = /[ \t\n\v\f\r(),&|]/;
const WILD = /[*?[]/;
const GLOB_SPECIAL = /[*?[\]\\]/;
const SYMBOL = /&&?|\|\|?|=~|==?|!=|!~|!|<>|<=?|>=?|~|\(|\)|,/y;

/** Reads a text from left to right: whoever reads says what may come next, because a value may hold what elsewhere is an operator. */
export class Tokens {
  readonly text: string;
  readonly fail: Failing;
  /** Behind the last thing that was taken. */
  end = 0;
  #at = 0;

  constructor(text: string) {
    this.text = text;
    this.fail = failingIn(text);
  }

  /** Where the next thing begins; the text's length where there is none. */
  get at(): number {
    while (this.#at < this.text.length && BLANK.test(this.text.charAt(this.#at))) this.#at++;
    return this.#at;
  }

  get isAtEnd(): boolean {
    return this.at === this.text.length;
  }

  /** Begins anew behind what `at` and `end` were of. */
  back(at: number, end: number): void {
    this.#at = at;
    this.end = end;
  }

  /** The operator, bracket or comma that stands next; empty for a word and at the end. */
  peekSymbol(): string {
    SYMBOL.lastIndex = this.at;
    return SYMBOL.exec(this.text)?.[0] ?? '';
  }

  /** Takes the symbol that stands next if it is one of some. */
  takeSymbol(...symbols: readonly string[]): string | undefined {
    const symbol = this.peekSymbol();
    if (symbol === '' || !symbols.includes(symbol)) return undefined;
    this.#take(this.at + symbol.length);
    return symbol;
  }

  /** The word of the language that stands next, in lower case; empty for anything else. */
  peekWord(): string {
    const from = this.at;
    let to = from;
    while (to < this.text.length && !ENDS_WORD.test(this.text.charAt(to))) to++;
    return to - from > MOST_WORD ? '' : this.text.slice(from, to).toLowerCase();
  }

  /** Takes a word of the language if it stands next. */
  takeWord(...words: readonly string[]): string | undefined {
    const word = this.peekWord();
    if (word === '' || !words.includes(word)) return undefined;
    this.#take(this.at + word.length);
    return word;
  }

  /** Takes the name of a field, or whatever stands in its place; empty where no word does. */
  takeName(): Span & { name: string } {
    const from = this.at;
    let to = from;
    while (to < this.text.length && !ENDS_WORD.test(this.text.charAt(to))) to++;
    this.#take(to);
    return { name: this.text.slice(from, to), from, to };
  }

  /** Takes a value, with its quotes and backslashes; undefined where none begins. */
  takeValue(): Word | undefined {
    const from = this.at;
    const word: Word = { from, to: from, text: '', glob: '', isWild: false, isQuoted: false };
    const parts: string[] = [];
    const globs: string[] = [];
    let at = from;
    while (at < this.text.length) {
      const character = this.text.charAt(at);
      if (character === '"' || character === "'") {
        word.isQuoted = true;
        at = this.#quoted(at, parts, globs);
      } else if (ENDS_VALUE.test(character)) {
        break;
      } else if (character === '\\') {
        this.#literal(this.#escaped(at), parts, globs);
        at += 2;
      } else {
        word.isWild ||= WILD.test(character);
        parts.push(character);
        globs.push(character);
        at++;
      }
    }
    if (at === from) return undefined;
    this.#take(at);
    return { ...word, to: at, text: parts.join(''), glob: globs.join('') };
  }

  /** Takes a pattern: in it a backslash is the pattern's own, but before a quote of the kind that it stands in. */
  takePattern(): Word | undefined {
    const from = this.at;
    const quote = this.text.charAt(from);
    if (quote !== '"' && quote !== "'") {
      let to = from;
      while (to < this.text.length && !ENDS_VALUE.test(this.text.charAt(to))) to++;
      const text = this.text.slice(from, to);
      if (to === from) return undefined;
      this.#take(to);
      return { from, to, text, glob: text, isWild: false, isQuoted: false };
    }
    const to = this.#closing(from);
    const inner = this.text.slice(from + 1, to);
    const text = inner.replace(/\\(.)/gs, (all, next) => (next === quote ? next : all));
    this.#take(to + 1);
    return { from, to: to + 1, text, glob: text, isWild: false, isQuoted: true };
  }

  #take(to: number): void {
    this.#at = to;
    this.end = to;
  }

  /** Adds what stands in quotes. @returns where what follows begins */
  #quoted(from: number, parts: string[], globs: string[]): number {
    const to = this.#closing(from);
    for (let at = from + 1; at < to; at++) {
      if (this.text.charAt(at) === '\\') at++;
      this.#literal(this.text.charAt(at), parts, globs);
    }
    return to + 1;
  }

  #literal(character: string, parts: string[], globs: string[]): void {
    parts.push(character);
    globs.push(GLOB_SPECIAL.test(character) ? `\\${character}` : character);
  }

  #closing(from: number): number {
    const quote = this.text.charAt(from);
    for (let at = from + 1; at < this.text.length; at++) {
      const character = this.text.charAt(at);
      if (character === quote) return at;
      if (character === '\\') at++;
    }
    throw this.fail('this quote has no end', from, [quote]);
  }

  #escaped(at: number): string {
    const character = this.text.charAt(at + 1);
    if (character === '') throw this.fail('nothing stands behind this backslash', at);
    return character;
  }
}

/** Longer ones are not compared with the words of the language. */
const MOST_WORD = 64;
