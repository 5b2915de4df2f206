import type { Columns } from '../table/columns.ts';
import { numbers } from '../table/numbers.ts';
import type { GroupKey } from './group-key.ts';
import type { Measure } from './measure.ts';
import { NumberSlots } from './number-slots.ts';

/**
 * Groups of rows, batch after batch. A group is a number from 0 on; what is known of each stands in typed arrays, so that memory is bounded by the
 * groups, and no row is an object.
 */
export class Grouping {
  readonly keys: readonly GroupKey[];
  readonly measures: readonly Measure[];
  /** Rows in all. */
  rows = 0;
  readonly #slots = new NumberSlots();
  /** The numbers of each group's values, as many as there are keys. */
  #values = new Float64Array(0);
  #counts = new Float64Array(0);
  /** Of each group the sum and the maximum of every measure; NaN where no row knows it. */
  #sums = new Float64Array(0);
  #maxima = new Float64Array(0);
  // Of the batch: a column a key, one for a measure, and the group of each row.
  readonly #columns: Float64Array[];
  #column = new Float64Array(0);
  #groups = new Uint32Array(0);

  constructor(keys: readonly GroupKey[], measures: readonly Measure[]) {
    this.keys = keys;
    this.measures = measures;
    this.#columns = keys.map(() => new Float64Array(0));
  }

  /** How many groups there are. */
  get length(): number {
    return this.#slots.length;
  }

  /** Takes in a batch, which is not needed any more. */
  add(table: Columns): void {
    if (table.length > this.#groups.length) this.#makeRoom(table.length);
    for (const [at, key] of this.keys.entries()) key.fill(table, this.#columns[at] as Float64Array);
    this.#findGroups(table.length);
    for (const [at, { number }] of this.measures.entries()) this.#measure(at, numbers(table, number, this.#column));
    this.rows += table.length;
  }

  count(group: number): number {
    return this.#counts[group] as number;
  }

  /** The number of a group's value of a key; NaN for unknown. */
  value(group: number, key: number): number {
    return this.#values[group * this.keys.length + key] as number;
  }

  sum(group: number, measure: number): number {
    return this.#sums[group * this.measures.length + measure] as number;
  }

  maximum(group: number, measure: number): number {
    return this.#maxima[group * this.measures.length + measure] as number;
  }

  #makeRoom(rows: number): void {
    for (const at of this.#columns.keys()) this.#columns[at] = new Float64Array(rows);
    this.#column = new Float64Array(rows);
    this.#groups = new Uint32Array(rows);
  }

  #findGroups(rows: number): void {
    let group = -1;
    for (let row = 0; row < rows; row++) {
      // Sockets of one kind come one after the other.
      if (group < 0 || !this.#isOf(group, row)) group = this.#find(row);
      this.#groups[row] = group;
      this.#counts[group] = (this.#counts[group] as number) + 1;
    }
  }

  #find(row: number): number {
    const slots = this.#slots;
    const hash = this.#hash(row);
    let slot = slots.begin(hash);
    for (let group = slots.at(slot); group >= 0; group = slots.at(slot)) {
      if (slots.hash(group) === hash && this.#isOf(group, row)) return group;
      slot = slots.next(slot);
    }
    return this.#addGroup(slots.add(slot, hash), row);
  }

  #hash(row: number): number {
    let hash = 0;
    for (const column of this.#columns) {
      const number = column[row] as number;
      // A NaN can have many bits.
      NUMBER[0] = Number.isNaN(number) ? Number.NEGATIVE_INFINITY : number;
      const low = WORDS[0] as number;
      const high = WORDS[1] as number;
      hash = Math.imul(hash ^ low, 0x85ebca6b);
      hash = Math.imul((hash ^ (hash >>> 15)) + high, 0xc2b2ae35);
    }
    hash = Math.imul(hash ^ (hash >>> 16), 0x7feb352d);
    return (hash ^ (hash >>> 15)) >>> 0;
  }

  #isOf(group: number, row: number): boolean {
    const columns = this.#columns;
    const from = group * columns.length;
    for (let at = 0; at < columns.length; at++) {
      const one = this.#values[from + at] as number;
      const other = (columns[at] as Float64Array)[row] as number;
      if (one !== other && !(Number.isNaN(one) && Number.isNaN(other))) return false;
    }
    return true;
  }

  #addGroup(group: number, row: number): number {
    const columns = this.#columns;
    const wanted = this.measures.length;
    if (group === this.#counts.length) this.#grow(Math.max(LEAST, 2 * group));
    for (let at = 0; at < columns.length; at++) {
      this.#values[group * columns.length + at] = (columns[at] as Float64Array)[row] as number;
    }
    this.#sums.fill(Number.NaN, group * wanted, (group + 1) * wanted);
    this.#maxima.fill(Number.NaN, group * wanted, (group + 1) * wanted);
    return group;
  }

  #grow(groups: number): void {
    this.#counts = larger(this.#counts, groups);
    this.#values = larger(this.#values, groups * this.keys.length);
    this.#sums = larger(this.#sums, groups * this.measures.length);
    this.#maxima = larger(this.#maxima, groups * this.measures.length);
  }

  #measure(measure: number, column: Float64Array): void {
    const { length } = this.measures;
    for (let row = 0; row < column.length; row++) {
      const number = column[row] as number;
      // Unknown, or no limit: neither is a quantity.
      if (!Number.isFinite(number)) continue;
      const at = (this.#groups[row] as number) * length + measure;
      const sum = this.#sums[at] as number;
      this.#sums[at] = Number.isNaN(sum) ? number : sum + number;
      if (!((this.#maxima[at] as number) >= number)) this.#maxima[at] = number;
    }
  }
}

function larger(array: Float64Array, length: number): Float64Array<ArrayBuffer> {
  const copy = new Float64Array(length);
  copy.set(array);
  return copy;
}

const LEAST = 64;
const NUMBER = new Float64Array(1);
const WORDS = new Uint32Array(NUMBER.buffer);
