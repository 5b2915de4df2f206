import { nearest } from './nearest.ts';

/** Checks of what a caller passes: each throws a TypeError that names the argument. */

export function checkList(name: string, list: readonly string[] | undefined, known: readonly string[]): void {
  if (list === undefined) return;
  if (!Array.isArray(list)) throw new TypeError(`${name} must be an array`);
  for (const item of list) {
    if (!known.includes(item)) throw new TypeError(`${name}: unknown '${item}', known are ${known.join(', ')}`);
  }
}

export function checkNumbers(name: string, list: readonly number[] | undefined, least: number, most: number): void {
  if (list === undefined) return;
  if (!Array.isArray(list)) throw new TypeError(`${name} must be an array`);
  for (const item of list) {
    if (Number.isInteger(item) && item >= least && item <= most) continue;
    throw new TypeError(`${name}: '${item}' is not a whole number from ${least} to ${most}`);
  }
}

/** A number that need not be whole. */
export function checkNumber(name: string, value: number | undefined, least: number, most: number): void {
  if (value === undefined || (typeof value === 'number' && value >= least && value <= most)) return;
  throw new TypeError(`${name}: '${value}' is not a number from ${least} to ${most}`);
}

export function checkType(name: string, value: unknown, type: string): void {
  const article = type === 'object' ? 'an' : 'a';
  if (value !== undefined && typeof value !== type) throw new TypeError(`${name} must be ${article} ${type}`);
}

/**
 * A query, with no keys but those it knows: another would change nothing, and nobody would notice.
 * @param known - an object that has them all
 */
export function checkQueryObject(query: unknown, known: object): void {
  if (query === null || typeof query !== 'object' || Array.isArray(query))
    throw new TypeError('query must be an object');
  for (const key of Object.keys(query)) {
    if (Object.hasOwn(known, key)) continue;
    const near = nearest(key, Object.keys(known), () => Math.ceil((key.length * 2) / 5));
    const hint = near === undefined ? `known are ${Object.keys(known).join(', ')}` : `did you mean '${near}'?`;
    throw new TypeError(`${key}: a query has no such key; ${hint}`);
  }
}

export function checkSignal(signal: unknown): void {
  if (signal !== undefined && !(signal instanceof AbortSignal)) throw new TypeError('signal must be an AbortSignal');
}
