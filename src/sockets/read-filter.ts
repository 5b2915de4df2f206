import { parseFilter } from './filter/parse.ts';
import type { Query } from './query.ts';
import type { ReadFilter } from './start-scan.ts';

/** The filter of a query; undefined where it has none. Throws a FilterError. */
export function readFilter({ filter }: Query): ReadFilter | undefined {
  return filter === undefined ? undefined : { expression: parseFilter(filter), text: filter };
}
