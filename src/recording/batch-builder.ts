import type { Owner } from '../sockets/table/owner-chains.ts';
import { PlainTable } from '../sockets/table/plain-table.ts';
import { STATE_NUMBERS } from '../uapi/sockets.ts';
import { CHANGE_TYPES, type ChangeType } from '../watch/changes/change.ts';
import { ChangeBatch } from '../watch/changes/change-batch.ts';
import { type ChangeColumns, NO_ROW, newColumns } from '../watch/changes/change-columns.ts';
import type { ChangeJSON } from '../watch/changes/change-json.ts';
import { newWatchReport } from '../watch/changes/watch-report.ts';

/** What is a millisecond's worth or two of decoding. */
const MOST = 256;

const TYPE_NUMBERS = Object.fromEntries(CHANGE_TYPES.map((type, at) => [type, at])) as Record<ChangeType, number>;

/** Makes batches of changes that are plain data. */
export class BatchBuilder {
  /** What the stream said of itself, as far as a record tells: no look at the kernel's tables is counted. */
  readonly report = newWatchReport();
  #changes: ChangeJSON[] = [];
  #sockets = new PlainTable();

  get length(): number {
    return this.#changes.length;
  }

  /** Whether a change can be in the batch with what there is. */
  takes(change: ChangeJSON): boolean {
    return this.length < MOST && (!isOfSocket(change) || this.#sockets.takes(change.socket));
  }

  add(change: ChangeJSON): void {
    this.#changes.push(change);
    if (isOfSocket(change)) this.#sockets.add(change.socket);
    else if (change.type === 'late') this.report.late++;
    else this.#countGap(change.lost);
  }

  /** The batch; the builder is empty again. */
  take(): ChangeBatch {
    const columns = newColumns(this.length);
    const previousOwners = new Map<number, Owner[]>();
    let row = 0;
    for (const [at, change] of this.#changes.entries()) {
      columns.row[at] = isOfSocket(change) ? row++ : NO_ROW;
      fill(columns, at, change);
      if (change.type === 'owner') previousOwners.set(at, change.previousOwners.map(ownerOf));
    }
    const report = { ...this.report, ends: { ...this.report.ends } };
    const batch = new ChangeBatch(columns, this.#sockets.build(), report, previousOwners);
    this.#changes = [];
    this.#sockets = new PlainTable();
    return batch;
  }

  #countGap(lost: number | null): void {
    this.report.gaps++;
    this.report.lost += lost ?? 0;
  }
}

function fill(columns: ChangeColumns, at: number, change: ChangeJSON): void {
  columns.type[at] = TYPE_NUMBERS[change.type];
  columns.time[at] = Date.parse(change.time);
  columns.monotonic[at] = change.monotonic;
  if (isOfSocket(change)) columns.id[at] = change.id;
  if (change.type === 'changed') columns.previousState[at] = STATE_NUMBERS[change.previousState];
  if (change.type === 'opened' || change.type === 'closed') columns.unseen[at] = change.unseen ? 1 : 0;
  if (change.type === 'closed') setPair(columns, at, change.age.atLeast, change.age.atMost ?? Number.NaN);
  if (change.type === 'gap') columns.least[at] = change.lost ?? Number.NaN;
  if (change.type === 'late') setPair(columns, at, change.took, change.interval);
}

/** By its type alone: another change may have something called socket beside what is its own, which nobody has checked. */
function isOfSocket(change: ChangeJSON): change is Extract<ChangeJSON, { socket: unknown }> {
  return change.type !== 'gap' && change.type !== 'late';
}

function setPair(columns: ChangeColumns, at: number, least: number, most: number): void {
  columns.least[at] = least;
  columns.most[at] = most;
}

/** Without what another program may have put beside it. */
function ownerOf({ pid, fd, name, comm }: Owner): Owner {
  return { pid, fd, name, comm };
}
