import { grown } from '../../base/grown.ts';
import type { ChainBuilder } from '../../sockets/table/chain-builder.ts';
import {
  NO_OWNER,
  type Owner,
  type OwnerChains,
  type OwnerProcess,
  TRIPLE,
  toOwner,
} from '../../sockets/table/owner-chains.ts';
import { SeenPids } from './seen-pids.ts';

/** In the pid columns: nobody. No process has this number. */
const NOBODY = 0;
/** The end of a chain of further owners. */
const END = 0xffffffff;

/**
 * The owners of sockets by slot. Nearly all sockets have one, which lies in the slot's own words; further ones are chained in a pool
 * that all slots share. Twelve bytes a slot, and no object.
 */
export class SlotOwners {
  #pid = new Uint32Array(0);
  #fd = new Uint32Array(0);
  /** The slot's second owner in the pool; only where it has a first. */
  #more = new Uint32Array(0);

  #poolPid = new Uint32Array(0);
  #poolFd = new Uint32Array(0);
  #poolNext = new Uint32Array(0);
  #poolUsed = 0;
  /** Entries of the pool that were given back, chained through #poolNext. */
  #poolFree = END;

  #processes = new Map<number, OwnerProcess>();
  /** The map was handed out, and what it was handed out with shall keep the names it had. */
  #shared = false;

  /**
   * Names of the owners by pid. What comes later does not change this map: a batch that holds it stays as it was.
   */
  get processes(): ReadonlyMap<number, OwnerProcess> {
    this.#shared = true;
    return this.#processes;
  }

