import type { SocketTable } from '../table/socket-table.ts';
import { differsInActivity } from '../table/tcp-info.ts';
import type { ChangeSink, Moment } from './change-sink.ts';
import { CookieSet } from './cookie-set.ts';
import { DELIVERED, ENDED, FORGOTTEN, type KnownSockets, rowOf } from './known-sockets.ts';
import { hasSameAddresses } from './socket-identity.ts';
import { leastAge, type StateRules } from './state-rules.ts';

/** What of a socket is a change beside its state and addresses. */
export interface Noticed {
  queues: boolean;
  tcpInfo: boolean;
}

/** A row of a table. */
export interface Position {
  table: SocketTable;
  row: number;
}

/** Slots looked through in one go. */
const SLICE = 32 * 1024;

/**
 * Compares what is found with what is known, and writes down what changed. It knows no clock and reads nothing: ticks, reports of
 * ends and what they mean come from outside, one after the other.
 */
export class Follower {
  /** Counted from 1. */
  tick = 0;
  /** Slots of sockets whose owners are to be looked for: new ones, and those that were accepted. */
  readonly ownerless: number[] = [];
  /** Where changes are written to; another one for each batch. */
  writer: ChangeSink;
  readonly #known: KnownSockets;
  readonly #rules: StateRules;
  readonly #noticed: Noticed;
  /** Ended for the stream, though the kernel has not reported it: it will, and that is to be passed over. */
  readonly #left = new CookieSet();
  /** Slots of what may be the remains of a connection that was never seen alive; the report of its end is on its way. */
  #remains: number[] = [];
  /** When the current tick began, and the last one that is over. NaN: there was none. */
  #begin = Number.NaN;
  #lastBegin = Number.NaN;
  #guess = 0;

  constructor(known: KnownSockets, rules: StateRules, noticed: Noticed, writer: ChangeSink) {
    this.#known = known;
    this.#rules = rules;
    this.#noticed = noticed;
    this.writer = writer;
  }

  /** A tick begins, at a time in ms on the monotonic clock. */
  beginTick(begin: number): void {
    this.tick++;
    this.#begin = begin;
    this.#guess = 0;
  }

  /** Takes in a batch of what the kernel lists. `slots`, if any, is filled with the slot of each row. */
  see(batch: SocketTable, slots?: Uint32Array): void {
    const now = this.writer.stamp();
    for (let row = 0; row < batch.length; row++) {
      let slot = this.#find(batch, row);
      if (slot < 0) slot = this.#add(batch, row, now);
      else this.#compare(slot, batch, row);
      this.#learnOrder(slot);
      if (slots) slots[row] = slot;
    }
  }

