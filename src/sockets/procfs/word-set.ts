/** A set of keys of a fixed number of words: open addressing, keys stored side by side. */
export class WordSet {
  readonly #width: number;
  #keys: Uint32Array;
  /** Index of a key plus one, 0 for a free slot. */
  #slots: Uint32Array;
  #size = 0;

  constructor(width: number, capacity: number) {
    this.#width = width;
    this.#keys = new Uint32Array(capacity * width);
    this.#slots = new Uint32Array(capacity * 2);
  }

  /** False when the key was there. */
  add(key: Uint32Array): boolean {
    const slot = this.#find(key, 0);
    if (this.#slots[slot] !== 0) return false;
    if ((this.#size + 1) * this.#width > this.#keys.length) {
      this.#grow();
      return this.add(key);
    }
    this.#keys.set(key, this.#size * this.#width);
    this.#slots[slot] = ++this.#size;
    return true;
  }

  /** The slot of the key whose words begin at `offset`, or the free one where it belongs. */
  #find(words: Uint32Array, offset: number): number {
    const mask = this.#slots.length - 1;
    let hash = 0;
    for (let i = 0; i < this.#width; i++)
      hash = Math.imul(hash ^ (words[offset + i] as number), 0x9e3779b1) ^ (hash >>> 15);
    let slot = (hash ^ (hash >>> 16)) & mask;
    while (this.#slots[slot] !== 0 && !this.#equal(words, offset, ((this.#slots[slot] as number) - 1) * this.#width)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  #equal(words: Uint32Array, offset: number, at: number): boolean {
    for (let i = 0; i < this.#width; i++) if (words[offset + i] !== this.#keys[at + i]) return false;
    return true;
  }

  #grow(): void {
    const keys = new Uint32Array(this.#keys.length * 2);
    keys.set(this.#keys);
    this.#keys = keys;
    this.#slots = new Uint32Array(this.#slots.length * 2);
    for (let i = 0; i < this.#size; i++) this.#slots[this.#find(keys, i * this.#width)] = i + 1;
  }
}
