import { requireLinux } from '../base/errors.ts';
import { yieldToEventLoop } from '../base/event-loop.ts';
import { addonNote } from '../kernel/report.ts';
import { HeadStart } from './head-start.ts';
import { findOwners, joinOwners, type OwnerOptions, type Owners, ownerReport } from './owners/owners.ts';
import { checkQuery, type Query } from './query.ts';
import { chooseSources, readSteps, type Sources } from './steps.ts';
import { keepRows } from './table/keep-rows.ts';
import { NO_OWNER } from './table/owner-chains.ts';
import type { OwnerIndex } from './table/owner-index.ts';
import { newReport, type ScanReport } from './table/report.ts';
import type { SocketTable } from './table/socket-table.ts';

/**
 * Streams the sockets of this network namespace in batches, in the kernel's order, protocol by protocol. With owners, the
 * first batch comes when the scan of the processes is over; the dump goes on beside it.
 * @throws TypeError for a query that is not one
 * @throws SockdiagError what failed, with code, syscall and errno
 */
export function scan(query: Query = {}): Scan {
  requireLinux();
  checkQuery(query);
  const sources = chooseSources(query);
  const result: ScanResult = { report: { ...newReport(), ...addonNote(sources) }, owners: undefined };
  const batches = run(query, sources, result);
  return Object.defineProperties(batches, {
    report: { value: result.report, enumerable: true },
    owners: { get: () => result.owners, enumerable: true },
    recycle: { value: (batch: SocketTable) => sources.tables.give(batch) },
  }) as Scan;
}

/** What a scan says of itself, which is there even when no batch comes. */
export interface ScanResult {
  /** Grows while the scan runs. */
  readonly report: ScanReport;
  /** Every socket's owners, once the processes were searched. */
  owners: OwnerIndex | undefined;
}

/** The batches of a scan, and what it says of itself. */
export interface Scan extends AsyncGenerator<SocketTable, void, undefined>, Readonly<ScanResult> {
  /** Gives back a batch that is no longer needed, sockets taken from it included: its memory serves a later one. */
  recycle(batch: SocketTable): void;
}

async function* run(query: Query, sources: Sources, result: ScanResult): AsyncGenerator<SocketTable, void, undefined> {
  // Whatever ends this early ends all that it has running.
  const controller = new AbortController();
  const abort = () => controller.abort(query.signal?.reason);
  query.signal?.throwIfAborted();
  query.signal?.addEventListener('abort', abort, { once: true });
  try {
    const running = { ...query, signal: controller.signal };
    const { report } = result;
    const batches = readSteps(running, sources, report);
    if (query.owners || query.pids) yield* withOwners(batches, running, sources, result);
    else yield* batches;
  } finally {
    query.signal?.removeEventListener('abort', abort);
    controller.abort();
  }
}

/** Finds owners while the batches are read; those that come before the owners wait for them. */
async function* withOwners(
  batches: AsyncIterable<SocketTable>,
  query: Query,
  sources: Sources,
  result: ScanResult,
): AsyncGenerator<SocketTable, void, undefined> {
  const reader = new HeadStart(batches);
  // Of few processes all is quickly known, so nothing is gained by waiting.
  const inodes = query.pids ? undefined : await reader.fewInodes();
  let owners: Owners | undefined;
  const found = findOwners(sources, ownerOptions(query, inodes), query.signal).then((all) => {
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
