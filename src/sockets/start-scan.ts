import { addonNote } from '../kernel/report.ts';
import type { Expression } from './filter/expression.ts';
import { HeadStart } from './head-start.ts';
import type { PlannedFilter } from './plan-scan.ts';
import type { Query } from './query.ts';
import type { ScanResult } from './scan-result.ts';
import { chooseSources, readSteps, type Sources } from './steps.ts';
import { newReport } from './table/report.ts';
import type { SocketTable } from './table/socket-table.ts';

/** A filter that was read, and its text, in which errors have their place. */
export interface ReadFilter {
  expression: Expression;
  text: string;
  /** It asks for rates, which only whoever looks twice allows. */
  rated: boolean;
  /** For a stream, which has planned it: what is followed must be there whatever it becomes, and owners are its own. */
  part?: FilterPart | undefined;
}

/**
 * What of a filter is asked: `lasting` what holds of a socket for as long as it lives, of the kernel alone; `early` all but what asks for owners.
 */
export interface FilterPart {
  planned: PlannedFilter;
  asks: 'lasting' | 'early';
}

/** Does what scan() does, of a query that is known to be one, and whose filter is read already: so that who has none need not load what reads it. */
export function startScan(query: Query, filter?: ReadFilter): Scan {
  const sources = chooseSources(query);
  const result: ScanResult = { report: { ...newReport(), ...addonNote(sources) }, owners: undefined };
  const batches = run(query, filter, sources, result);
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

async function* run(
  query: Query,
  filter: ReadFilter | undefined,
  sources: Sources,
  result: ScanResult,
): AsyncGenerator<SocketTable, void, undefined> {
  // Whatever ends this early ends all that it has running.
  const controller = new AbortController();
  const abort = () => controller.abort(query.signal?.reason);
  query.signal?.throwIfAborted();
  query.signal?.addEventListener('abort', abort, { once: true });
  try {
    const running = { ...query, signal: controller.signal };
    const { report } = result;
    if (filter) {
      const { filteredScan, partlyFilteredScan } = await import('./filtered-scan.ts');
      if (filter.part) yield* partlyFilteredScan(filter.part, running, sources, result);
      else yield* filteredScan(filter, running, sources, result);
      return;
    }
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
