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
    const near = nearest(key, Object.keys(known));
    const hint = near === undefined ? `known are ${Object.keys(known).join(', ')}` : `did you mean '${near}'?`;
    throw new TypeError(`${key}: a query has no such key; ${hint}`);
  }
}

/** Of the known words the one that takes the fewest changes, where they are few. */
function nearest(word: string, known: readonly string[]): string | undefined {
  const most = Math.ceil(word.length / 2);
  const distances = known.map((other) => [changes(word.toLowerCase(), other.toLowerCase()), other] as const);
  const [least, other] = distances.reduce((best, next) => (next[0] < best[0] ? next : best), [most + 1, '']);
  return least <= most ? other : undefined;
}

/** Letters to be added, left out or replaced to make one word of the other (Levenshtein's distance). */
function changes(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (const [i, letter] of [...from].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...to].entries()) {
      const replaced = (row[j] as number) + (letter === other ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] as number) + 1, (next[j] as number) + 1));
    }
    row = next;
  }
  return row[to.length] as number;
}

export function checkSignal(signal: unknown): void {
  if (signal !== undefined && !(signal instanceof AbortSignal)) throw new TypeError('signal must be an AbortSignal');
}
