import { grown } from '../../base/grown.ts';
import { NO_OWNER, OwnerChains, type OwnerProcess, TRIPLE } from './owner-chains.ts';

/** Puts the owners of a batch's sockets together, one socket after the other. */
export class ChainBuilder {
  #triples = new Uint32Array(0);
  #next = new Uint32Array(0);
  #length = 0;
  #first = 0;
  #inode = 0;

  /** Begins the chain of a socket. */
  begin(inode: number): void {
    this.#inode = inode;
    this.#first = this.#length;
  }

  /** Appends an owner to the chain begun last; they are to come by ascending pid, then fd. */
  add(pid: number, fd: number): void {
    const at = this.#length++;
    if (at === this.#next.length) {
      this.#next = grown(this.#next, at + 1);
      this.#triples = grown(this.#triples, this.#next.length * TRIPLE);
    }
    this.#triples[at * TRIPLE] = this.#inode;
    this.#triples[at * TRIPLE + 1] = pid;
    this.#triples[at * TRIPLE + 2] = fd;
    this.#next[at] = NO_OWNER;
    if (at > this.#first) this.#next[at - 1] = at;
  }

  /** Where the chain begun last begins, for the `firstOwner` column; NO_OWNER when nothing was added to it. */
  end(): number {
    return this.#first === this.#length ? NO_OWNER : this.#first;
  }

  /** All chains, in arrays of their own. The builder is empty again, and keeps its memory for the next ones. */
  build(processes: ReadonlyMap<number, OwnerProcess>): OwnerChains {
    const triples = this.#triples.slice(0, this.#length * TRIPLE);
    const chains = new OwnerChains(triples, this.#next.slice(0, this.#length), processes);
    this.#length = 0;
    this.#first = 0;
    return chains;
  }
}
