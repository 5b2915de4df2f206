import type { Addon } from '../../kernel/addon.ts';
import { DestroyEvents } from '../../sockets/netlink/destroy-events.ts';
import { type Answers, NONE, UNANSWERED } from '../../sockets/netlink/lookups.ts';
import { newReport } from '../../sockets/table/report.ts';
import { SocketTable } from '../../sockets/table/socket-table.ts';
import type { TableOptions } from '../../sockets/table/table-options.ts';
import { type Clock, type Moment, momentOf } from '../changes/clock.ts';
import type { Follower, Position } from '../comparison/follower.ts';
import type { StateRules } from '../comparison/state-rules.ts';
import type { KnownSockets } from '../known/known-sockets.ts';

/** So many reports may wait to be settled, with a kilobyte each; the kernel keeps what comes beyond, while it has room. */
const MOST_WAITING = 16_384;

/** What the kernel has freed it reports from a queue of its own, a moment later: in ms. */
export const REPORT_DELAY = 10;

/** What the kernel reported at once. */
interface Part {
  sockets: SocketTable;
  at: Moment;
  /** None of them had ended then, in ms on the monotonic clock. */
  since: number;
}

export interface KernelEndsListener {
  /** Something came that is to be settled, or nothing will come any more. */
  notify(): void;
  gap(lost: number | null): void;
}

/**
 * The ends of sockets as the kernel reports them. What comes waits until it is settled, which is never while its tables are read:
 * a row that was read before its socket ended is then known before the end is.
 */
export class KernelEnds {
  /** Why nothing will come any more. */
  failure: Error | undefined;
  readonly #events: DestroyEvents;
  readonly #rules: StateRules;
  readonly #clock: Clock;
  #waiting = 0;
  #parts: Part[] = [];
  #readBegin: number;
  /** What is yet to be read was reported after that. */
  #since: number;

  /** Throws SockdiagError when the kernel does not report ends. */
  constructor(
    addon: Addon,
    groups: readonly number[],
    receiveBuffer: number,
    rules: StateRules,
    clock: Clock,
    listener: KernelEndsListener,
    fields?: TableOptions['fields'],
  ) {
    this.#rules = rules;
    this.#clock = clock;
    this.#since = clock.monotonic();
    this.#readBegin = this.#since;
    this.#events = new DestroyEvents(
      addon,
      groups,
      receiveBuffer,
      {
        ended: (sockets, drained) => {
          this.#parts.push({ sockets, at: momentOf(clock), since: this.#since - REPORT_DELAY });
          // Not the time now: what the kernel reported while this waited for its turn is yet to be read.
          if (drained) this.#since = Math.max(this.#since, this.#readBegin);
          this.#waiting += sockets.length;
          this.#events.hold(this.#waiting > MOST_WAITING);
          listener.notify();
        },
        reading: () => {
          this.#readBegin = clock.monotonic();
        },
        gap: (lost) => listener.gap(lost),
        failed: (error) => {
          this.failure = error;
          listener.notify();
        },
      },
      fields,
    );
  }

  /** In bytes. */
  get receiveBuffer(): number {
    return this.#events.receiveBuffer;
  }

  /** Something waits to be settled. */
  get waiting(): boolean {
    return this.#parts.length > 0;
  }

  close(): void {
    this.#events.close();
  }

  /** Settles all that the kernel has sent until now. */
  async flush(follower: Follower): Promise<void> {
    const begin = this.#clock.monotonic();
    await this.#events.flush();
    this.#since = Math.max(this.#since, begin);
    await this.settle(follower);
  }

  /**
   * Tells of each socket that has ended, after the kernel was asked what is left of it. What is reported meanwhile waits for the next
   * call: else this might never end.
   */
  async settle(follower: Follower): Promise<void> {
    for (const { sockets, at, since } of this.#parts.splice(0)) {
      this.#waiting -= sockets.length;
      this.#events.hold(this.#waiting > MOST_WAITING);
      const asked: number[] = [];
      for (let row = 0; row < sockets.length; row++) if (this.#rules.mayRemain(sockets, row)) asked.push(row);
      const answers = await this.#events.lookups.find(sockets, asked);
      let next = 0;
      for (let row = 0; row < sockets.length; row++) {
        const answer = asked[next] === row ? next++ : undefined;
        if (answer !== undefined && answers.rows[answer] === UNANSWERED) follower.endedSomehow(sockets, row, at);
        else follower.ended(sockets, row, answer === undefined ? undefined : this.#rest(answers, answer), at, since);
      }
    }
  }

  #rest({ table, rows }: Answers, asked: number): Position | undefined {
    const row = rows[asked] as number;
    const remains = row >= 0 && this.#rules.remains(table, row) && this.#rules.finds(table, row);
    return remains ? { table, row } : undefined;
  }

  /**
   * Asks for sockets that a look at the tables did not find: while they change, the kernel may pass over one. Returns the slots of
   * those that are still there.
   */
  async stillThere(slots: readonly number[], known: KnownSockets, follower: Follower): Promise<Set<number>> {
    const table = new SocketTable(slots.length, newReport(), { ...known.options, tcpInfo: true });
    for (const slot of slots) known.copyTo(slot, table);
    const answers = await this.#events.lookups.find(
      table,
      slots.map((_, row) => row),
    );
    const there = slots.filter((slot, asked) => {
      const row = answers.rows[asked] as number;
      // What is not known now the next look at the tables tells.
      return row === UNANSWERED || (row !== NONE && follower.foundAfterAll(slot, answers.table, row));
    });
    return new Set(there);
  }
}
