import type { Addon } from '../../kernel/addon/addon.ts';
import { DestroyEvents, type DestroyListener } from '../../sockets/netlink/destroy-events.ts';
import { type Answers, NONE, UNANSWERED } from '../../sockets/netlink/lookups.ts';
import { newReport } from '../../sockets/table/report.ts';
import { SocketTable } from '../../sockets/table/socket-table.ts';
import { type Moment, momentOf } from '../changes/clock.ts';
import type { Position } from '../comparison/follower.ts';
import type { ReportedStream, Reports } from './reports.ts';

/** So many reports may wait to be settled, with a kilobyte each; the kernel keeps what comes beyond, while it has room. */
const MOST_WAITING = 16_384;

/** What the kernel has freed it reports from a queue of its own, a moment later: in ms. */
export const REPORT_DELAY = 10;

/** What the kernel reported at once. */
interface EndedPart {
  sockets: SocketTable;
  at: Moment;
  /** None of them had ended then, in ms on the monotonic clock. */
  since: number;
}

/**
 * The ends of sockets, as the kernel reports them to netlink's groups. What has ended is reported only once it is freed: so the kernel
 * is asked what is left of it.
 */
export class KernelEnds implements Reports {
  readonly delay = REPORT_DELAY;
  failure: Error | undefined;
  readonly #events: DestroyEvents;
  readonly #stream: ReportedStream;
  #waiting = 0;
  #parts: EndedPart[] = [];
  #readBegin: number;
  /** What is yet to be read was reported after that. */
  #since: number;

  /** Throws SockdiagError when the kernel does not report ends. */
  constructor(addon: Addon, groups: readonly number[], stream: ReportedStream) {
    const { clock, known, receiveBuffer } = stream;
    this.#stream = stream;
    this.#since = clock.monotonic();
    this.#readBegin = this.#since;
    const listener: DestroyListener = {
      ended: (sockets, drained) => this.#keep(sockets, drained),
      reading: () => {
        this.#readBegin = clock.monotonic();
      },
      gap: (lost) => stream.gap(lost),
      failed: (error) => {
        this.failure = error;
        stream.notify();
      },
    };
    this.#events = new DestroyEvents(addon, groups, receiveBuffer, listener, known.options.fields);
  }

  #keep(sockets: SocketTable, drained: boolean): void {
    this.#parts.push({ sockets, at: momentOf(this.#stream.clock), since: this.#since - REPORT_DELAY });
    // Not the time now: what the kernel reported while this waited for its turn is yet to be read.
    if (drained) this.#since = Math.max(this.#since, this.#readBegin);
    this.#waiting += sockets.length;
    this.#events.hold(this.#waiting > MOST_WAITING);
    this.#stream.notify();
  }

  get receiveBuffer(): number {
    return this.#events.receiveBuffer;
  }

  get waiting(): boolean {
    return this.#parts.length > 0;
  }

  close(): void {
    this.#events.close();
  }

  async flush(): Promise<void> {
    const begin = this.#stream.clock.monotonic();
    await this.#events.flush();
    this.#since = Math.max(this.#since, begin);
    await this.settle();
  }

  async settle(): Promise<void> {
    const { follower, rules } = this.#stream;
    for (const { sockets, at, since } of this.#parts.splice(0)) {
      this.#waiting -= sockets.length;
      this.#events.hold(this.#waiting > MOST_WAITING);
      const asked: number[] = [];
      for (let row = 0; row < sockets.length; row++) if (rules.mayRemain(sockets, row)) asked.push(row);
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
    const { rules } = this.#stream;
    const remains = row >= 0 && rules.remains(table, row) && rules.finds(table, row);
    return remains ? { table, row } : undefined;
  }

  async stillThere(slots: readonly number[]): Promise<ReadonlySet<number>> {
    const { known, follower } = this.#stream;
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
