import { yieldToEventLoop } from '../../base/event-loop.ts';
import type { Owners } from '../../sockets/owners/owners.ts';
import { NO_OWNER, type OwnerProcess } from '../../sockets/table/owner-chains.ts';
import { OwnerIndex } from '../../sockets/table/owner-index.ts';
import type { ProcessCounts } from '../../sockets/table/report.ts';

// Small enough that a slice takes about a millisecond.
const SLICE = 16 * 1024;

/** What the steps of one search have found, each among other processes, and for sockets that those before did not find. */
export class OwnerFinds {
  readonly #wanted: ReadonlySet<number>;
  readonly #steps: Owners[] = [];

  /** @param wanted - inodes; what is taken out of it meanwhile is not missed */
  constructor(wanted: ReadonlySet<number>) {
    this.#wanted = wanted;
  }

  add(step: Owners): void {
    this.#steps.push(step);
  }

  /** The inodes that no step has found. */
  async missing(signal?: AbortSignal): Promise<Set<number>> {
    const missing = new Set<number>();
    let left = SLICE;
    for (const inode of this.#wanted) {
      if (this.#steps.every(({ index }) => index.find(inode) === NO_OWNER)) missing.add(inode);
      if (--left > 0) continue;
      await yieldToEventLoop(signal);
      left = SLICE;
    }
    return missing;
  }

  /** All steps as one, with the method of the last; undefined when there was none. */
  async join(signal?: AbortSignal): Promise<Owners | undefined> {
    const last = this.#steps.at(-1);
    if (!last || this.#steps.length === 1) return last;
    const triples = new Uint32Array(this.#steps.reduce((sum, { index }) => sum + index.triples.length, 0));
    const processes = new Map<number, OwnerProcess>();
    let used = 0;
    for (const { index } of this.#steps) {
      triples.set(index.triples, used);
      used += index.triples.length;
      for (const [pid, process] of index.processes) processes.set(pid, process);
    }
    // The chain of a socket is of one step alone, so its order is kept.
    const index = await OwnerIndex.build(triples, processes, () => yieldToEventLoop(signal));
    return { index, method: last.method, counts: this.#counts(last), incomplete: last.incomplete };
  }

  /** bpf goes through all processes, those of the other steps included; else each step has its own. */
  #counts(last: Owners): ProcessCounts {
    const counts = { scanned: 0, vanished: 0, forbidden: 0 };
    for (const step of last.method.method === 'bpf' ? [last] : this.#steps) {
      counts.scanned += step.counts.scanned;
      counts.vanished += step.counts.vanished;
      counts.forbidden += step.counts.forbidden;
    }
    return counts;
  }
}
