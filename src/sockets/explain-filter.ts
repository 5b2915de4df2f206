import { ProcRoot } from '../kernel/procfs/root.ts';
import { type Family, type Protocol, STATES, type State } from '../uapi/sockets.ts';
import { formatFilter } from './filter/format.ts';
import { kernelText } from './filter/kernel-text.ts';
import { type AskedFor, ratedPlan } from './filter/plan.ts';
import { planScan } from './plan-scan.ts';
import { checkQuery, type Query, querySteps, stateMask } from './query.ts';
import { readFilter } from './read-filter.ts';
import type { AskedField } from './table/asked-fields.ts';

/** What of a filter is decided where. */
export interface FilterExplanation {
  /** The tables of the kernel that are read; in the others of the query no socket can pass. */
  tables: ExplainedTable[];
  /** What the filter needs that a query does not have by itself. */
  asked: { owners: boolean; tcpInfo: boolean; memory: boolean; fields: readonly AskedField[] };
  /** What is asked of each row before owners are searched for; null for nothing. */
  rows: string | null;
  /** What is asked of the rows that are left, with their owners; null for nothing. */
  ownedRows: string | null;
  /** What is asked of the rows of a second look, for rates: then it is the whole filter, and nothing is asked before. Else null. */
  ratedRows: string | null;
}

/** One table of the kernel: a protocol in one address family. */
export interface ExplainedTable {
  protocol: Protocol;
  family: Family;
  states: State[];
  /** What the kernel asks of each socket over netlink, in the filter's words; null where it gives all of these states. /proc gives all. */
  kernel: string | null;
}

/**
 * Tells how a query with this filter is carried out: what the kernel decides, what is asked for on the filter's behalf, and what is left to the rows.
 * The kernel's part is never more than the filter: what it decides is asked of the rows again.
 * @throws FilterError for a filter that is none, and for names in it that nothing has
 */
export async function explainFilter(filter: string, query: Query = {}): Promise<FilterExplanation> {
  checkQuery({ ...query, filter });
  const read = readFilter({ filter }, { rates: true });
  if (!read) throw new TypeError('filter must be a string');
  const { plan: planned } = await planScan(read, new ProcRoot(query.procRoot), query.signal);
  const plan = planned.asked.rates ? ratedPlan(planned) : planned;
  const tables = querySteps(query).flatMap(({ protocol, family }): ExplainedTable[] => {
    const table = plan.table({ protocol, family });
    if (!table) return [];
    const mask = stateMask(protocol, query.states) & table.states;
    const states = STATES.filter((_, number) => ((mask >> number) & 1) === 1);
    const asks = family !== 'unix' && protocol !== 'sctp';
    return [{ protocol, family, states, kernel: (asks && kernelText(table.test)) || null }];
  });
  const text = (part: typeof plan.early) => (part ? formatFilter(part) : null);
  const ratedRows = plan.asked.rates ? formatFilter(plan.whole) : null;
  return { tables, asked: askedOf(plan.asked), rows: text(plan.early), ownedRows: text(plan.late), ratedRows };
}

function askedOf({ owners, tcpInfo, memory, fields }: AskedFor): FilterExplanation['asked'] {
  return { owners, tcpInfo, memory, fields };
}
