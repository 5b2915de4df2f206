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

export function checkObject(name: string, value: unknown): void {
  if (value === null || typeof value !== 'object') throw new TypeError(`${name} must be an object`);
}

export function checkSignal(signal: unknown): void {
  if (signal !== undefined && !(signal instanceof AbortSignal)) throw new TypeError('signal must be an AbortSignal');
}
