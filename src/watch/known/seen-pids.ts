/**
 * A set of pids for those who add each a great many times: what was added lately under the same low bits is known from an array,
 * which takes a tenth of what a Set takes.
 */
export class SeenPids {
  readonly pids = new Set<number>();
  readonly #recent: Uint32Array;
  readonly #mask: number;

  /** @param expected - how many different ones there will be, about */
  constructor(expected: number) {
    let size = LEAST;
    while (size < expected * 2 && size < MOST) size *= 2;
    this.#recent = new Uint32Array(size);
    this.#mask = size - 1;
  }

  /** A pid of 0 is none. */
  add(pid: number): void {
    if (pid === 0 || this.#recent[pid & this.#mask] === pid) return;
    this.#recent[pid & this.#mask] = pid;
    this.pids.add(pid);
  }
}

const LEAST = 1024;
const MOST = 1 << 20;
