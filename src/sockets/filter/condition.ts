import type { Operator, Value } from './expression.ts';
import { matchesGlob } from './glob.ts';
import { type BytesMatch, bytesMatch, regexMatch } from './text-match.ts';

/** What a text must be, as bytes and as a string. */
export interface TextCondition {
  bytes: BytesMatch;
  text(text: string): boolean;
}

/** What one of the values is; undefined where one of them is no text. */
export function textCondition(values: readonly Value[]): TextCondition | undefined {
  const bytes = bytesMatch(values);
  if (!bytes) return undefined;
  return { bytes, text: (text) => bytes(Buffer.from(text), 0, Buffer.byteLength(text)) };
}

/** What a pattern finds. */
export function patternCondition(pattern: RegExp): TextCondition {
  const bytes = regexMatch(pattern);
  return { bytes, text: (text) => bytes(Buffer.from(text), 0, Buffer.byteLength(text)) };
}

/** Any text. */
export const ANY_TEXT: TextCondition = { bytes: () => true, text: () => true };

/** Whether a name of the kernel's numbers, or its number, is one of the values. Case does not matter, nor which dash a word has. */
export function codeCondition(operator: Operator, values: readonly Value[]) {
  return (code: number, name: string): boolean => values.some((value) => isCode(value, operator, code, name));
}

function isCode(value: Value, operator: Operator, code: number, name: string): boolean {
  if (value.kind === 'text') return wordKey(value.text) === wordKey(name);
  if (value.kind === 'glob') return matchesGlob(value.glob, name, true);
  if (value.kind === 'range') return code >= value.low && code <= value.high;
  if (value.kind !== 'number') throw new TypeError(`a ${value.kind} is no name`);
  const { number } = value;
  if (operator === '<') return code < number;
  if (operator === '<=') return code <= number;
  if (operator === '>') return code > number;
  return operator === '>=' ? code >= number : code === number;
}

const wordKey = (word: string) => word.toLowerCase().replace(/[-_]/g, '');
