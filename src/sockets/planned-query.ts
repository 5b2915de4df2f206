import type { FilterPlan } from './filter/plan.ts';
import type { Query } from './query.ts';

/** A query with what its filter means for the kernel's tables. */
export interface PlannedQuery extends Query {
  plan?: FilterPlan | undefined;
}
