import { requireLinux, SockdiagError } from '../base/errors.ts';
import { yieldToEventLoop } from '../base/event-loop.ts';
import type { Addon } from '../kernel/addon.ts';
import type { Owners } from '../sockets/owners/owners.ts';
import type { Query } from '../sockets/query.ts';
import { type Scan, scan } from '../sockets/scan.ts';
import { chooseSources, type Sources } from '../sockets/steps.ts';
import { newReport } from '../sockets/table/report.ts';
import { PROTOCOLS } from '../uapi/sockets.ts';
import type { ChangeSink } from './changes/change-sink.ts';
import type { Clock } from './changes/clock.ts';
import type { WatchReport } from './changes/watch-report.ts';
import { Follower } from './comparison/follower.ts';
import { StateRules } from './comparison/state-rules.ts';
import { KnownSockets } from './known/known-sockets.ts';
import { SlotOwners } from './known/slot-owners.ts';
import { OwnerFollower } from './owners/owner-follower.ts';
import { OwnerSearch } from './owners/owner-search.ts';
import { endSources, groupsOf } from './reports/end-sources.ts';
import { KernelEnds, REPORT_DELAY } from './reports/kernel-ends.ts';
import type { TableCollector } from './table-collector.ts';
import { type WatchQuery, type WatchSettings, watchSettings } from './watch-query.ts';

/** Sockets that are gone, dealt with in one go: a few ms. */
const SLICE = 2048;

export interface EngineOptions<Sink extends ChangeSink> {
  newSink: (known: KnownSockets, owners: SlotOwners | undefined, clock: Clock) => Sink;
  /** Ask for more states than are wanted, as StateRules.asked says. */
  widened: boolean;
}

/**
 * Follows the sockets a query asks for: looks at the kernel's tables at each tick, hears of ends between, and keeps what is known
 * up to date. One thing at a time, in the order in which they are asked for; only the kernel's reports are taken in meanwhile.
 */
export class Engine<Sink extends ChangeSink = ChangeSink> {
  readonly report: WatchReport;
  readonly settings: WatchSettings;
  readonly known: KnownSockets;
  readonly owners: SlotOwners | undefined;
  readonly follower: Follower;
  /** Lets other work have its turn. */
  readonly pause: () => Promise<void>;
  /** What is told of changes, until takeSink(). */
  sink: Sink;
  readonly #newSink: () => Sink;
  readonly #query: Query;
  readonly #clock: Clock;
  readonly #signal: AbortSignal;
  readonly #sources: Sources;
  readonly #rules: StateRules;
  readonly #ownerFollower: OwnerFollower | undefined;
  #ends: KernelEnds | undefined;
  /** Why there are none. */
  #noEnds: string | undefined;
  #lastVerify = Number.NEGATIVE_INFINITY;
  #gapped = false;
  #notify: (() => void) | undefined;

