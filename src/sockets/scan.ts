import { requireLinux } from '../base/errors.ts';
import { addonNote } from '../kernel/report.ts';
import { HeadStart } from './head-start.ts';
import { checkQuery, type Query } from './query.ts';
import type { ScanResult } from './scan-result.ts';
import { chooseSources, readSteps, type Sources } from './steps.ts';
import { newReport } from './table/report.ts';
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
    if (query.owners || query.pids) {
      // The dump begins before the search is loaded.
      const reader = new HeadStart(batches).start();
      yield* (await import('./with-owners.ts')).withOwners(reader, running, sources, result);
    } else yield* batches;
  } finally {
    query.signal?.removeEventListener('abort', abort);
    controller.abort();
  }
}
