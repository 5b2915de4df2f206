import { isMissing, isOutOfReach, SockdiagError } from '../base/errors.ts';
import type { Addon } from './addon/addon.ts';
import type { ProcRoot } from './procfs/root.ts';
import type { PartReport, PartSource } from './report.ts';
import type { SourceChoice } from './source-choice.ts';

/** One part of a result, as either source gives it. */
export interface Part<Item, Name extends string = string> {
  /** Its name in the report. */
  name: Name;
  /** Left out where netlink never has it. */
  netlink?: (addon: Addon) => AsyncIterable<Item>;
  /** Left out where /proc never has it. */
  procfs?: (root: ProcRoot) => AsyncIterable<Item>;
}

/** Where it is noted which source a part came from. */
type Noted<Name extends string> = Pick<PartReport<Name>, 'sources'>;

/**
 * The one rule by which everything is read: over netlink or, where the kernel lacks it there and the query allows, from /proc. What
 * neither gives, because it is missing, masked, forbidden or damaged, is noted as `none` with the reasons, and is empty; the other parts
 * stay. Of a part in several files, or of a file that ends too early, what could be read stays, and the rest is noted.
 * @throws SockdiagError for a failure of netlink behind the first item, because items that are out cannot be taken back; for what netlink
 *   refuses when netlink was asked for by name; and for a failure of this process, as isOutOfReach() tells them apart
 */
export async function* readPart<Item, Name extends string>(
  part: Part<Item, Name>,
  choice: SourceChoice,
  report: Noted<Name>,
): AsyncGenerator<Item, void, undefined> {
  const { name, netlink, procfs } = part;
  let failure: PartSource = { source: 'none', reason: choice.netlinkReason };
  if (netlink && choice.netlink) {
    const failed = yield* tryNetlink(name, netlink(choice.netlink), choice, report);
    if (!failed) return;
    failure = { source: 'none', reason: failed.message, code: failed.code };
  }
  if (!choice.procfs && netlink) report.sources[name] = failure;
  else if (procfs) yield* readProcfs(name, procfs(choice.root), netlink ? failure.reason : undefined, report);
  else report.sources[name] = { ...failure, reason: `${failure.reason}; not in /proc` };
}

/** Yields what netlink has. Returns why it has nothing, after which /proc may be tried. */
async function* tryNetlink<Item, Name extends string>(
  name: Name,
  items: AsyncIterable<Item>,
  { procfs }: SourceChoice,
  report: Noted<Name>,
): AsyncGenerator<Item, SockdiagError | undefined, undefined> {
  let begun = false;
  try {
    for await (const item of items) {
      begun = true;
      noteNetlink(name, report);
      yield item;
    }
    noteNetlink(name, report);
    return undefined;
  } catch (error) {
    if (begun || !(error instanceof SockdiagError)) throw error;
    if (!procfs && !isMissing(error)) throw error;
    return error;
  }
}

/** What the reader noted of its rows meanwhile stays. */
function noteNetlink<Name extends string>(name: Name, { sources }: Noted<Name>): void {
  if (sources[name]?.source !== 'netlink') sources[name] = { source: 'netlink' };
}

/** @param before - why it is not netlink; undefined where netlink never has it */
async function* readProcfs<Item, Name extends string>(
  name: Name,
  items: AsyncIterable<Item>,
  before: string | undefined,
  report: Noted<Name>,
): AsyncGenerator<Item, void, undefined> {
  const source: PartSource = { source: 'procfs', ...(before !== undefined && { reason: before }) };
  let begun = false;
  try {
    for await (const item of items) {
      begun = true;
      report.sources[name] = source;
      yield item;
    }
    report.sources[name] = source;
  } catch (error) {
    if (!(error instanceof SockdiagError) || !isOutOfReach(error)) throw error;
    const reason = before === undefined ? error.message : `${before}; ${error.message}`;
    // What came before it is out: only the rest is missing.
    report.sources[name] = { source: begun ? 'procfs' : 'none', reason, code: error.code };
  }
}
