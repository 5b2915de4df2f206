/** Each grows on its own, so that no single addition moves more than a small part of a million entries. */
const SHARD_BITS = 6;
const SHARDS = 1 << SHARD_BITS;
const FIRST_SIZE = 16;
const EMPTY = 0;

/**
 * Finds slots by a hash: open addressing over (hash, slot + 1) pairs. What a slot holds is the caller's, who compares; the pairs keep
 * each hash, so that growing and removing need not ask for it.
 */
export class SlotIndex {
  readonly #shards = Array.from({ length: SHARDS }, () => new Shard());

  /** The first slot with this hash for which `matches` holds; -1 for none. */
  find(hash: number, matches: (slot: number) => boolean): number {
    return (this.#shards[hash >>> (32 - SHARD_BITS)] as Shard).find(hash, matches);
  }

  add(hash: number, slot: number): void {
    (this.#shards[hash >>> (32 - SHARD_BITS)] as Shard).add(hash, slot);
  }

  remove(hash: number, slot: number): void {
    (this.#shards[hash >>> (32 - SHARD_BITS)] as Shard).remove(hash, slot);
  }
}

class Shard {
  #pairs = new Uint32Array(2 * FIRST_SIZE);
  #mask = FIRST_SIZE - 1;
  #count = 0;

  find(hash: number, matches: (slot: number) => boolean): number {
    const pairs = this.#pairs;
    for (let at = hash & this.#mask; ; at = (at + 1) & this.#mask) {
      const entry = pairs[2 * at + 1] as number;
      if (entry === EMPTY) return -1;
      if (pairs[2 * at] === hash && matches(entry - 1)) return entry - 1;
    }
  }

  add(hash: number, slot: number): void {
    if (2 * (this.#count + 1) > this.#mask) this.#grow();
    this.#put(hash, slot + 1);
    this.#count++;
  }

  remove(hash: number, slot: number): void {
    let hole = hash & this.#mask;
    while (this.#pairs[2 * hole + 1] !== slot + 1) {
      if (this.#pairs[2 * hole + 1] === EMPTY) return;
      hole = (hole + 1) & this.#mask;
    }
    this.#pairs[2 * hole + 1] = EMPTY;
    this.#count--;
    this.#close(hole);
  }

  /** Moves up what only stood further on because the hole was taken. */
  #close(from: number): void {
    const pairs = this.#pairs;
    let hole = from;
    for (let at = (from + 1) & this.#mask; pairs[2 * at + 1] !== EMPTY; at = (at + 1) & this.#mask) {
      const home = (pairs[2 * at] as number) & this.#mask;
      if (((at - home) & this.#mask) < ((at - hole) & this.#mask)) continue;
      pairs[2 * hole] = pairs[2 * at] as number;
      pairs[2 * hole + 1] = pairs[2 * at + 1] as number;
      pairs[2 * at + 1] = EMPTY;
      hole = at;
    }
  }

  #grow(): void {
    const before = this.#pairs;
    this.#pairs = new Uint32Array(2 * before.length);
    this.#mask = before.length - 1;
    for (let at = 0; at < before.length; at += 2) {
      if (before[at + 1] !== EMPTY) this.#put(before[at] as number, before[at + 1] as number);
    }
  }

  #put(hash: number, entry: number): void {
    let at = hash & this.#mask;
    while (this.#pairs[2 * at + 1] !== EMPTY) at = (at + 1) & this.#mask;
    this.#pairs[2 * at] = hash;
    this.#pairs[2 * at + 1] = entry;
  }
}
