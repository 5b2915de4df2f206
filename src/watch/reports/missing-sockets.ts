import type { Query } from '../../sockets/query.ts';
import type { WatchReport } from '../changes/watch-report.ts';
import type { Follower } from '../comparison/follower.ts';
import { UnreadParts } from '../comparison/unread-parts.ts';
import type { KnownSockets } from '../known/known-sockets.ts';
import type { Reports } from './reports.ts';

/** Sockets that are gone, dealt with in one go: a few ms. */
const SLICE = 2048;

/** What the tables no longer have is gone, but for what they were passed over with; that is asked for, one by one. */
export class MissingSockets {
  readonly #known: KnownSockets;
  readonly #follower: Follower;
  /** Of sockets of some processes alone nobody can be asked whether these still hold them. */
  readonly #anyProcess: boolean;
  readonly #pause: () => Promise<void>;
  readonly unread = new UnreadParts();

  constructor(known: KnownSockets, follower: Follower, query: Query, pause: () => Promise<void>) {
    this.#known = known;
    this.#follower = follower;
    this.#anyProcess = query.pids === undefined;
    this.#pause = pause;
  }

  /** Tells of all that the look which has just ended did not find, of the parts that it read. */
  async settle(reports: Reports | undefined, { ends, scan }: Pick<WatchReport, 'ends' | 'scan'>): Promise<void> {
    this.unread.look(scan);
    const isReported = (slot: number) => reports !== undefined && ends[this.#known.protocol(slot)]?.source === 'kernel';
    let missing = await this.#follower.missing(this.#pause);
    if (this.unread.any) missing = missing.filter((slot) => !this.#isUnread(slot));
    if (reports && missing.some(isReported)) {
      await new Promise((resolve) => setTimeout(resolve, reports.delay));
      await reports.flush();
      missing = missing.filter((slot) => this.#known.holds(slot));
    }
    for (let at = 0; at < missing.length; at += SLICE) {
      const slots = missing.slice(at, at + SLICE);
      const asked = this.#anyProcess ? slots.filter(isReported) : [];
      const there = asked.length > 0 ? await reports?.stillThere(asked) : undefined;
      for (const slot of slots) if (!there?.has(slot)) this.#follower.gone(slot, isReported(slot));
      await this.#pause();
    }
  }

  #isUnread(slot: number): boolean {
    return this.unread.has(this.#known.protocol(slot), this.#known.family(slot));
  }
}
