import { planFilter } from './filter/plan.ts';
import { type Query, querySteps } from './query.ts';
import type { ReadFilter } from './start-scan.ts';

/** Whether any socket of a query's protocols and families can pass a filter, whatever there is. @param filter - with its names looked up */
export function canPass({ expression }: ReadFilter, query: Pick<Query, 'protocols' | 'families'>): boolean {
  const plan = planFilter(expression);
  return querySteps(query).some((step) => plan.table(step) !== undefined);
}
