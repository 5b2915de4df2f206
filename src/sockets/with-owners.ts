import { yieldToEventLoop } from '../base/event-loop.ts';
import { FILTERED_HEAD_START_MS, FILTERED_WAIT_MS, type HeadStart, LATE } from './head-start.ts';
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
  const soon = query.pids ? undefined : await reader.fewInodes(query.plan && FILTERED_HEAD_START_MS);
  // Nothing is given on before the search is over, so nobody else reads meanwhile.
  const later = soon === LATE && query.plan ? inTime(reader.fewInodes(FILTERED_WAIT_MS)) : undefined;
  let owners: Owners | undefined;
  const options = { ...ownerOptions(query), inodes: soon === LATE ? undefined : soon, later };
  const found = searchOwners(sources, options, query.signal).then((all) => {
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
  await later;
  const waiting: SocketTable[] = [];
  for await (const batch of reader) {
    waiting.push(batch);
    if (failed) break;
    if (owners) yield* joinAll(waiting, owners, query, keep);
  }
  yield* joinAll(waiting, await found, query, keep);
}

async function inTime(inodes: ReturnType<HeadStart['fewInodes']>): Promise<Set<number> | undefined> {
  const few = await inodes;
  return few === LATE ? undefined : few;
}

function ownerOptions(query: PlannedQuery): OwnerOptions {
  const { ownerMethod: method, ownerThreads: threads, pids, owners } = query;
  return { method, threads, pids, firstOnly: owners === 'first' };
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
