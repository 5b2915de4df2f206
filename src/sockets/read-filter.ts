import { parseFilter } from './filter/parse.ts';
import { asksRates, refuseRates } from './filter/rates.ts';
import { resolveNames } from './filter/resolve-names.ts';
import type { Query } from './query.ts';
import type { ReadFilter } from './start-scan.ts';

/** Who reads a filter. */
export interface FilterReader {
  /** Sockets are looked at twice, so that a filter may ask for rates. */
  rates?: boolean | undefined;
}

/** The filter of a query; undefined where it has none. Throws a FilterError. */
export function readFilter({ filter }: Query, { rates }: FilterReader = {}): ReadFilter | undefined {
  if (filter === undefined) return undefined;
  const expression = parseFilter(filter);
  if (!rates) refuseRates(expression, filter);
  return { expression, text: filter, rated: asksRates(expression) };
}

/** The same with the names in it looked up. */
export async function withNames(filter: ReadFilter): Promise<ReadFilter> {
  return { ...filter, expression: await resolveNames(filter.expression, filter.text) };
}
