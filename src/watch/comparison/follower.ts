import type { SocketTable } from '../../sockets/table/socket-table.ts';
import { differsInActivity } from '../../sockets/table/tcp-info.ts';
import type { ChangeSink } from '../changes/change-sink.ts';
import type { Moment, StreamTime } from '../changes/clock.ts';
import { CookieSet } from '../known/cookie-set.ts';
import {
  DELIVERED,
  ENDED,
  FORGOTTEN,
  hasSameUser,
  type KnownSockets,
  REMAINED,
  rowOf,
} from '../known/known-sockets.ts';
import { Remains } from '../known/remains.ts';
import { hasSameAddresses } from '../known/socket-identity.ts';
import { leastAge, type Noticed, type StateRules } from './state-rules.ts';

/** A row of a table. */
export interface Position {
  table: SocketTable;
  row: number;
}

/** Slots looked through in one go. */
const SLICE = 32 * 1024;

/**
 * Compares what is found with what is known, and writes down what changed. It reads nothing: ticks, reports of
 * ends and what they mean come from outside, one after the other.
 */
export class Follower {
  /** Counted from 1. */
  tick = 0;
  /** Slots of sockets whose owners are to be looked for: new ones, and those that were accepted. */
  readonly ownerless: number[] = [];
  /** Where changes are written to; another one for each batch. */
  writer: ChangeSink;
  /** Of what is told. */
  readonly time: StreamTime;
  readonly #known: KnownSockets;
  readonly #rules: StateRules;
  readonly #noticed: Noticed;
  /** Ended for the stream, though the kernel has not reported it: it will, and that is to be passed over. */
  readonly #left = new CookieSet();
  readonly #remains: Remains;
  /** Sockets that ended unseen, until a look at the tables shows what is left of them; and those for which it is under way. */
  readonly #unsettled: Position[] = [];
  readonly #settling: Position[] = [];
  /** When the current tick began, the one before, the last one that is over, and the first. NaN: there was none. */
  #begin = Number.NaN;
  #previousBegin = Number.NaN;
  #lastBegin = Number.NaN;
  #firstBegin = Number.NaN;
  #guess = 0;

  constructor(known: KnownSockets, rules: StateRules, noticed: Noticed, writer: ChangeSink, time: StreamTime) {
    this.#known = known;
    this.#rules = rules;
    this.#noticed = noticed;
    this.#remains = new Remains(known);
    this.writer = writer;
    this.time = time;
  }

  /** A tick begins, at a time in ms on the monotonic clock. */
  beginTick(begin: number): void {
    this.tick++;
    this.#previousBegin = this.#begin;
    this.#begin = begin;
    this.#guess = 0;
    for (const position of this.#unsettled.splice(0)) this.#settling.push(position);
  }

  /** Takes in a batch of what the kernel lists. `slots`, if any, is filled with the slot of each row. */
  see(batch: SocketTable, slots?: Uint32Array): void {
    const now = this.time.stamp();
    this.#rules.filter?.see(batch);
    for (let row = 0; row < batch.length; row++) {
      let slot = this.#find(batch, row);
      const passes = this.#rules.filter?.passes(row) ?? true;
      if (slot < 0) slot = this.#add(batch, row, now, passes);
      else this.#compare(slot, batch, row, passes);
      this.#learnOrder(slot);
      if (slots) slots[row] = slot;
    }
  }

  /** The next socket is likely the one that came next before: the kernel's order seldom changes. */
  #find(batch: SocketTable, row: number): number {
    const guessed =
      this.#guess === 0 ? 0 : (this.#known.page(this.#guess - 1).following[rowOf(this.#guess - 1)] as number);
    const slot = guessed - 1;
    const right = slot >= 0 && this.#known.holds(slot) && this.#known.isAsSeen(slot, batch, row, this.tick);
    return right ? slot : this.#known.find(batch, row, this.tick);
  }

  #learnOrder(slot: number): void {
    if (this.#guess !== 0) this.#known.page(this.#guess - 1).following[rowOf(this.#guess - 1)] = slot + 1;
    this.#guess = slot + 1;
  }

