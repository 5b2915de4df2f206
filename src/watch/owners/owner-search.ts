import { isOutOfReach } from '../../base/errors.ts';
import { descriptorCounts } from '../../sockets/owners/descriptor-counts.ts';
import type { OwnerSources } from '../../sockets/owners/owner-method.ts';
import { type OwnerOptions, type Owners, searchOwners } from '../../sockets/owners/owners.ts';
import type { Query } from '../../sockets/query.ts';
import { OwnerIndex } from '../../sockets/table/owner-index.ts';
import { OwnerFinds } from './owner-finds.ts';

/** The parts of a query that say which owners, and how they are found. */
export type OwnerPart = Pick<Query, 'owners' | 'ownerMethod' | 'ownerThreads' | 'pids'>;

/**
 * Where bpf can be had: so many descriptors are read from /proc in any case, for loading the program takes as long; and so many
 * times as many it goes through in the same time.
 */
const FEW_DESCRIPTORS = 1500;
const BPF_GAIN = 5;

/** Finds the owners of a stream's sockets, again and again. One search at a time. */
export class OwnerSearch {
  /** What the last search of all says of itself. */
  full: Omit<Owners, 'index'> | undefined;
  readonly #sources: OwnerSources;
  readonly #options: OwnerOptions;
  readonly #pids: ReadonlySet<number> | undefined;
  /** Descriptors by process, as of the last time they were counted. */
  #counts: ReadonlyMap<number, number> = new Map();

  constructor(sources: OwnerSources, { owners, ownerMethod, ownerThreads, pids }: OwnerPart) {
    this.#sources = sources;
    this.#options = { method: ownerMethod, threads: ownerThreads, pids, firstOnly: owners === 'first' };
    this.#pids = pids && new Set(pids);
  }

  /** Searches all processes. */
  async all(signal?: AbortSignal): Promise<Owners> {
    // Before the search: what changes while it goes on shall be noticed by the next one.
    this.#counts = await this.#count(signal);
    const found = await searchOwners(this.#sources, this.#options, signal);
    const { index: _, ...full } = found;
    this.full = full;
    return found;
  }

  /**
   * Searches for the owners of some sockets where they can be first: among the likely processes, then among those that are new or
   * whose number of descriptors has changed, then among all others. A step searches for what those before it have not found: so a
   * socket that several processes share has perhaps not all of them until the next full search. What is found nowhere has no owner.
   * @param wanted - inodes; those that are taken out while the search goes on are no longer looked for
   * @param likely - pids, of processes that may have ended
   * @param refresh - is called between two steps, to take out what need not be looked for any more
   */
  async find(
    wanted: ReadonlySet<number>,
    likely: ReadonlySet<number>,
    signal?: AbortSignal,
    refresh?: () => Promise<void>,
  ): Promise<Owners> {
    signal?.throwIfAborted();
    const finds = new OwnerFinds(wanted);
    let missing = wanted;
    const places = this.#places(likely, signal);
    while (missing.size > 0) {
      const place = await places.next();
      if (place.done) break;
      if (place.value?.length === 0) continue;
      const options = { ...this.#options, pids: place.value ?? this.#options.pids, inodes: missing };
      finds.add(await searchOwners(this.#sources, options, signal));
      missing = await finds.missing(signal);
      if (missing.size === 0 || !refresh) continue;
      await refresh();
      missing = await finds.missing(signal);
    }
    return (await finds.join(signal)) ?? NOTHING;
  }

  /** Where to look, step by step: processes, or undefined for all. */
  async *#places(likely: ReadonlySet<number>, signal?: AbortSignal): AsyncGenerator<readonly number[] | undefined> {
    // A method that is named never becomes the other.
    if (this.#options.method !== 'bpf') {
      const first = [...likely].filter((pid) => this.#pids?.has(pid) ?? true);
      if (!this.#isCheap(first)) return yield undefined;
      yield first;
      const before = this.#counts;
      this.#counts = await this.#count(signal);
      const [stirred, quiet] = this.#split(before, new Set(first));
      if (this.#isCheap(stirred)) {
        yield stirred;
        if (this.full?.method.method === 'procfs') return yield quiet;
      }
    }
    yield undefined;
  }

  /** Of no processes where this system's /proc cannot be opened: the search itself says so. */
  async #count(signal?: AbortSignal): Promise<ReadonlyMap<number, number>> {
    try {
      return await descriptorCounts(this.#sources.root.path, this.#pids, signal);
    } catch (error) {
      if (this.#sources.root.moved || !isOutOfReach(error)) throw error;
      return new Map();
    }
  }

  /** All processes but those that were searched: first those with another number of descriptors than before, then those with the same. */
  #split(before: ReadonlyMap<number, number>, searched: ReadonlySet<number>): [number[], number[]] {
    const stirred: number[] = [];
    const quiet: number[] = [];
    for (const [pid, count] of this.#counts) {
      if (!searched.has(pid)) (before.get(pid) === count ? quiet : stirred).push(pid);
    }
    return [stirred, quiet];
  }

  /** Whether these processes are read from /proc sooner than bpf goes through all. */
  #isCheap(pids: readonly number[]): boolean {
    if (this.full?.method.method !== 'bpf') return true;
    let all = 0;
    for (const count of this.#counts.values()) all += count;
    const theirs = pids.reduce((sum, pid) => sum + (this.#counts.get(pid) ?? 0), 0);
    return theirs <= Math.max(FEW_DESCRIPTORS, all / BPF_GAIN);
  }
}

const NOTHING: Owners = {
  index: new OwnerIndex(new Uint32Array(0), new Map()),
  method: { method: 'procfs', reason: 'there was nothing to search for' },
  counts: { scanned: 0, vanished: 0, forbidden: 0 },
  incomplete: [],
};
