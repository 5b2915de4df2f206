import { parseFilter } from './filter/parse.ts';
import { resolveNames } from './filter/resolve-names.ts';
import type { Query } from './query.ts';
import type { ReadFilter } from './start-scan.ts';

/** The filter of a query; undefined where it has none. Throws a FilterError. */
export function readFilter({ filter }: Query): ReadFilter | undefined {
  return filter === undefined ? undefined : { expression: parseFilter(filter), text: filter };
}

/** The same of its text, with the names in it looked up. */
export async function readResolved(text: string): Promise<ReadFilter> {
  return { expression: await resolveNames(parseFilter(text), text), text };
}
