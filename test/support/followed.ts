import type { Owner } from '../../src/sockets/table/owner-chains.ts';
import type { SocketTable } from '../../src/sockets/table/socket-table.ts';
import { STATES } from '../../src/uapi/sockets.ts';
import type { ChangeSink } from '../../src/watch/changes/change-sink.ts';
import { type Clock, StreamTime } from '../../src/watch/changes/clock.ts';
import { EndedSlots } from '../../src/watch/changes/ended-slots.ts';
import { Follower, type Position } from '../../src/watch/comparison/follower.ts';
import { type Noticed, StateRules } from '../../src/watch/comparison/state-rules.ts';
import { KnownSockets, rowOf } from '../../src/watch/known/known-sockets.ts';
import type { ReportedStream } from '../../src/watch/reports/reports.ts';
import type { WatchQuery } from '../../src/watch/watch-query.ts';
import { type MadeRow, madeTable } from './made-table.ts';

const GROUPS = { tcpInfo: true };
const pause = async () => {};

/** Whatever TCP's socket was in, by then it is closed. */
const reported = (row: MadeRow): MadeRow => (row.protocol === 'udp' ? row : { ...row, state: 'CLOSE' });

/** Writes down what it is told, a line each: type, number in the stream, state, and what else there is. */
class Lines implements ChangeSink {
  readonly length = 0;
  readonly ended: EndedSlots;
  readonly lines: string[] = [];

  constructor(readonly known: KnownSockets) {
    this.ended = new EndedSlots(known, undefined);
  }

  gap(): void {}

  late(): void {}

  present(type: 'present' | 'opened', slot: number, unseen = false): void {
    this.lines.push(`${type} ${this.#id(slot)} ${this.#state(slot)}${unseen ? ' unseen' : ''}`);
  }

  changed(slot: number, previousState: number): void {
    this.lines.push(`changed ${this.#id(slot)} ${STATES[previousState]} ${this.#state(slot)}`);
  }

  owner(slot: number, previous: Owner[]): void {
    this.lines.push(`owner ${this.#id(slot)} ${previous.map(({ pid }) => pid)}`);
  }

  closed(slot: number, least: number, most: number): void {
    this.lines.push(`closed ${this.#id(slot)} ${this.#state(slot)} ${least}..${most}`);
    this.ended.add(slot);
  }

  unseen(table: SocketTable, row: number, least: number, most: number): void {
    this.lines.push(`unseen ${this.known.nextId()} ${STATES[table.state[row] as number]} ${least}..${most}`);
  }

  #id(slot: number): number {
    return this.known.page(slot).id[rowOf(slot)] as number;
  }

  #state(slot: number) {
    return STATES[this.known.page(slot).table.state[rowOf(slot)] as number];
  }
}

/** A Follower whose tables, reports and time are a test's. */
export class Followed {
  /** On both clocks, in ms. */
  now = 0;
  readonly known: KnownSockets;
  readonly follower: Follower;
  readonly #sink: Lines;
  readonly #rules: StateRules;
  readonly #clock: Clock = { monotonic: () => this.now, wall: () => this.now, sleep: async () => {} };

  constructor(query: WatchQuery = {}, noticed: Partial<Noticed> = {}) {
    this.known = new KnownSockets({ unix: true, ...GROUPS, fields: query.fields });
    this.#sink = new Lines(this.known);
    this.#rules = new StateRules(query, true);
    const all = { queues: false, tcpInfo: false, ...noticed };
    this.follower = new Follower(this.known, this.#rules, all, this.#sink, new StreamTime(this.#clock));
  }

  /** What a source of its reports is given. */
  get stream(): ReportedStream {
    const { follower, known } = this;
    const told = { notify() {}, gap() {} };
    return { follower, known, rules: this.#rules, clock: this.#clock, receiveBuffer: 1 << 20, ...told };
  }

  /** What was told since it was asked last. */
  lines(): string[] {
    return this.#sink.lines.splice(0);
  }

  /**
   * A whole tick that finds these rows, each batch of them at one time; reports of ends may come in between.
   * @param begin - now and from then on
   * @param between - after the rows were seen
   * @returns what was told since it was asked last
   */
  async tick(begin: number, rows: readonly MadeRow[], between: () => void = () => {}): Promise<string[]> {
    this.now = begin;
    this.follower.beginTick(begin);
    this.follower.see(madeTable(rows, this.known.options));
    between();
    for (const slot of await this.follower.missing(pause)) this.follower.gone(slot, true);
    this.follower.endTick();
    return this.lines();
  }

  /** A report of an end, now. `rest` is what a look-up of its addresses has found. */
  report(row: MadeRow, rest?: MadeRow, since = Number.NEGATIVE_INFINITY): string[] {
    const ended = madeTable([reported(row)], GROUPS);
    const position: Position | undefined = rest && { table: madeTable([rest]), row: 0 };
    this.follower.ended(ended, 0, position, { wall: this.now, monotonic: this.now }, since);
    return this.lines();
  }

  /** The same where nothing was answered. */
  reportUnanswered(row: MadeRow): string[] {
    const ended = madeTable([reported(row)], GROUPS);
    this.follower.endedSomehow(ended, 0, { wall: this.now, monotonic: this.now });
    return this.lines();
  }

  /** A batch was taken: slots of what was closed are free. */
  release(): Promise<void> {
    return this.#sink.ended.release(pause);
  }
}