  #add(batch: SocketTable, row: number, now: number, passes: boolean): number {
    const slot = this.#known.add(batch, row, this.tick, now, this.#lastBegin);
    if (batch.inode[row] !== 0) this.ownerless.push(slot);
    const remains = this.#rules.remains(batch, row);
    if (remains) this.#known.flag(slot, REMAINED);
    const state = batch.state[row] as number;
    if (!passes || !(this.tick > 1 ? this.#rules.passed(0, state) : this.#rules.wants(state))) return slot;
    if (remains && this.tick > 1) this.#remains.add(slot);
    else this.#enter(slot);
    return slot;
  }

  /** It is to be in the stream, as far as is known without its owners. */
  #enter(slot: number): void {
    if (!this.#rules.filter?.holdBack(slot)) this.deliver(slot);
  }

  /** It is in the stream from now on. */
  deliver(slot: number, unseen = false): void {
    this.#known.flag(slot, DELIVERED);
    this.writer.present(Number.isNaN(this.#lastBegin) ? 'present' : 'opened', slot, unseen);
  }

  #compare(slot: number, batch: SocketTable, row: number, passes: boolean): void {
    const page = this.#known.page(slot);
    const at = rowOf(slot);
    const { table } = page;
    page.tick[at] = this.tick;
    const previous = table.state[at] as number;
    const inode = table.inode[at];
    const same =
      previous === batch.state[row] &&
      inode === batch.inode[row] &&
      hasSameUser(table, at, batch, row) &&
      hasSameAddresses(table, at, batch, row) &&
      this.#known.hasSameName(slot, batch, row);
    const state = batch.state[row] as number;
    // With a filter what stays in one state may enter by something else.
    const mayEnter = passes && (!same || (this.#rules.filter !== undefined && this.#rules.wants(state)));
    const enters = mayEnter && !this.#known.hasFlag(slot, DELIVERED);
    if (same && !this.#moved(slot, batch, row) && this.#known.hasSameAsked(slot, batch, row) && !enters) return;
    this.#known.renew(slot, batch, row);
    if (batch.inode[row] !== 0 && batch.inode[row] !== inode) this.ownerless.push(slot);
    if (this.#known.hasFlag(slot, DELIVERED)) this.writer.changed(slot, previous);
    else if (enters && this.#rules.passed(previous, state) && !this.#remains.has(slot)) this.#enter(slot);
  }

  /** Whether a socket moved in what is asked for. What is not, is brought up to date without a word. */
  #moved(slot: number, batch: SocketTable, row: number): boolean {
    const { table } = this.#known.page(slot);
    const at = rowOf(slot);
    const queues = table.recvQ[at] !== batch.recvQ[row] || table.sendQ[at] !== batch.sendQ[row];
    table.recvQ[at] = batch.recvQ[row] as number;
    table.sendQ[at] = batch.sendQ[row] as number;
    if (!batch.tcpInfo || batch.tcpInfo.ends[row] === batch.tcpInfo.start(row)) return queues && this.#noticed.queues;
    const moved = this.#noticed.tcpInfo && differsInActivity(this.#known.tcpInfo.at(slot), batch.tcpInfo.at(row));
    this.#known.setTcpInfo(slot, batch, row);
    return moved || (queues && this.#noticed.queues);
  }

  /** Slots of sockets that this tick did not find. */
  async missing(pause: () => Promise<void>): Promise<number[]> {
    const missing: number[] = [];
    for (let slot = 0; slot < this.#known.slots; slot++) {
      const seen = this.#known.page(slot).tick[rowOf(slot)];
      if (seen !== this.tick && seen !== FORGOTTEN) missing.push(slot);
      if (slot % SLICE === SLICE - 1) await pause();
    }
    return missing;
  }

  /** A missing socket was passed over and is still there, as the row says. */
  foundAfterAll(slot: number, table: SocketTable, row: number): boolean {
    if (!this.#known.is(slot, table, row) || !this.#rules.finds(table, row)) return false;
    this.#compare(slot, table, row, this.#rules.filter?.passesAlone(table, row) ?? true);
    return true;
  }

  /** A missing socket is gone. @param reported - the kernel reports the ends of such sockets */
  gone(slot: number, reported: boolean): void {
    const { table } = this.#known.page(slot);
    if (reported && this.#rules.isReportedLater(table, rowOf(slot)) && !this.#known.hasFlag(slot, ENDED))
      this.#left.add(table, rowOf(slot));
    this.#close(slot, this.time.stamp(), Number.NEGATIVE_INFINITY);
  }

  /** The tick is over: what looked like remains of an unseen connection and was not reported as one is a socket like others. */
  endTick(): void {
    const now = this.time.stamp();
    for (const { table, row } of this.#settling.splice(0)) this.#endedUnseen(table, row, undefined, now);
    for (const slot of this.#remains.turn()) {
      if (this.#known.holds(slot) && !this.#known.hasFlag(slot, DELIVERED)) this.#enter(slot);
    }
    this.#lastBegin = this.#begin;
    if (Number.isNaN(this.#firstBegin)) this.#firstBegin = this.#begin;
  }

  /**
   * The kernel has reported the end of a socket.
   * @param rest - a row with what is left of it, if anything is
   * @param at - when it did
   * @param since - it had not ended then, in ms on the monotonic clock
   */
  ended(ended: SocketTable, row: number, rest: Position | undefined, at: Moment, since: number): void {
    const now = this.time.stamp(at);
    const slot = this.#known.find(ended, row);
    if (slot < 0) {
      if (!this.#left.delete(ended, row)) this.#endedUnseen(ended, row, rest, now);
      return;
    }
    // It was taken for what is left of the connection before on the same ports, which has yet to be told of.
    if (this.#known.hasFlag(slot, ENDED)) this.#goneUnseen(ended, row, now);
    this.#known.setTcpInfo(slot, ended, row);
    if (rest && this.#known.is(slot, rest.table, rest.row)) {
      this.#known.flag(slot, ENDED);
      this.#compare(slot, rest.table, rest.row, this.#rules.filter?.passesAlone(rest.table, rest.row) ?? true);
      return;
    }
    const { state } = this.#known.page(slot).table;
    const passed = this.#rules.passedUnseen(state[rowOf(slot)] as number, ended, row);
    if (passed && !this.#known.hasFlag(slot, DELIVERED)) this.deliver(slot);
    this.#close(slot, now, since);
  }

  /**
   * The kernel has reported the end of a socket, and what is left of it could not be learnt: the next look at the tables tells.
   */
  endedSomehow(ended: SocketTable, row: number, at: Moment): void {
    this.time.stamp(at);
    const slot = this.#known.find(ended, row);
    if (slot < 0) {
      if (!this.#left.delete(ended, row)) this.#unsettled.push({ table: ended, row });
      return;
    }
    this.#known.setTcpInfo(slot, ended, row);
    this.#known.flag(slot, ENDED);
  }

  #endedUnseen(ended: SocketTable, row: number, rest: Position | undefined, now: number): void {
    if (!this.#rules.mayBeAsked(ended, row)) return;
    const slot = this.#remainsOf(ended, row, rest, now);
    if (slot >= 0) {
      this.#known.setTcpInfo(slot, ended, row);
      this.#known.flag(slot, ENDED);
      if (this.#known.hasFlag(slot, DELIVERED)) return;
      // It was in other states before.
      const { state } = this.#known.page(slot).table;
      if (this.#rules.wantsRest(state[rowOf(slot)] as number, ended, row)) this.deliver(slot, true);
      return;
    }
    this.#goneUnseen(ended, row, now);
  }

  #goneUnseen(ended: SocketTable, row: number, now: number): void {
    if (!this.#rules.wantsUnseen(ended, row)) return;
    const least = leastAge(ended, row);
    // If it is older than the last look at the tables, it had left them by then, as one that was reset and not yet closed.
    const isNew = least <= now - this.#lastBegin + CLOCK_SLACK;
    const most = now - (isNew ? this.#lastBegin : this.#firstBegin);
    // If it is older than the first, it had left them before the stream began.
    if (least > most + CLOCK_SLACK) return;
    this.writer.unseen(ended, row, Number.isNaN(most) ? least : Math.min(least, most), most);
  }

  /**
   * The slot of what is left of a connection that was never seen alive; -1 for nothing. The rest that was looked up may be that of the
   * next connection on the same ports, whose end is reported too.
   */
  #remainsOf(ended: SocketTable, row: number, rest: Position | undefined, now: number): number {
    const found = this.#remains.find(ended, row);
    if (found >= 0) return found;
    if (!rest) return -1;
    const slot = this.#known.find(rest.table, rest.row);
    if (slot >= 0) return this.#remains.isOf(slot, ended, row) ? slot : -1;
    const added = this.#known.add(rest.table, rest.row, this.tick, now, this.#lastBegin);
    this.#known.flag(added, REMAINED);
    return added;
  }

  /** When a tick began: whatever that found had not ended by then. Of those before the last two it is not known. */
  #beginOf(tick: number): number {
    if (tick === this.tick) return this.#begin;
    return tick === this.tick - 1 ? this.#previousBegin : Number.NEGATIVE_INFINITY;
  }

  #close(slot: number, now: number, since: number): void {
    const { seen, unborn, tick } = this.#known.page(slot);
    const at = rowOf(slot);
    const found = this.#beginOf(tick[at] as number);
    this.#known.forget(slot);
    const least = Math.max(0, Math.max(since, found) - (seen[at] as number));
    if (this.#known.hasFlag(slot, DELIVERED)) this.writer.closed(slot, least, now - (unborn[at] as number));
    else this.writer.ended.add(slot);
  }
}

/** The kernel counts those times in ticks of its own, of 10 ms at most, and rounds. */
const CLOCK_SLACK = 50;
