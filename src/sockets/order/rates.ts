import { grown } from '../../base/grown.ts';
import type { Columns } from '../table/columns.ts';
import { numbers } from '../table/numbers.ts';
import { RATE_NAMES, type RateColumns } from '../table/rates.ts';
import { UNKNOWN } from '../table/unknown.ts';

/** The counter of tcp_info that each rate is made of, and the one that older kernels have instead. */
const COUNTERS = {
  sendRate: ['tcpInfo.bytesSent', 'tcpInfo.bytesAcked'],
  recvRate: ['tcpInfo.bytesReceived'],
  sendSegmentRate: ['tcpInfo.segsOut'],
  recvSegmentRate: ['tcpInfo.segsIn'],
  retransRate: ['tcpInfo.totalRetrans'],
} as const;

const MS = 1000;

/**
 * Rates of sockets that are looked at again and again. What a look has said of each stands in typed arrays, by a number that the socket has as long
 * as it lives, its slot. A slot may be used again: another cookie is another socket.
 */
export class Rates {
  #cookies = new Uint32Array(0);
  /** When each was looked at, in ms; NaN: never. */
  #times = new Float64Array(0);
  /** A column a rate, in the order of RATE_NAMES. */
  readonly #counters = RATE_NAMES.map(() => new Float64Array(0));
  #now = new Float64Array(0);
  #older = new Float64Array(0);

  /**
   * Takes in a batch, with its tcp_info.
   * @param slots - of each row
   * @param time - when it was read, in ms
   * @param rates - gets the rates of the rows, the first at `from`
   */
  add(batch: Columns, slots: Uint32Array, time: number, rates: RateColumns, from: number): void {
    this.#makeRoom(batch.length, slots);
    for (let row = 0; row < batch.length; row++) this.#begin(batch, row, slots[row] as number);
    for (const [at, name] of RATE_NAMES.entries()) {
      const now = this.#read(batch, COUNTERS[name]);
      this.#fill(this.#counters[at] as Float64Array, now, slots, time, rates[name].subarray(from));
    }
    for (let row = 0; row < batch.length; row++) this.#times[slots[row] as number] = time;
  }

  /** Forgets what was in a slot before, if that was another socket. */
  #begin({ cookie, unknown }: Columns, row: number, slot: number): void {
    const [low, high] = [cookie[2 * row] as number, cookie[2 * row + 1] as number];
    const known = ((unknown[row] as number) & UNKNOWN.cookie) === 0;
    if (known && this.#cookies[2 * slot] === low && this.#cookies[2 * slot + 1] === high) return;
    this.#cookies[2 * slot] = low;
    this.#cookies[2 * slot + 1] = high;
    this.#times[slot] = Number.NaN;
  }

  #read(batch: Columns, [counter, instead]: (typeof COUNTERS)[keyof typeof COUNTERS]): Float64Array {
    const now = numbers(batch, counter, this.#now);
    if (instead === undefined) return now;
    const older = numbers(batch, instead, this.#older);
    for (let row = 0; row < now.length; row++) if (Number.isNaN(now[row])) now[row] = older[row] as number;
    return now;
  }

  #fill(counters: Float64Array, now: Float64Array, slots: Uint32Array, time: number, rates: Float64Array): void {
    for (let row = 0; row < now.length; row++) {
      const slot = slots[row] as number;
      const count = now[row] as number;
      const seconds = (time - (this.#times[slot] as number)) / MS;
      const moved = count - (counters[slot] as number);
      // Never looked at, or counted from 0 again: neither comparison holds of NaN.
      rates[row] = seconds > 0 && moved >= 0 ? moved / seconds : Number.NaN;
      counters[slot] = count;
    }
  }

  #makeRoom(rows: number, slots: Uint32Array): void {
    if (rows > this.#now.length) {
      this.#now = new Float64Array(rows);
      this.#older = new Float64Array(rows);
    }
    let most = -1;
    for (let row = 0; row < rows; row++) most = Math.max(most, slots[row] as number);
    if (most < this.#times.length) return;
    this.#cookies = grown(this.#cookies, 2 * (most + 1));
    const room = this.#cookies.length / 2;
    this.#times = larger(this.#times, room);
    for (const [at, counters] of this.#counters.entries()) this.#counters[at] = larger(counters, room);
  }
}

function larger(array: Float64Array, length: number): Float64Array<ArrayBuffer> {
  const copy = new Float64Array(length).fill(Number.NaN, array.length);
  copy.set(array);
  return copy;
}
