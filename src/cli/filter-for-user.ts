import type { FilterReader } from '../sockets/read-filter.ts';
import type { ReadFilter } from '../sockets/start-scan.ts';

/**
 * The filter of a listing, of which every text must be true. Few listings have one, whose language is loaded for it. What is wrong with it is said
 * before anything is listed.
 * @throws FilterError
 */
export async function readForUser(
  texts: readonly (string | undefined)[],
  reader: FilterReader = {},
): Promise<ReadFilter | undefined> {
  const text = joinedFilter(texts);
  if (text === undefined) return undefined;
  const { readFilter, withNames } = await import('../sockets/read-filter.ts');
  // Each must be whole by itself: no parenthesis of one closes in another.
  for (const filter of texts) readFilter({ filter }, reader);
  const read = readFilter({ filter: text }, reader);
  return read && withNames(read);
}

/** One text for several, each of which must be true; undefined where there is none. */
export function joinedFilter(texts: readonly (string | undefined)[]): string | undefined {
  const given = texts.filter((text) => text !== undefined);
  return given.length > 1 ? given.map((text) => `(${text})`).join(' and ') : given[0];
}
