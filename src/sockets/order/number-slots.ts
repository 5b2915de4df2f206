import { grown } from '../../base/grown.ts';

/**
 * Numbers 0, 1, 2 and so on by the hashes of what they stand for: an open-addressing table. Whoever looks for one begins at `begin(hash)`, asks
 * `at(slot)` whether it is the one, and goes on with `next(slot)` until that is -1: there is the place for a new one.
 */
export class NumberSlots {
  /** How many numbers there are. */
  length = 0;
  #hashes = new Uint32Array(LEAST);
  /** Each number plus 1; 0 is free. */
  #slots = new Uint32Array(2 * LEAST);

  begin(hash: number): number {
    return hash & (this.#slots.length - 1);
  }

  next(slot: number): number {
    return (slot + 1) & (this.#slots.length - 1);
  }

  /** The number in a slot; -1 for none. */
  at(slot: number): number {
    return (this.#slots[slot] as number) - 1;
  }

  hash(number: number): number {
    return this.#hashes[number] as number;
  }

  /** Puts the next number into a slot that has none. */
  add(slot: number, hash: number): number {
    const number = this.length++;
    if (number === this.#hashes.length) this.#hashes = grown(this.#hashes, number + 1);
    this.#hashes[number] = hash;
    this.#slots[slot] = number + 1;
    if (2 * this.length > this.#slots.length) this.#spread();
    return number;
  }

  #spread(): void {
    this.#slots = new Uint32Array(2 * this.#slots.length);
    for (let number = 0; number < this.length; number++) {
      let slot = this.begin(this.hash(number));
      while (this.#slots[slot] !== 0) slot = this.next(slot);
      this.#slots[slot] = number + 1;
    }
  }
}

const LEAST = 64;
