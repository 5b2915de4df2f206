import { grown } from '../../base/grown.ts';
import { NumberSlots } from './number-slots.ts';

/** Values that are bytes, each different one once, by numbers in the order in which they are first seen. */
export class BytesIndex {
  readonly #slots = new NumberSlots();
  #bytes = new Uint8Array(LEAST_BYTES);
  /** End of each value's bytes; it begins where the one before it ends. */
  #ends = new Uint32Array(0);

  /** How many there are. */
  get length(): number {
    return this.#slots.length;
  }

  /** The number of the value in `source[start, end)`. */
  find(source: Uint8Array, start: number, end: number): number {
    const slots = this.#slots;
    const hash = hashOf(source, start, end);
    let slot = slots.begin(hash);
    for (let number = slots.at(slot); number >= 0; number = slots.at(slot)) {
      if (slots.hash(number) === hash && this.#is(number, source, start, end)) return number;
      slot = slots.next(slot);
    }
    const number = slots.add(slot, hash);
    this.#append(number, source, start, end);
    return number;
  }

  /** The bytes of a value: a view, valid until another one is found. */
  at(number: number): Uint8Array {
    return this.#bytes.subarray(this.#start(number), this.#ends[number]);
  }

  /** By their bytes: below 0 where the first comes before the second. */
  compare(one: number, other: number): number {
    return Buffer.compare(this.at(one), this.at(other));
  }

  #start(number: number): number {
    return number === 0 ? 0 : (this.#ends[number - 1] as number);
  }

  #is(number: number, source: Uint8Array, start: number, end: number): boolean {
    const from = this.#start(number);
    if ((this.#ends[number] as number) - from !== end - start) return false;
    for (let i = 0; i < end - start; i++) if (this.#bytes[from + i] !== source[start + i]) return false;
    return true;
  }

  #append(number: number, source: Uint8Array, start: number, end: number): void {
    if (number >= this.#ends.length) this.#ends = grown(this.#ends, number + 1);
    const from = this.#start(number);
    const to = from + end - start;
    if (to > this.#bytes.length) this.#grow(to);
    for (let i = from; i < to; i++) this.#bytes[i] = source[start + i - from] as number;
    this.#ends[number] = to;
  }

  #grow(least: number): void {
    const larger = new Uint8Array(Math.max(least, 2 * this.#bytes.length));
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}

/** FNV-1a, and a last stir, so that its low bits depend on all. */
function hashOf(source: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ (source[i] as number), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x7feb352d);
  return (hash ^ (hash >>> 15)) >>> 0;
}

const LEAST_BYTES = 1024;
