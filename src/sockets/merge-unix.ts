import { yieldToEventLoop } from '../base/event-loop.ts';
import type { ProcRoot } from '../kernel/procfs/root.ts';
import { countMalformed, noteIncomplete } from '../kernel/report.ts';
import { STATE_NUMBERS } from '../uapi/sockets.ts';
import type { ConfirmedUnix } from './procfs/confirmed-unix.ts';
import { setUnixRow } from './procfs/net-unix.ts';
import { readConfirmedUnix } from './procfs/sockets.ts';
import { NO_ROW, ON_ITS_WAY } from './procfs/unaccepted-unix.ts';
import { NONE, UnixIndex } from './procfs/unix-index.ts';
import { type Query, stateMask } from './query.ts';
import type { UnixColumns } from './table/columns.ts';
import { concatTables } from './table/concat.ts';
import { appendRow } from './table/copy-row.ts';
import type { ScanReport } from './table/report.ts';
import { SocketTable } from './table/socket-table.ts';
import { UNKNOWN } from './table/unknown.ts';

const { CLOSE, SYN_SENT } = STATE_NUMBERS;
// About a millisecond's worth.
const BATCH_ROWS = 4096;

/**
 * sock_diag's UNIX sockets with what only /proc tells: the references to each, the connections not yet accepted, and its order. In /proc a name
 * can hold what looks like a row, so nothing counts there that sock_diag does not confirm. What /proc lacks is behind the rest.
 * @param batches - sock_diag's sockets of all states: in /proc any of their names may look like rows
 */
export async function* mergeUnix(
  batches: AsyncIterable<SocketTable>,
  query: Query,
  root: ProcRoot,
  report: ScanReport,
): AsyncGenerator<SocketTable, void, undefined> {
  const { signal, memory, fields } = query;
  const options = { unix: true, memory, fields };
  const pause = () => yieldToEventLoop(signal);
  const tables: SocketTable[] = [];
  for await (const table of batches) tables.push(table);
  const known = await concatTables(tables, report, options, pause);
  const index = await UnixIndex.build(known, pause);
  const { confirmed, failure } = await readConfirmedUnix(root, index, signal);
  countLines(confirmed, report);
  const lacking = known.length - confirmed.confirmed;
  if (failure) noteIncomplete(report, 'unix', failure);
  else if (lacking > 0)
    noteIncomplete(report, 'unix', { message: `${lacking} of ${known.length} sockets are not in ${root.net('unix')}` });
  const rows = new MergedRows(known, confirmed, index, stateMask('unix', query.states));
  for (let more = true; more; ) {
    const batch = new SocketTable(BATCH_ROWS, report, options);
    more = rows.fill(batch);
    if (batch.length > 0) yield batch;
    if (more) await pause();
  }
}

function countLines({ unconfirmed, duplicates, malformed }: ConfirmedUnix, report: ScanReport): void {
  report.unconfirmed = (report.unconfirmed ?? 0) + unconfirmed;
  report.duplicates += duplicates;
  countMalformed(report, 'unix', malformed);
}

/** The rows that are wanted of those that /proc confirms, in its order, then of the others. */
class MergedRows {
  readonly #known: SocketTable;
  readonly #confirmed: ConfirmedUnix;
  readonly #index: UnixIndex;
  readonly #states: number;
  #place = 0;
  #row = 0;

  constructor(known: SocketTable, confirmed: ConfirmedUnix, index: UnixIndex, states: number) {
    this.#known = known;
    this.#confirmed = confirmed;
    this.#index = index;
    this.#states = states;
  }

  /** Fills a batch; false when that was the last. */
  fill(batch: SocketTable): boolean {
    const { rows } = this.#confirmed;
    for (; this.#place < rows.length; this.#place++) {
      if (batch.length === batch.capacity) return true;
      const row = rows[this.#place] as number;
      if (row === NO_ROW) continue;
      if (row < 0) this.#appendUnaccepted(row, batch);
      else if (this.#append(row, batch)) this.#setRefCount(batch);
    }
    for (; this.#row < this.#known.length; this.#row++) {
      if (batch.length === batch.capacity) return true;
      if (!this.#index.isUsed(this.#row)) this.#append(this.#row, batch);
    }
    return false;
  }

  /** False for one of a state that is not wanted. */
  #append(row: number, batch: SocketTable): boolean {
    if ((this.#states & (1 << (this.#known.state[row] as number))) === 0) return false;
    appendRow(this.#known, row, batch);
    return true;
  }

  #setRefCount({ unix, unknown, length }: SocketTable): void {
    if (this.#confirmed.ambiguous.has(this.#place)) return;
    (unix as UnixColumns).refCount[length - 1] = this.#confirmed.refCounts[this.#place] as number;
    unknown[length - 1] = (unknown[length - 1] as number) & ~UNKNOWN.refCount;
  }

  /** It has its listener's type and name; before it has a listener it has neither. */
  #appendUnaccepted(code: number, batch: SocketTable): void {
    const state = code === ON_ITS_WAY ? CLOSE : SYN_SENT;
    if ((this.#states & (1 << state)) === 0) return;
    const { unaccepted, refCounts, bytes } = this.#confirmed;
    const at = batch.length++;
    const unix = batch.unix as UnixColumns;
    setUnixRow(batch, at, state);
    unix.refCount[at] = refCounts[this.#place] as number;
    if (code === ON_ITS_WAY) return;
    unix.type[at] = unaccepted.type(code);
    const listener = unaccepted.listener(code);
    const { path } = this.#known.unix as UnixColumns;
    if (listener !== NONE) unix.path.set(at, path.bytes, path.start(listener), path.ends[listener] as number);
    else unix.path.set(at, bytes, ...unaccepted.name(code));
  }
}
