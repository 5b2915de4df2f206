import { NO_OWNER, OwnerChains, type OwnerProcess, TRIPLE } from './owner-chains.ts';

/**
 * Finds the owners of a socket by its inode: an open-addressing table over (inode, pid, fd) triples.
 * A socket's owners are chained in the order of the triples.
 */
export class OwnerIndex extends OwnerChains {
  readonly #slots: Uint32Array;
  readonly #mask: number;

  constructor(triples: Uint32Array, processes: ReadonlyMap<number, OwnerProcess>) {
    const count = triples.length / TRIPLE;
    super(triples, new Uint32Array(count), processes);
    let size = 16;
    while (size < count * 2) size *= 2;
    this.#slots = new Uint32Array(size).fill(NO_OWNER);
    this.#mask = size - 1;
  }

  /**
   * Builds the index in slices; calls `pause` between them so that other work gets its turn.
   * @param triples - those of one inode by ascending pid, then fd
   */
  static async build(
    triples: Uint32Array,
    processes: ReadonlyMap<number, OwnerProcess>,
    pause: () => Promise<void>,
  ): Promise<OwnerIndex> {
    const index = new OwnerIndex(triples, processes);
    // From the end, so that each triple goes before those already in its chain.
    for (let end = index.next.length; end > 0; end -= SLICE) {
      if (end !== index.next.length) await pause();
      index.#insert(Math.max(0, end - SLICE), end);
    }
    return index;
  }

  /** The first triple of an inode, or NO_OWNER. Inode 0 means "no inode" and has no owner. */
  find(inode: number): number {
    return inode === 0 ? NO_OWNER : (this.#slots[this.#slot(inode)] as number);
  }

  #insert(begin: number, end: number): void {
    for (let at = end - 1; at >= begin; at--) {
      const slot = this.#slot(this.triples[at * TRIPLE] as number);
      this.next[at] = this.#slots[slot] as number;
      this.#slots[slot] = at;
    }
  }

  #slot(inode: number): number {
    // Multiplicative hashing: the product's high bits depend on every bit of the inode.
    let slot = Math.imul(inode, 0x9e3779b1) >>> Math.clz32(this.#mask);
    for (;;) {
      const at = this.#slots[slot] as number;
      if (at === NO_OWNER || this.triples[at * TRIPLE] === inode) return slot;
      slot = (slot + 1) & this.#mask;
    }
  }
}

// Small enough that a slice takes about a millisecond.
const SLICE = 16 * 1024;
