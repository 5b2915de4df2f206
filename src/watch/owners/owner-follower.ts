import { type Owners, ownerReport } from '../../sockets/owners/owners.ts';
import type { ScanReport } from '../../sockets/table/report.ts';
import { STATE_NUMBERS } from '../../uapi/sockets.ts';
import type { Follower } from '../comparison/follower.ts';
import { DELIVERED, FORGOTTEN, type KnownSockets, rowOf } from '../known/known-sockets.ts';
import type { SlotOwners } from '../known/slot-owners.ts';
import type { OwnerSearch } from './owner-search.ts';

/** Slots looked through in one go. */
const SLICE = 16 * 1024;

const LISTEN = STATE_NUMBERS.LISTEN;

/**
 * Keeps the owners of the sockets that are followed. What was found holds for as long as the socket lives, by its identity, until
 * the next full search; new sockets are searched for at once.
 */
export class OwnerFollower {
  readonly #known: KnownSockets;
  readonly #slots: SlotOwners;
  readonly #search: OwnerSearch;

  constructor(known: KnownSockets, slots: SlotOwners, search: OwnerSearch) {
    this.#known = known;
    this.#slots = slots;
    this.#search = search;
  }

  /** A search of all processes, to be begun while the sockets are read, and to be ended by the signal. */
  searchAll(signal: AbortSignal): Promise<Owners> {
    const searching = this.#search.all(signal);
    // Should the reading fail first, its error is the one to be thrown.
    searching.catch(() => {});
    return searching;
  }

  /** Compares what a full search has found with what was known, and writes down what changed. */
  async verify({ index }: Owners, follower: Follower, pause: () => Promise<void>): Promise<void> {
    this.#slots.remember(index.processes);
    follower.time.stamp();
    const fresh = new Set(follower.ownerless);
    for (let slot = 0; slot < this.#known.slots; slot++) {
      if (slot % SLICE === SLICE - 1) await pause();
      const { table, tick } = this.#known.page(slot);
      const inode = table.inode[rowOf(slot)] as number;
      // Without an inode it is held by nobody any more; who held it is said with its end.
      if (tick[rowOf(slot)] === FORGOTTEN || inode === 0) continue;
      const first = index.find(inode);
      const told = this.#slots.differs(slot, index, first) && !fresh.has(slot) && this.#known.hasFlag(slot, DELIVERED);
      const previous = told && this.#slots.owners(slot);
      this.#slots.set(slot, index, first);
      if (previous) follower.writer.owner(slot, previous);
    }
    this.#slots.prune();
  }

  /** Searches for the owners of sockets that are new. @param hear - takes in the ends that were reported meanwhile */
  async searchNew(follower: Follower, hear: () => Promise<void>, pause: () => Promise<void>, signal: AbortSignal) {
    const slots = follower.ownerless.splice(0).filter((slot) => this.#known.holds(slot) && !this.#slots.has(slot));
    const inodeOf = (slot: number) => this.#known.page(slot).table.inode[rowOf(slot)] as number;
    const inodes = slots.map(inodeOf);
    const wanted = new Set(inodes);
    wanted.delete(0);
    if (wanted.size === 0) return;
    // To go through all processes for a socket that has ended by then would be the most there is to do, for nothing.
    const refresh = async () => {
      await hear();
      for (const [i, slot] of slots.entries()) {
        if (!this.#known.holds(slot) || inodeOf(slot) !== inodes[i]) wanted.delete(inodes[i] as number);
      }
    };
    const { index } = await this.#search.find(wanted, await this.#likely(slots, follower, pause), signal, refresh);
    this.#slots.remember(index.processes);
    for (const [i, slot] of slots.entries()) this.#slots.set(slot, index, index.find(inodes[i] as number));
  }

  /** Who holds a listener on the port of a new socket, or held one that has just ended. */
  async #likely(slots: readonly number[], follower: Follower, pause: () => Promise<void>): Promise<Set<number>> {
    const pids = new Set<number>();
    const ports = new Set(slots.map((slot) => this.#known.page(slot).table.localPort[rowOf(slot)]));
    for (let slot = 0; slot < this.#known.slots; slot++) {
      if (slot % SLICE === SLICE - 1) await pause();
      const { table } = this.#known.page(slot);
      const listens = table.state[rowOf(slot)] === LISTEN && ports.has(table.localPort[rowOf(slot)] as number);
      if (listens && this.#known.holds(slot)) this.#slots.addPids(slot, pids);
    }
    for (const slot of follower.writer.ended.slots) this.#slots.addPids(slot, pids);
    return pids;
  }

  /** Says how the last full search went: the others look at some processes alone. */
  report(scan: ScanReport): void {
    const { full } = this.#search;
    if (!full) return;
    scan.owners = ownerReport(full);
    scan.processes = full.counts;
  }
}