  /** Throws a TypeError for a query that is not one. */
  constructor(query: WatchQuery, clock: Clock, signal: AbortSignal, { newSink, widened }: EngineOptions<Sink>) {
    requireLinux();
    this.settings = watchSettings(query);
    this.#clock = clock;
    this.#signal = signal;
    this.#sources = chooseSources(query);
    this.pause = () => yieldToEventLoop(signal);
    this.#rules = new StateRules(query, widened);
    const { owners, interval, verifyInterval, changes, receiveBuffer, ...rest } = query;
    const tcpInfo = query.tcpInfo || this.settings.tcpInfo;
    this.#query = { ...rest, ...(this.#rules.asked && { states: this.#rules.asked }), tcpInfo, signal };
    const protocols = query.protocols ?? PROTOCOLS;
    const [unix, sctp] = [protocols.includes('unix'), protocols.includes('sctp')];
    this.known = new KnownSockets({ unix, sctp, tcpInfo, memory: query.memory, fields: query.fields });
    if (owners) {
      this.owners = new SlotOwners();
      this.#ownerFollower = new OwnerFollower(this.known, this.owners, new OwnerSearch(this.#sources, query));
    }
    this.#newSink = () => newSink(this.known, this.owners, clock);
    this.sink = this.#newSink();
    this.follower = new Follower(this.known, this.#rules, this.settings, this.sink);
    this.report = newWatchReport();
  }

  /** What was told of changes since the last time; a new sink is told from here on, whose time goes on from there. */
  takeSink(): Sink {
    const full = this.sink;
    this.follower.writer = this.sink = this.#newSink();
    this.sink.stamp(full.moment);
    return full;
  }

  /** Has the kernel report ends from now on, where it does. */
  hearEnds(): void {
    const groups = groupsOf(this.#query);
    if (groups.length === 0) return;
    const { netlink, netlinkReason } = this.#sources;
    if (!netlink) {
      this.#noEnds = netlinkReason;
      return;
    }
    try {
      this.#ends = this.#newEnds(netlink, groups);
      this.report.receiveBuffer = this.#ends.receiveBuffer;
    } catch (error) {
      if (!(error instanceof SockdiagError)) throw error;
      this.#noEnds = error.message;
    }
  }

  #newEnds(addon: Addon, groups: readonly number[]): KernelEnds {
    const notify = () => this.#notify?.();
    const gap = (lost: number | null) => {
      this.report.gaps++;
      this.report.lost += lost ?? 0;
      this.#gapped = true;
      this.follower.writer.stamp();
      this.follower.writer.gap(lost);
      notify();
    };
    const { receiveBuffer } = this.settings;
    return new KernelEnds(addon, groups, receiveBuffer, this.#rules, this.#clock, { notify, gap }, this.#query.fields);
  }

  close(): void {
    this.#ends?.close();
  }

  /** Looks at the kernel's tables once. */
  async tick(collector?: TableCollector): Promise<void> {
    const begin = this.#clock.monotonic();
    const resync = this.#gapped;
    this.#gapped = false;
    this.follower.beginTick(begin);
    const due = begin - this.#lastVerify >= this.settings.verifyInterval;
    const searching = due ? this.#ownerFollower?.searchAll(this.#signal) : undefined;
    await this.#see(collector);
    await this.#settleTick();
    if (searching) this.#lastVerify = begin;
    await this.#followOwners(searching);
    // What was dropped meanwhile waits for the next tick: to make up for that too at once might be to do nothing else.
    if (resync) this.#gapped = false;
    this.#endTick(begin, searching !== undefined);
  }

  /** @param searching - the search of all processes that this tick began */
  async #followOwners(searching: Promise<Owners> | undefined): Promise<void> {
    const owners = this.#ownerFollower;
    if (!owners) {
      this.follower.ownerless.length = 0;
      return;
    }
    if (searching) await owners.verify(await searching, this.follower, this.pause);
    const hear = async () => this.#ends?.flush(this.follower);
    await owners.searchNew(this.follower, hear, this.pause, this.#signal);
    owners.report(this.report.scan);
  }

  async #see(collector: TableCollector | undefined): Promise<void> {
    const batches: Scan = scan(this.#query);
    this.report.scan = batches.report;
    for await (const batch of batches) {
      const slots = collector?.take(batch);
      this.follower.see(batch, slots);
      if (!collector) batches.recycle(batch);
    }
    if (this.report.ticks === 0) this.#chooseEnds();
  }

  /** What was dumped has cookies to be known by; what was read from /proc has not, and reports of it would be of strangers. */
  #chooseEnds(): void {
    this.report.ends = endSources(this.#query, this.report.scan, this.#noEnds);
    if (Object.values(this.report.ends).some(({ source }) => source === 'kernel')) return;
    this.#ends?.close();
    this.#ends = undefined;
    this.report.receiveBuffer = null;
  }

  /** What the tables no longer have is gone, but for what they were passed over with; that is asked for, one by one. */
  async #settleTick(): Promise<void> {
    await this.#ends?.flush(this.follower);
    let missing = await this.follower.missing(this.pause);
    if (this.#ends && missing.some((slot) => this.#isReported(slot))) {
      await new Promise((resolve) => setTimeout(resolve, REPORT_DELAY));
      await this.#ends.flush(this.follower);
      missing = missing.filter((slot) => this.known.holds(slot));
    }
    for (let at = 0; at < missing.length; at += SLICE) {
      for (const slot of await this.#confirmGone(missing.slice(at, at + SLICE)))
        this.follower.gone(slot, this.#isReported(slot));
      await this.pause();
    }
    this.follower.endTick();
  }

  /** Of sockets of some processes alone nobody can be asked whether these still hold them. */
  async #confirmGone(slots: number[]): Promise<number[]> {
    const asked = this.#query.pids ? [] : slots.filter((slot) => this.#isReported(slot));
    if (!this.#ends || asked.length === 0) return slots;
    const there = await this.#ends.stillThere(asked, this.known, this.follower);
    return slots.filter((slot) => !there.has(slot));
  }

  #isReported(slot: number): boolean {
    return this.#ends !== undefined && this.report.ends[this.known.protocol(slot)]?.source === 'kernel';
  }

  #endTick(begin: number, verified: boolean): void {
    const took = this.#clock.monotonic() - begin;
    this.report.ticks++;
    this.report.tickMs = took;
    if (verified) this.report.verifyMs = took;
    if (took <= this.settings.interval) return;
    this.report.late++;
    this.follower.writer.stamp();
    this.follower.writer.late(took, this.settings.interval);
  }

  /** Waits until a time on the monotonic clock, or until there is something to be told. Resolves to whether a tick is due. */
  async wait(due: number): Promise<boolean> {
    for (;;) {
      this.#signal.throwIfAborted();
      await this.#ends?.settle(this.follower);
      if (this.#ends?.failure) throw this.#ends.failure;
      if (this.#gapped) return true;
      const left = due - this.#clock.monotonic();
      if (left <= 0) return true;
      if (this.follower.writer.length > 0) return false;
      await this.#sleep(left);
    }
  }

  async #sleep(ms: number): Promise<void> {
    // Raised already, it would wake nobody.
    this.#signal.throwIfAborted();
    const controller = new AbortController();
    const end = () => controller.abort();
    this.#signal.addEventListener('abort', end, { once: true });
    this.#notify = end;
    try {
      if (!this.#ends?.waiting) await this.#clock.sleep(ms, controller.signal);
    } catch {
      // Woken up: what for, the caller sees.
    } finally {
      this.#notify = undefined;
      this.#signal.removeEventListener('abort', end);
    }
  }
}

function newWatchReport(): WatchReport {
  return {
    scan: newReport(),
    ends: {},
    ticks: 0,
    tickMs: 0,
    late: 0,
    gaps: 0,
    lost: 0,
    verifyMs: null,
    receiveBuffer: null,
  };
}
