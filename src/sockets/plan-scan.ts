import type { ProcRoot } from '../kernel/procfs/root.ts';
import type { Facts } from './filter/facts.ts';
import { type FilterPlan, planFilter } from './filter/plan.ts';
import { resolveNames } from './filter/resolve-names.ts';
import { filterFacts } from './filter-facts.ts';
import type { ReadFilter } from './start-scan.ts';

/** A filter whose names are looked up, with what else is to be known for it. */
export interface PlannedFilter {
  plan: FilterPlan;
  facts: Facts;
}

export async function planScan(filter: ReadFilter, root: ProcRoot, signal?: AbortSignal): Promise<PlannedFilter> {
  const expression = await resolveNames(filter.expression, filter.text, signal);
  const facts = filterFacts(expression, root);
  return { plan: planFilter(expression, facts), facts };
}
