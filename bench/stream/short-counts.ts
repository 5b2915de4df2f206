import { CHANGE_TYPES, type ChangeType } from '../../src/watch/changes/change.ts';
import type { ChangeBatch } from '../../src/watch/changes/change-batch.ts';

/** What a stream said of short sockets; gaps and late ticks of all. */
export interface Counts {
  /** Changes of each type. */
  changes: Record<ChangeType, number>;
  /** Sockets that were reported: opened, or closed without ever having been. */
  reported: number;
  /** Of these, those that were never seen alive. */
  unseen: number;
  /** Sockets opened when they were already, or closed when they were not. */
  wrong: number;
}

/** Counts, of all changes in a stream, those of connections with servers at some ports. */
export class ShortCounts {
  readonly counts: Counts = {
    changes: Object.fromEntries(CHANGE_TYPES.map((type) => [type, 0])) as Record<ChangeType, number>,
    reported: 0,
    unseen: 0,
    wrong: 0,
  };
  readonly #servers: ReadonlySet<number>;
  /** Those that are open now, by their cookies: ports are used again while what was there before is still in TIME_WAIT. */
  readonly #open = new Set<number>();

  constructor(servers: Iterable<number>) {
    this.#servers = new Set(servers);
  }

  add({ length, columns, sockets }: ChangeBatch): void {
    for (let change = 0; change < length; change++) {
      const type = CHANGE_TYPES[columns.type[change] as number] as ChangeType;
      if (type === 'gap' || type === 'late') {
        this.counts.changes[type]++;
        continue;
      }
      const row = columns.row[change] as number;
      const [local, remote] = [sockets.localPort[row] as number, sockets.remotePort[row] as number];
      // Servers themselves have no other end.
      if (remote === 0 || !(this.#servers.has(local) || this.#servers.has(remote))) continue;
      const [low, high] = [sockets.cookie[2 * row] as number, sockets.cookie[2 * row + 1] as number];
      this.#count(type, columns.unseen[change] === 1, high * 2 ** 32 + low);
    }
  }

  #count(type: ChangeType, unseen: boolean, cookie: number): void {
    const { counts } = this;
    counts.changes[type]++;
    if (type === 'opened') {
      if (this.#open.has(cookie)) counts.wrong++;
      this.#open.add(cookie);
      this.#report(unseen);
    } else if (type === 'closed' && !this.#open.delete(cookie)) {
      if (unseen) this.#report(true);
      else counts.wrong++;
    }
  }

  #report(unseen: boolean): void {
    this.counts.reported++;
    if (unseen) this.counts.unseen++;
  }
}
