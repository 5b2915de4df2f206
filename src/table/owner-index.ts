/** "No owner", in the `firstOwner` column and in OwnerIndex.next. */
export const NO_OWNER = 0xffffffff;

/** One descriptor of one process that holds a socket. */
export interface Owner {
  pid: number;
  fd: number;
  /** The program's name as netstat shows it: argv[0], without its directories when it begins with `/`. */
  name: string;
  /** The kernel's name of the process, at most 15 bytes. */
  comm: string;
}

/** A process that owns a socket. Both texts are bytes because nothing obliges a process to use UTF-8. */
export interface OwnerProcess {
  pid: number;
  argv0: Uint8Array;
  comm: Uint8Array;
}

/** Words per owner in OwnerIndex.triples. */
export const TRIPLE = 3;

/**
 * Finds the owners of a socket by its inode: an open-addressing table over (inode, pid, fd) triples.
 * A socket's owners are a chain through `next`, in the order of the triples: ascending pid, then fd.
 */
export class OwnerIndex {
  /** (inode, pid, fd) triples, ascending pid. */
  readonly triples: Uint32Array;
  /** For each triple the next one of the same inode, or NO_OWNER. */
  readonly next: Uint32Array;
  readonly processes: ReadonlyMap<number, OwnerProcess>;
  readonly #slots: Uint32Array;
  readonly #mask: number;

  constructor(triples: Uint32Array, processes: ReadonlyMap<number, OwnerProcess>) {
    const count = triples.length / TRIPLE;
    let size = 16;
    while (size < count * 2) size *= 2;
    this.triples = triples;
    this.next = new Uint32Array(count);
    this.processes = processes;
    this.#slots = new Uint32Array(size).fill(NO_OWNER);
    this.#mask = size - 1;
  }

  /** Builds the index in slices; calls `pause` between them so that other work gets its turn. */
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

  get length(): number {
    return this.next.length;
  }

  /** The first triple of an inode, or NO_OWNER. Inode 0 means "no inode" and has no owner. */
  find(inode: number): number {
    return inode === 0 ? NO_OWNER : (this.#slots[this.#slot(inode)] as number);
  }

  /** The owners from one triple on, lowest pid first. */
  owners(first: number): Owner[] {
    const owners: Owner[] = [];
    for (let at = first; at !== NO_OWNER; at = this.next[at] as number) {
      const pid = this.triples[at * TRIPLE + 1] as number;
      const process = this.processes.get(pid);
      owners.push({
        pid,
        fd: this.triples[at * TRIPLE + 2] as number,
        name: decode(programName(process?.argv0 ?? EMPTY)),
        comm: decode(process?.comm ?? EMPTY),
      });
    }
    return owners;
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

/** netstat's name for a process: argv[0], from its last `/` on when it begins with one. */
export function programName(argv0: Uint8Array): Uint8Array {
  return argv0[0] === SLASH ? argv0.subarray(argv0.lastIndexOf(SLASH) + 1) : argv0;
}

const SLASH = 0x2f;
const EMPTY = new Uint8Array(0);
// Small enough that a slice takes about a millisecond.
const SLICE = 16 * 1024;

const decoder = new TextDecoder();
const decode = (bytes: Uint8Array) => decoder.decode(bytes);
