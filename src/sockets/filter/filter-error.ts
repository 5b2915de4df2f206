import { SockdiagError } from '../../base/errors.ts';
import { withoutInvisible } from '../../base/invisible.ts';
import type { Span } from './expression.ts';

/** Characters of the text that are shown around the place: so many fit into a narrow terminal. */
const SHOWN = 72;
const CUT = '…';

/** An expression that cannot be understood: says what is wrong, where, and what would be right there. */
export class FilterError extends SockdiagError {
  override readonly name: string = 'FilterError';
  /** Where it is wrong: characters from the text's beginning. */
  readonly position: number;
  /** What may stand there instead, the nearest first; empty where nothing is near. */
  readonly expected: readonly string[];
  /** The whole expression. */
  readonly text: string;

  constructor(reason: string, text: string, position: number, expected: readonly string[] = []) {
    const hint = expected.length === 0 ? '' : `; did you mean ${expected.map((word) => `'${word}'`).join(' or ')}?`;
    super(`filter, character ${position + 1}: ${reason}${hint}`, { code: 'ERR_FILTER' });
    this.position = position;
    this.expected = expected;
    this.text = text;
  }

  /** The part of the text around the place, and below it a line with a caret under the place. Each character is one column, and none a control. */
  caretLines(): [text: string, caret: string] {
    const from = Math.max(0, Math.min(this.position - SHOWN / 2, this.text.length - SHOWN));
    const to = Math.min(this.text.length, from + SHOWN);
    const before = from > 0 ? CUT : '';
    const shown = before + shownText(this.text.slice(from, to)) + (to < this.text.length ? CUT : '');
    const column = before.length + [...this.text.slice(from, this.position)].length;
    return [shown, `${' '.repeat(column)}^`];
  }
}

function shownText(text: string): string {
  return withoutInvisible(text, (found) => (/\s/.test(found) ? ' ' : '?'));
}

/** What makes errors of one text. */
export type Failing = (reason: string, at: number | Span, expected?: readonly string[]) => FilterError;

export function failingIn(text: string): Failing {
  return (reason, at, expected) => new FilterError(reason, text, typeof at === 'number' ? at : at.from, expected);
}

/** A part of the text as an error quotes it: not longer than a reader takes in. */
export function quoted(word: string): string {
  const short = word.length > 40 ? `${word.slice(0, 39)}${CUT}` : word;
  return `'${short}'`;
}
