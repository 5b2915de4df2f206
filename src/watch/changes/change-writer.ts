import { ChainBuilder } from '../../sockets/table/chain-builder.ts';
import { concatTables } from '../../sockets/table/concat.ts';
import { appendRow } from '../../sockets/table/copy-row.ts';
import { NO_OWNER, type Owner } from '../../sockets/table/owner-chains.ts';
import { newReport } from '../../sockets/table/report.ts';
import { SocketTable } from '../../sockets/table/socket-table.ts';
import { type KnownSockets, rowOf } from '../known/known-sockets.ts';
import type { SlotOwners } from '../known/slot-owners.ts';
import { CHANGE_TYPES, type ChangeType } from './change.ts';
import { ChangeBatch } from './change-batch.ts';
import { GrowingColumns, NO_ROW } from './change-columns.ts';
import type { ChangeSink } from './change-sink.ts';
import type { StreamTime } from './clock.ts';
import { EndedSlots } from './ended-slots.ts';
import type { WatchReport } from './watch-report.ts';

const PART_ROWS = 1024;
/** Rows whose owners are written in one go. */
const SLICE = 16 * 1024;
/** Of a socket that was never known alive. */
const NO_SLOT = -1;

const TYPE_NUMBERS = Object.fromEntries(CHANGE_TYPES.map((type, at) => [type, at])) as Record<ChangeType, number>;

/** Collects changes until they are taken as a batch. */
export class ChangeWriter implements ChangeSink {
  readonly ended: EndedSlots;
  readonly #known: KnownSockets;
  readonly #owners: SlotOwners | undefined;
  readonly #time: StreamTime;
  readonly #changes = new GrowingColumns();
  /** Of each row the slot of its socket: owners are written when the batch is taken, for they may be found last. */
  readonly #slots: number[] = [];
  readonly #parts: SocketTable[] = [];
  readonly #previousOwners = new Map<number, Owner[]>();

  constructor(known: KnownSockets, owners: SlotOwners | undefined, time: StreamTime) {
    this.#known = known;
    this.#owners = owners;
    this.#time = time;
    this.ended = new EndedSlots(known, owners);
  }

  get length(): number {
    return this.#changes.length;
  }

  present(type: 'present' | 'opened', slot: number, unseen = false): void {
    const change = this.#add(type, slot);
    if (unseen) this.#changes.columns.unseen[change] = 1;
  }

  changed(slot: number, previousState: number): void {
    const change = this.#add('changed', slot);
    this.#changes.columns.previousState[change] = previousState;
  }

  owner(slot: number, previous: Owner[]): void {
    this.#previousOwners.set(this.#add('owner', slot), previous);
  }

  closed(slot: number, least: number, most: number): void {
    this.#setAge(this.#add('closed', slot), least, most);
    this.ended.add(slot);
  }

  unseen(table: SocketTable, row: number, least: number, most: number): void {
    const change = this.#changes.add(TYPE_NUMBERS.closed, this.#slots.length, this.#time.moment);
    this.#changes.columns.id[change] = this.#known.nextId();
    appendRow(table, row, this.#part());
    this.#slots.push(NO_SLOT);
    this.#setAge(change, least, most);
    this.#changes.columns.unseen[change] = 1;
  }

  gap(lost: number | null): void {
    const change = this.#changes.add(TYPE_NUMBERS.gap, NO_ROW, this.#time.moment);
    this.#changes.columns.least[change] = lost ?? Number.NaN;
  }

  late(took: number, interval: number): void {
    this.#setAge(this.#changes.add(TYPE_NUMBERS.late, NO_ROW, this.#time.moment), took, interval);
  }

  /** The batch. Nothing may be added any more; what happens to the sockets meanwhile does not change it. */
  async finish(report: WatchReport, pause: () => Promise<void>): Promise<ChangeBatch> {
    const options = { ...this.#known.options, tcpInfo: true };
    const sockets = await concatTables(this.#parts, report.scan, options, pause);
    if (this.#owners) await this.#joinOwners(sockets, this.#owners, pause);
    await this.ended.release(pause);
    return new ChangeBatch(this.#changes.trim(), sockets, report, this.#previousOwners);
  }

  async #joinOwners(sockets: SocketTable, owners: SlotOwners, pause: () => Promise<void>): Promise<void> {
    const chains = new ChainBuilder();
    const first = new Uint32Array(sockets.length).fill(NO_OWNER);
    for (let row = 0; row < sockets.length; row++) {
      const slot = this.#slots[row] as number;
      if (slot !== NO_SLOT) first[row] = owners.copyTo(slot, chains, sockets.inode[row] as number);
      if (row % SLICE === SLICE - 1) await pause();
    }
    sockets.firstOwner = first;
    sockets.owners = chains.build(owners.processes);
  }

  #add(type: ChangeType, slot: number): number {
    const change = this.#changes.add(TYPE_NUMBERS[type], this.#slots.length, this.#time.moment);
    this.#changes.columns.id[change] = this.#known.page(slot).id[rowOf(slot)] as number;
    this.#known.copyTo(slot, this.#part());
    this.#slots.push(slot);
    return change;
  }

  #setAge(change: number, least: number, most: number): void {
    this.#changes.columns.least[change] = least;
    this.#changes.columns.most[change] = most;
  }

  #part(): SocketTable {
    const last = this.#parts.at(-1);
    if (last && last.length < last.capacity) return last;
    const part = new SocketTable(PART_ROWS, newReport(), { ...this.#known.options, tcpInfo: true });
    this.#parts.push(part);
    return part;
  }
}
