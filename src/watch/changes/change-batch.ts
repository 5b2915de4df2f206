import { firstRows, showAs } from '../../base/shown.ts';
import type { Owner } from '../../sockets/table/owner-chains.ts';
import type { Socket } from '../../sockets/table/socket.ts';
import type { SocketTable } from '../../sockets/table/socket-table.ts';
import { STATES } from '../../uapi/sockets.ts';
import { CHANGE_TYPES, type Change, type ChangeType } from './change.ts';
import type { ChangeColumns } from './change-columns.ts';
import { type ChangeJSON, toChangeJSON } from './change-json.ts';
import type { WatchReport } from './watch-report.ts';

/** The changes of one moment, in order. Iteration makes plain objects of them; the columns are there for those who count. */
export class ChangeBatch implements Iterable<Change> {
  readonly length: number;
  readonly columns: Readonly<ChangeColumns>;
  /** A row for each change of a socket. */
  readonly sockets: SocketTable;
  /** What the stream says of itself, as of now. */
  readonly report: WatchReport;
  readonly #previousOwners: ReadonlyMap<number, Owner[]>;

  /** @param previousOwners - by change */
  constructor(
    columns: ChangeColumns,
    sockets: SocketTable,
    report: WatchReport,
    previousOwners: ReadonlyMap<number, Owner[]>,
  ) {
    this.length = columns.type.length;
    this.columns = columns;
    this.sockets = sockets;
    this.report = report;
    this.#previousOwners = previousOwners;
  }

  type(change: number): ChangeType {
    return CHANGE_TYPES[this.columns.type[change] as number] as ChangeType;
  }

  /** One change, from the end when `index` is negative; `undefined` outside the batch. */
  at(index: number): Change | undefined {
    const change = index < 0 ? this.length + index : index;
    return Number.isInteger(change) && change >= 0 && change < this.length ? this.#change(change) : undefined;
  }

  *[Symbol.iterator](): Iterator<Change> {
    for (let change = 0; change < this.length; change++) yield this.#change(change);
  }

  toJSON(): ChangeJSON[] {
    return Array.from(this, toChangeJSON);
  }

  #change(change: number): Change {
    const { columns } = this;
    const type = this.type(change);
    const time = columns.time[change] as number;
    const monotonic = columns.monotonic[change] as number;
    const least = columns.least[change] as number;
    const most = columns.most[change] as number;
    if (type === 'gap') return { type, time, monotonic, lost: known(least) };
    if (type === 'late') return { type, time, monotonic, took: least, interval: most };
    const id = columns.id[change] as number;
    const socket = this.sockets.at(columns.row[change] as number) as Socket;
    const unseen = columns.unseen[change] === 1;
    if (type === 'present') return { type, time, monotonic, id, socket };
    if (type === 'opened') {
      return unseen ? { type, time, monotonic, id, socket, unseen } : { type, time, monotonic, id, socket };
    }
    if (type === 'closed') {
      const age = { atLeast: least, atMost: known(most) };
      return unseen ? { type, time, monotonic, id, socket, age, unseen } : { type, time, monotonic, id, socket, age };
    }
    if (type === 'owner') {
      return { type, time, monotonic, id, socket, previousOwners: this.#previousOwners.get(change) ?? [] };
    }
    const previousState = STATES[columns.previousState[change] as number] ?? 'UNKNOWN';
    return { type, time, monotonic, id, socket, previousState };
  }
}

const known = (value: number) => (Number.isNaN(value) ? null : value);

showAs(ChangeBatch, firstRows);
