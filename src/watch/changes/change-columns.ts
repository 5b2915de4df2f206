import type { Moment } from './clock.ts';

/** What a batch is made of, an element a change. */
export interface ChangeColumns {
  /** Number of each change's type in CHANGE_TYPES. */
  type: Uint8Array;
  /** Wall clock, in ms since 1970. */
  time: Float64Array;
  /** CLOCK_MONOTONIC, in ms. */
  monotonic: Float64Array;
  /** Number of the change's socket in the stream, from 1 on; 0 for `gap` and `late`. */
  id: Float64Array;
  /** Row of the change's socket in `sockets`; NO_ROW for `gap` and `late`. */
  row: Uint32Array;
  /** Of `changed`: number of the state before. */
  previousState: Uint8Array;
  /** Of `closed`: least age in ms; of `gap` what was lost, NaN where that is not known; of `late` what the tick took. */
  least: Float64Array;
  /** Of `closed`: greatest age in ms, NaN where that is not known; of `late` the interval. */
  most: Float64Array;
  /** 1 for a socket that was never seen alive. */
  unseen: Uint8Array;
}

export const NO_ROW = 0xffffffff;

const FIRST_CAPACITY = 64;
const NAMES = ['type', 'time', 'monotonic', 'id', 'row', 'previousState', 'least', 'most', 'unseen'] as const;

/** Columns that have room for more. */
export class GrowingColumns {
  length = 0;
  #columns = newColumns(FIRST_CAPACITY);

  /** Appends a change that says nothing but what it is; returns its number. */
  add(type: number, row: number, { wall, monotonic }: Moment): number {
    if (this.length === this.#columns.type.length) this.#columns = resized(this.#columns, 2 * this.length);
    const at = this.length++;
    this.#columns.type[at] = type;
    this.#columns.row[at] = row;
    this.#columns.time[at] = wall;
    this.#columns.monotonic[at] = monotonic;
    return at;
  }

  /** Columns to be written to, valid until the next change is added. */
  get columns(): ChangeColumns {
    return this.#columns;
  }

  /** Columns of exactly the changes there are. */
  trim(): ChangeColumns {
    return resized(this.#columns, this.length);
  }
}

/** Columns of changes that are still to be said. */
export function newColumns(length: number): ChangeColumns {
  return {
    type: new Uint8Array(length),
    time: new Float64Array(length),
    monotonic: new Float64Array(length),
    id: new Float64Array(length),
    row: new Uint32Array(length),
    previousState: new Uint8Array(length),
    least: new Float64Array(length),
    most: new Float64Array(length),
    unseen: new Uint8Array(length),
  };
}

function resized(from: ChangeColumns, length: number): ChangeColumns {
  const to = newColumns(length);
  for (const name of NAMES) to[name].set(from[name].subarray(0, length));
  return to;
}
