import { yieldToEventLoop } from '../base/event-loop.ts';
import { BatchFilter } from './batch-filter.ts';
import type { Facts } from './filter/facts.ts';
import { type FilterPlan, lastingPlan } from './filter/plan.ts';
import { HeadStart } from './head-start.ts';
import { type PlannedFilter, planScan } from './plan-scan.ts';
import type { PlannedQuery } from './planned-query.ts';
import type { Query } from './query.ts';
import type { ScanResult } from './scan-result.ts';
import type { FilterPart, ReadFilter } from './start-scan.ts';
import { readSteps, type Sources } from './steps.ts';
import type { AskedField } from './table/asked-fields.ts';
import { narrowed } from './table/narrowed.ts';
import type { ScanReport } from './table/report.ts';
import type { SocketTable } from './table/socket-table.ts';

/** The batches of a scan with a filter: the kernel leaves out what it can, and owners are searched for what passes the rest. */
export async function* filteredScan(
  filter: ReadFilter,
  query: Query,
  sources: Sources,
  result: ScanResult,
): AsyncGenerator<SocketTable, void, undefined> {
  const planned = await planScan(filter, sources.root, query.signal);
  const { plan, facts } = planned;
  const asked = plannedQuery(query, plan);
  const { report } = result;
  report.undecided = 0;
  const early = passing(readSteps(asked, sources, report), planned, sources, report);
  const batches = asked.owners || asked.pids ? ownedBatches(early, asked, facts, sources, result, query) : early;
  for await (const batch of batches) {
    const shown = narrowed(batch, query);
    if (shown !== batch) sources.tables.give(batch);
    yield shown;
  }
}

/** The same for a stream, which asks the rest itself. */
export async function* partlyFilteredScan(
  { planned, asks }: FilterPart,
  query: Query,
  sources: Sources,
  result: ScanResult,
): AsyncGenerator<SocketTable, void, undefined> {
  const { plan } = planned;
  const asked: PlannedQuery = asks === 'lasting' ? { ...query, plan: lastingPlan(plan) } : plannedQuery(query, plan);
  const rows = readSteps(asked, sources, result.report);
  const batches = asks === 'lasting' ? rows : passing(rows, planned, sources, result.report);
  if (!query.pids) yield* batches;
  else {
    const { withOwners } = await import('./with-owners.ts');
    yield* withOwners(new HeadStart(batches).start(), { ...asked, owners: false }, sources, result);
  }
}

/** With all that the filter needs beside what was asked for. */
function plannedQuery(query: Query, plan: FilterPlan): PlannedQuery {
  const { owners, tcpInfo, memory, fields } = plan.asked;
  return {
    ...query,
    plan,
    // The first owner alone need not be the one that is looked for.
    owners: owners || (query.owners ?? false),
    tcpInfo: tcpInfo || query.tcpInfo,
    memory: memory || query.memory,
    fields: [...new Set<AskedField>([...(query.fields ?? []), ...fields])],
  };
}

async function* passing(
  batches: AsyncIterable<SocketTable>,
  { plan: { early }, facts }: PlannedFilter,
  { tables }: Sources,
  report: ScanReport,
): AsyncGenerator<SocketTable, void, undefined> {
  const filter = early && new BatchFilter(early, facts);
  for await (const batch of batches) {
    if (filter) keepPassing(filter, batch, report);
    if (batch.length > 0) yield batch;
    else tables.give(batch);
  }
}

function keepPassing(filter: BatchFilter, batch: SocketTable, report: ScanReport): number {
  const undecided = filter.keep(batch);
  report.undecided = (report.undecided ?? 0) + undecided;
  return undecided;
}

/** The same with owners, of which something is asked too. */
async function* ownedBatches(
  batches: AsyncIterable<SocketTable>,
  asked: PlannedQuery,
  facts: Facts,
  sources: Sources,
  result: ScanResult,
  query: Query,
): AsyncGenerator<SocketTable, void, undefined> {
  // The dump begins before the search is loaded.
  const reader = new HeadStart(batches).start();
  const { withOwners } = await import('./with-owners.ts');
  const { late, asked: needed } = asked.plan as FilterPlan;
  const users = needed.ownerUsers
    ? new (await import('./owners/process-users.ts')).ProcessUsers(sources.root.path)
    : undefined;
  const filter = late && new BatchFilter(late, { ...facts, uidOf: (pid) => users?.uidOf(pid) });
  const keep = async (batch: SocketTable) => {
    if (users && batch.owners) await users.read(batch.owners.processes.keys(), () => yieldToEventLoop(asked.signal));
    if (!filter) return;
    const undecided = keepPassing(filter, batch, result.report);
    result.report.undecidedOwners = (result.report.undecidedOwners ?? 0) + undecided;
  };
  // What was found for the filter alone is nobody else's.
  const found: ScanResult = query.owners ? result : { report: result.report, owners: undefined };
  yield* withOwners(reader, asked, sources, found, keep);
}