  /**
   * Remembers a socket's owners in place of those before.
   * @param first - in `chains`; NO_OWNER for none
   */
  set(slot: number, chains: OwnerChains, first: number): void {
    if (this.#equals(slot, chains, first)) return;
    this.clear(slot);
    if (first !== NO_OWNER) this.#write(slot, chains, first);
  }

  /** Whether other processes hold a socket than is remembered; their descriptors alone do not count. */
  differs(slot: number, chains: OwnerChains, first: number): boolean {
    return !this.#equals(slot, chains, first) && !this.#hasPidsOf(slot, chains, first);
  }

  has(slot: number): boolean {
    return slot < this.#pid.length && this.#pid[slot] !== NOBODY;
  }

  clear(slot: number): void {
    if (!this.has(slot)) return;
    this.#pid[slot] = NOBODY;
    for (let at = this.#more[slot] as number; at !== END; ) {
      const next = this.#poolNext[at] as number;
      this.#poolPid[at] = NOBODY;
      this.#poolNext[at] = this.#poolFree;
      this.#poolFree = at;
      at = next;
    }
  }

  /** Copies a socket's owners into a batch's; returns where they begin there, for its `firstOwner` column. */
  copyTo(slot: number, to: ChainBuilder, inode: number): number {
    to.begin(inode);
    if (this.has(slot)) {
      to.add(this.#pid[slot] as number, this.#fd[slot] as number);
      for (let at = this.#more[slot] as number; at !== END; at = this.#poolNext[at] as number) {
        to.add(this.#poolPid[at] as number, this.#poolFd[at] as number);
      }
    }
    return to.end();
  }

  /** As plain data, lowest pid first. */
  owners(slot: number): Owner[] {
    if (!this.has(slot)) return [];
    const owners = [this.#owner(this.#pid[slot] as number, this.#fd[slot] as number)];
    for (let at = this.#more[slot] as number; at !== END; at = this.#poolNext[at] as number) {
      owners.push(this.#owner(this.#poolPid[at] as number, this.#poolFd[at] as number));
    }
    return owners;
  }

  /** Adds the pids of a socket's owners to a set. */
  addPids(slot: number, to: Set<number>): void {
    if (!this.has(slot)) return;
    to.add(this.#pid[slot] as number);
    for (let at = this.#more[slot] as number; at !== END; at = this.#poolNext[at] as number) {
      to.add(this.#poolPid[at] as number);
    }
  }

  /** Takes over the names of processes; one that is known already gets the newer ones. */
  remember(processes: ReadonlyMap<number, OwnerProcess>): void {
    for (const [pid, process] of processes) {
      const known = this.#processes.get(pid);
      if (known && sameBytes(known.argv0, process.argv0) && sameBytes(known.comm, process.comm)) continue;
      // Copies: a search gives the names of all its processes in one array, which the few that are kept would keep whole.
      this.#own().set(pid, { pid, argv0: new Uint8Array(process.argv0), comm: new Uint8Array(process.comm) });
    }
  }

  /** Forgets the processes that own no socket any more. It goes through all slots: a few ms for a million. */
  prune(): void {
    const seen = new SeenPids(this.#processes.size);
    for (let slot = 0; slot < this.#pid.length; slot++) seen.add(this.#pid[slot] as number);
    for (let at = 0; at < this.#poolUsed; at++) seen.add(this.#poolPid[at] as number);
    for (const pid of [...this.#processes.keys()]) {
      if (!seen.pids.has(pid)) this.#own().delete(pid);
    }
  }

  /** The map to be changed. */
  #own(): Map<number, OwnerProcess> {
    if (this.#shared) this.#processes = new Map(this.#processes);
    this.#shared = false;
    return this.#processes;
  }

  #owner(pid: number, fd: number): Owner {
    return toOwner(pid, fd, this.#processes.get(pid));
  }

  #equals(slot: number, { triples, next }: OwnerChains, first: number): boolean {
    if (first === NO_OWNER || !this.has(slot)) return first === NO_OWNER && !this.has(slot);
    if (triples[first * TRIPLE + 1] !== this.#pid[slot] || triples[first * TRIPLE + 2] !== this.#fd[slot]) return false;
    let mine = this.#more[slot] as number;
    let theirs = next[first] as number;
    while (mine !== END && theirs !== NO_OWNER) {
      if (triples[theirs * TRIPLE + 1] !== this.#poolPid[mine]) return false;
      if (triples[theirs * TRIPLE + 2] !== this.#poolFd[mine]) return false;
      mine = this.#poolNext[mine] as number;
      theirs = next[theirs] as number;
    }
    return mine === END && theirs === NO_OWNER;
  }

  /** Both are by ascending pid, so the same processes come in the same order, each perhaps more than once. */
  #hasPidsOf(slot: number, { triples, next }: OwnerChains, first: number): boolean {
    if (first === NO_OWNER || !this.has(slot)) return first === NO_OWNER && !this.has(slot);
    const pidOf = (at: number) => (at === NO_OWNER ? NOBODY : (triples[at * TRIPLE + 1] as number));
    const poolPid = (at: number) => (at === END ? NOBODY : (this.#poolPid[at] as number));
    let pid = this.#pid[slot] as number;
    let mine = this.#more[slot] as number;
    let theirs = first;
    for (;;) {
      if (pidOf(theirs) !== pid) return false;
      if (pid === NOBODY) return true;
      while (pidOf(theirs) === pid) theirs = next[theirs] as number;
      while (poolPid(mine) === pid) mine = this.#poolNext[mine] as number;
      pid = poolPid(mine);
      if (mine !== END) mine = this.#poolNext[mine] as number;
    }
  }

  /** Into an empty slot. */
  #write(slot: number, { triples, next }: OwnerChains, first: number): void {
    if (slot >= this.#pid.length) this.#growSlots(slot + 1);
    this.#pid[slot] = triples[first * TRIPLE + 1] as number;
    this.#fd[slot] = triples[first * TRIPLE + 2] as number;
    this.#more[slot] = END;
    let last = END;
    for (let at = next[first] as number; at !== NO_OWNER; at = next[at] as number) {
      const entry = this.#take();
      this.#poolPid[entry] = triples[at * TRIPLE + 1] as number;
      this.#poolFd[entry] = triples[at * TRIPLE + 2] as number;
      this.#poolNext[entry] = END;
      if (last === END) this.#more[slot] = entry;
      else this.#poolNext[last] = entry;
      last = entry;
    }
  }

  /** An entry of the pool that nobody uses. */
  #take(): number {
    const free = this.#poolFree;
    if (free !== END) {
      this.#poolFree = this.#poolNext[free] as number;
      return free;
    }
    const entry = this.#poolUsed++;
    if (entry === this.#poolPid.length) {
      this.#poolPid = grown(this.#poolPid, entry + 1);
      this.#poolFd = grown(this.#poolFd, entry + 1);
      this.#poolNext = grown(this.#poolNext, entry + 1);
    }
    return entry;
  }

  #growSlots(least: number): void {
    this.#pid = grown(this.#pid, least);
    this.#fd = grown(this.#fd, least);
    this.#more = grown(this.#more, least);
  }
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}
