import type { Columns } from '../table/columns.ts';

// Local address, remote address, both ports.
const KEY_WORDS = 9;

/**
 * Remembers the sockets of one file of /proc, to drop what the kernel lists twice: it finds its place again by position
 * at every read, so sockets that come and go meanwhile shift those behind them. A socket is known by its inode, one
 * without an inode by its addresses and ports.
 */
export class SeenSockets {
  #inodes = new WordSet(1, 4096);
  #tuples = new WordSet(KEY_WORDS, 256);
  readonly #key = new Uint32Array(KEY_WORDS);
  readonly #inodeKey = new Uint32Array(1);

  /** False when this row's socket was there before. */
  add(table: Columns, row: number): boolean {
    const inode = table.inode[row] as number;
    if (inode !== 0) {
      this.#inodeKey[0] = inode;
      return this.#inodes.add(this.#inodeKey);
    }
    for (let i = 0; i < 4; i++) {
      this.#key[i] = table.localAddressWords[4 * row + i] as number;
      this.#key[4 + i] = table.remoteAddressWords[4 * row + i] as number;
    }
    this.#key[8] = (table.localPort[row] as number) * 0x10000 + (table.remotePort[row] as number);
    return this.#tuples.add(this.#key);
  }
}

/** A set of keys of a fixed number of words: open addressing, keys stored side by side. */
class WordSet {
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