  /** The next socket is likely the one that came next before: the kernel's order seldom changes. */
  #find(batch: SocketTable, row: number): number {
    const guessed =
      this.#guess === 0 ? 0 : (this.#known.page(this.#guess - 1).following[rowOf(this.#guess - 1)] as number);
    const right = guessed !== 0 && this.#known.holds(guessed - 1) && this.#known.is(guessed - 1, batch, row);
    return right ? guessed - 1 : this.#known.find(batch, row);
  }

  #learnOrder(slot: number): void {
    if (this.#guess !== 0) this.#known.page(this.#guess - 1).following[rowOf(this.#guess - 1)] = slot + 1;
    this.#guess = slot + 1;
  }

  #add(batch: SocketTable, row: number, now: number): number {
    const slot = this.#known.add(batch, row, this.tick, now, this.#lastBegin);
    if (batch.inode[row] !== 0) this.ownerless.push(slot);
    if (!this.#rules.wants(batch.state[row] as number)) return slot;
    if (this.tick > 1 && this.#rules.remains(batch, row)) this.#remains.push(slot);
    else this.#deliver(slot);
    return slot;
  }

  #deliver(slot: number, unseen = false): void {
    this.#known.flag(slot, DELIVERED);
    this.writer.present(Number.isNaN(this.#lastBegin) ? 'present' : 'opened', slot, unseen);
  }

  #compare(slot: number, batch: SocketTable, row: number): void {
    const page = this.#known.page(slot);
    const at = rowOf(slot);
    const { table } = page;
    page.tick[at] = this.tick;
    const previous = table.state[at] as number;
    const inode = table.inode[at];
    const same =
      previous === batch.state[row] &&
      inode === batch.inode[row] &&
      table.uid[at] === batch.uid[row] &&
      hasSameAddresses(table, at, batch, row);
    if (same && !this.#moved(slot, batch, row)) return;
    this.#known.update(slot, batch, row);
    if (batch.inode[row] !== 0 && batch.inode[row] !== inode) this.ownerless.push(slot);
    if (this.#known.hasFlag(slot, DELIVERED)) this.writer.changed(slot, previous);
    else if (!same && this.#rules.wants(batch.state[row] as number) && !this.#remains.includes(slot))
      this.#deliver(slot);
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
    this.#compare(slot, table, row);
    return true;
  }

  /** A missing socket is gone. @param reported the kernel reports the ends of such sockets */
  gone(slot: number, reported: boolean): void {
    const { table } = this.#known.page(slot);
    // What remains of a connection has been reported, and what was never accepted never will be.
    if (reported && table.inode[rowOf(slot)] !== 0 && !this.#known.hasFlag(slot, ENDED))
      this.#left.add(table, rowOf(slot));
    this.#close(slot, this.writer.stamp(), this.#lastBegin);
  }

  /** The tick is over: what looked like remains of an unseen connection and was not reported as one is a socket like others. */
  endTick(): void {
    for (const slot of this.#remains) {
      if (this.#known.holds(slot) && !this.#known.hasFlag(slot, DELIVERED)) this.#deliver(slot);
    }
    this.#remains = [];
    this.#lastBegin = this.#begin;
  }

  /**
   * The kernel has reported the end of a socket.
   * @param rest a row with what is left of it, if anything is
   * @param at when it did
   * @param since it had not ended then, in ms on the monotonic clock
   */
  ended(ended: SocketTable, row: number, rest: Position | undefined, at: Moment, since: number): void {
    const now = this.writer.stamp(at);
    const slot = this.#known.find(ended, row);
    if (slot < 0) {
      if (!this.#left.delete(ended, row)) this.#endedUnseen(ended, row, rest, now);
      return;
    }
    this.#known.setTcpInfo(slot, ended, row);
    if (rest && this.#known.is(slot, rest.table, rest.row)) {
      this.#known.flag(slot, ENDED);
      this.#compare(slot, rest.table, rest.row);
    } else {
      this.#close(slot, now, since);
    }
  }

  /**
   * The kernel has reported the end of a socket, and what is left of it could not be learnt. Of one that is known the next look at
   * the tables tells.
   */
  endedSomehow(ended: SocketTable, row: number, at: Moment): void {
    const slot = this.#known.find(ended, row);
    if (slot < 0) {
      this.ended(ended, row, undefined, at, Number.NaN);
      return;
    }
    this.#known.setTcpInfo(slot, ended, row);
    this.#known.flag(slot, ENDED);
  }

  #endedUnseen(ended: SocketTable, row: number, rest: Position | undefined, now: number): void {
    if (rest) {
      this.#remainsOfUnseen(ended, row, rest, now);
      return;
    }
    if (!this.#rules.wantsUnseen(ended, row)) return;
    const least = leastAge(ended, row);
    const most = now - this.#lastBegin;
    // It is older than the last look at the table and was not there: it had left the table before, as one that was reset.
    if (least > most + CLOCK_SLACK) return;
    this.writer.unseen(ended, row, Math.min(least, most || least), most);
  }

  #remainsOfUnseen(ended: SocketTable, row: number, rest: Position, now: number): void {
    const known = this.#known.find(rest.table, rest.row);
    const slot = known >= 0 ? known : this.#known.add(rest.table, rest.row, this.tick, now, this.#lastBegin);
    this.#known.setTcpInfo(slot, ended, row);
    this.#known.flag(slot, ENDED);
    if (this.#known.hasFlag(slot, DELIVERED)) return;
    if (this.#rules.wants(rest.table.state[rest.row] as number)) this.#deliver(slot, true);
  }

  #close(slot: number, now: number, since: number): void {
    const { seen, unborn } = this.#known.page(slot);
    const at = rowOf(slot);
    this.#known.forget(slot);
    const least = Math.max(0, since - (seen[at] as number));
    if (this.#known.hasFlag(slot, DELIVERED)) this.writer.closed(slot, least, now - (unborn[at] as number));
    else this.writer.drop(slot);
  }
}

/** The kernel counts those times in ticks of its own, of 10 ms at most, and rounds. */
const CLOCK_SLACK = 50;
