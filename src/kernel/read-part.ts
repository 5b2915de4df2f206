import { isMissing, SockdiagError } from '../base/errors.ts';
import type { Addon } from './addon.ts';
import type { ProcRoot } from './procfs/root.ts';
import type { TableReport } from './report.ts';
import type { SourceChoice } from './source-choice.ts';

/** One part of a table, as either source gives it. */
export interface Part<Item> {
  /** Its name in the report. */
  name: string;
  netlink?: (addon: Addon) => AsyncIterable<Item>;
  procfs: (root: ProcRoot) => AsyncIterable<Item>;
}

/**
 * Reads a part over netlink or, where the kernel lacks it there and the query allows, from /proc, and notes which it was. A part
 * that neither has is noted as `none` and is empty.
 */
export async function* readPart<Item>(
  part: Part<Item>,
  choice: SourceChoice,
  report: TableReport,
): AsyncGenerator<Item, void, undefined> {
  let reason = choice.netlinkReason;
  if (part.netlink && choice.netlink) {
    const failure = yield* tryNetlink(part.name, part.netlink(choice.netlink), choice, report);
    if (failure === undefined) return;
    reason = failure;
  }
  if (choice.procfs || !part.netlink) yield* readProcfs(part, choice.root, report, reason);
}

/** Yields what netlink has. Returns why it has nothing, after which /proc may be tried. */
async function* tryNetlink<Item>(
  name: string,
  items: AsyncIterable<Item>,
  { procfs }: SourceChoice,
  report: TableReport,
): AsyncGenerator<Item, string | undefined, undefined> {
  let begun = false;
  try {
    for await (const item of items) {
      begun = true;
      report.sources[name] ??= { source: 'netlink' };
      yield item;
    }
    report.sources[name] ??= { source: 'netlink' };
    return undefined;
  } catch (error) {
    // Rows that are out cannot be taken back, and a source that was named is not replaced.
    if (begun || !(error instanceof SockdiagError)) throw error;
    if (!procfs && !isMissing(error)) throw error;
    if (!procfs) report.sources[name] ??= { source: 'none', reason: error.message };
    return error.message;
  }
}

async function* readProcfs<Item>(
  { name, procfs, netlink }: Part<Item>,
  root: ProcRoot,
  report: TableReport,
  reason: string,
): AsyncGenerator<Item, void, undefined> {
  const noted = netlink ? { source: 'procfs' as const, reason } : { source: 'procfs' as const };
  try {
    for await (const item of procfs(root)) {
      report.sources[name] ??= noted;
      yield item;
    }
    report.sources[name] ??= noted;
  } catch (error) {
    if (!(error instanceof SockdiagError) || !isMissing(error)) throw error;
    report.sources[name] ??= { source: 'none', reason: netlink ? `${reason}; ${error.message}` : error.message };
  }
}
