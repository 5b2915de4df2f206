import { yieldToEventLoop } from '../base/event-loop.ts';
import type { HeadStart } from './head-start.ts';
import { joinOwners, type OwnerOptions, type Owners, ownerReport, searchOwners } from './owners/owners.ts';
import type { Query } from './query.ts';
import type { ScanResult } from './scan-result.ts';
import type { Sources } from './steps.ts';
import { keepRows } from './table/keep-rows.ts';
import { NO_OWNER } from './table/owner-chains.ts';
import type { SocketTable } from './table/socket-table.ts';

/** Finds owners while the batches are read; those that come before the owners wait for them. */
export async function* withOwners(
  reader: HeadStart,
  query: Query,
  sources: Sources,
  result: ScanResult,
): AsyncGenerator<SocketTable, void, undefined> {
  // Of few processes all is quickly known, so nothing is gained by waiting.
  const inodes = query.pids ? undefined : await reader.fewInodes();
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
    if (owners) yield* joinAll(waiting, owners, query);
  }
  yield* joinAll(waiting, await found, query);
}

function ownerOptions(query: Query, inodes: ReadonlySet<number> | undefined): OwnerOptions {
  const { ownerMethod: method, ownerThreads: threads, pids, owners } = query;
  return { method, threads, pids, inodes, firstOnly: owners === 'first' };
}

async function* joinAll(
  waiting: SocketTable[],
  { index }: Owners,
  { pids, owners, signal }: Query,
): AsyncGenerator<SocketTable, void, undefined> {
  for (let batch = waiting.shift(); batch; batch = waiting.shift()) {
    const { inode } = batch;
    if (pids) keepRows(batch, (row) => index.find(inode[row] as number) !== NO_OWNER);
    if (owners) joinOwners(batch, index);
    if (batch.length > 0) yield batch;
    if (waiting.length > 0) await yieldToEventLoop(signal);
  }
}
