import { yieldToEventLoop } from '../base/event-loop.ts';
import { FILTERED_HEAD_START_MS, type HeadStart } from './head-start.ts';
import { joinOwners, type OwnerOptions, type Owners, ownerReport, searchOwners } from './owners/owners.ts';
import type { PlannedQuery } from './planned-query.ts';
import type { ScanResult } from './scan-result.ts';
import type { Sources } from './steps.ts';
import { keepRows } from './table/keep-rows.ts';
import { NO_OWNER } from './table/owner-chains.ts';
import type { SocketTable } from './table/socket-table.ts';

/**
 * Finds owners while the batches are read; those that come before the owners wait for them.
 * @param keep - drops the rows that are not wanted for their owners
 */
export async function* withOwners(
  reader: HeadStart,
  query: PlannedQuery,
  sources: Sources,
  result: ScanResult,
  keep?: (batch: SocketTable) => Promise<void>,
): AsyncGenerator<SocketTable, void, undefined> {
  // Of few processes all is quickly known, so nothing is gained by waiting.
  const inodes = query.pids ? undefined : await reader.fewInodes(query.plan && FILTERED_HEAD_START_MS);
  let owners: Owners | undefined;
  const found = searchOwners(sources, ownerOptions(query, inodes), query.signal).then((all) => {
    owners = all;
    if (query.owners) result.owners = all.index;
    result.report.owners = ownerReport(all);
    result.report.processes = all.counts;
    return all;
  });
  let failed = false;
  // Should the dump fail first, its error is the one to be thrown.
  found.catch(() => {
    failed = true;
  });
  const waiting: SocketTable[] = [];
  for await (const batch of reader) {
    waiting.push(batch);
    if (failed) break;
    if (owners) yield* joinAll(waiting, owners, query, keep);
  }
  yield* joinAll(waiting, await found, query, keep);
}

function ownerOptions(query: PlannedQuery, inodes: ReadonlySet<number> | undefined): OwnerOptions {
  const { ownerMethod: method, ownerThreads: threads, pids, owners } = query;
  return { method, threads, pids, inodes, firstOnly: owners === 'first' };
}

async function* joinAll(
  waiting: SocketTable[],
  { index }: Owners,
  { pids, owners, signal }: PlannedQuery,
  keep?: (batch: SocketTable) => Promise<void>,
): AsyncGenerator<SocketTable, void, undefined> {
  for (let batch = waiting.shift(); batch; batch = waiting.shift()) {
    const { inode } = batch;
    if (pids) keepRows(batch, (row) => index.find(inode[row] as number) !== NO_OWNER);
    if (owners) joinOwners(batch, index);
    await keep?.(batch);
    if (batch.length > 0) yield batch;
    if (waiting.length > 0) await yieldToEventLoop(signal);
  }
}
