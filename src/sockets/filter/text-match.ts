import { decodeText } from '../../base/text.ts';
import type { Value } from './expression.ts';
import { matchesGlob } from './glob.ts';

/** Whether bytes from one place up to another are what is looked for. */
export type BytesMatch = (bytes: Uint8Array, start: number, end: number) => boolean;

const STAR = 0x2a;

/** Bytes that one of the values is, or matches; undefined where a value is neither text nor a pattern. */
export function bytesMatch(values: readonly Value[]): BytesMatch | undefined {
  const matches: BytesMatch[] = [];
  for (const value of values) {
    const text = textOfValue(value);
    if (value.kind === 'glob') matches.push(globMatch(value.glob, value.anyCase));
    else if (text !== undefined) matches.push(sameBytes(Buffer.from(text)));
    else return undefined;
  }
  const [first] = matches;
  if (first && matches.length === 1) return first;
  return (bytes, start, end) => {
    for (let i = 0; i < matches.length; i++) if (matches[i]?.(bytes, start, end)) return true;
    return false;
  };
}

/** The text that a value is, where it is one of its own or a number, whose text it then is. */
function textOfValue(value: Value): string | undefined {
  if (value.kind === 'text') return value.text;
  if (value.kind === 'number') return String(value.number);
  return value.kind === 'id64' ? String(value.id) : undefined;
}

function sameBytes(wanted: Uint8Array): BytesMatch {
  return (bytes, start, end) => {
    if (end - start !== wanted.length) return false;
    for (let i = 0; i < wanted.length; i++) if (bytes[start + i] !== wanted[i]) return false;
    return true;
  };
}

/** Nearly every pattern is text with `*` in it, which needs no string of what it is asked of. */
function globMatch(glob: string, anyCase = false): BytesMatch {
  if (anyCase || /[?[\\]/.test(glob)) {
    return (bytes, start, end) => matchesGlob(glob, decodeText(bytes.subarray(start, end)), anyCase);
  }
  const pattern = Buffer.from(glob);
  return (bytes, start, end) => matchesStars(pattern, bytes, start, end);
}

function matchesStars(pattern: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  let unit = 0;
  let at = start;
  // Where to go on when what follows the last `*` does not fit: one byte later.
  let star = -1;
  let from = start;
  while (at < end) {
    if (pattern[unit] === STAR) {
      star = ++unit;
      from = at;
    } else if (unit < pattern.length && pattern[unit] === bytes[at]) {
      unit++;
      at++;
    } else if (star >= 0) {
      unit = star;
      at = ++from;
    } else return false;
  }
  while (pattern[unit] === STAR) unit++;
  return unit === pattern.length;
}

/** Bytes whose text a pattern finds. */
export function regexMatch(pattern: RegExp): BytesMatch {
  return (bytes, start, end) => {
    pattern.lastIndex = 0;
    return pattern.test(decodeText(bytes.subarray(start, end)));
  };
}
