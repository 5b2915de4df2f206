import { requireLinux } from '../base/errors.ts';
import { yieldToEventLoop } from '../base/event-loop.ts';
import type { Owners } from '../sockets/owners/owners.ts';
import type { Query } from '../sockets/query.ts';
import { chooseSources, type Sources } from '../sockets/steps.ts';
import { keepRows } from '../sockets/table/keep-rows.ts';
import { PROTOCOLS } from '../uapi/sockets.ts';
import type { ChangeSink } from './changes/change-sink.ts';
import { type Clock, StreamTime } from './changes/clock.ts';
import { newWatchReport, type WatchReport } from './changes/watch-report.ts';
import { Follower } from './comparison/follower.ts';
import { StateRules } from './comparison/state-rules.ts';
import { StreamFilter } from './comparison/stream-filter.ts';
import { FilteredLooks } from './filtered-looks.ts';
import { KnownSockets } from './known/known-sockets.ts';
import { SlotOwners } from './known/slot-owners.ts';
import { admitOwned } from './owners/admission.ts';
import { OwnerFollower } from './owners/owner-follower.ts';
import { OwnerSearch } from './owners/owner-search.ts';
import { endSources } from './reports/end-sources.ts';
import { MissingSockets } from './reports/missing-sockets.ts';
import type { OpenReports } from './reports/open-reports.ts';
import type { OpenedReports, Reports } from './reports/reports.ts';
import type { TableCollector } from './table-collector.ts';
import { type WatchQuery, type WatchSettings, watchSettings } from './watch-query.ts';

export interface EngineOptions<Sink extends ChangeSink> {
  newSink: (known: KnownSockets, owners: SlotOwners | undefined, time: StreamTime) => Sink;
  /** Ask for more states than are wanted, as StateRules.asked says. */
  widened: boolean;
  /** Have the tables tcp_info for what is counted in it, though nobody asked to have it. */
  counted?: boolean | undefined;
  /** Where it has reports from; without it only the tables are looked at. */
  openReports?: OpenReports;
}

/**
 * Follows the sockets a query asks for: looks at the kernel's tables at each tick, hears reports between, and keeps what is known
 * up to date. One thing at a time, in the order in which they are asked for; only the kernel's reports are taken in meanwhile.
 */
export class Engine<Sink extends ChangeSink = ChangeSink> {
  readonly report: WatchReport;
  readonly settings: WatchSettings;
  readonly known: KnownSockets;
  readonly owners: SlotOwners | undefined;
  readonly follower: Follower;
  readonly looks: FilteredLooks;
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
  readonly #missing: MissingSockets;
  readonly #openReports: OpenReports | undefined;
  #reports: Reports | undefined;
  #unreported: OpenedReports['unreported'] = {};
  #lastVerify = Number.NEGATIVE_INFINITY;
  #gapped = false;
  #notify: (() => void) | undefined;

  /** Throws a TypeError for a query that is not one. */
  constructor(query: WatchQuery, clock: Clock, signal: AbortSignal, options: EngineOptions<Sink>) {
    requireLinux();
    this.settings = watchSettings(query);
    this.#clock = clock;
    this.#signal = signal;
    this.#sources = chooseSources(query);
    this.pause = () => yieldToEventLoop(signal);
    const entrants = options.widened && query.filter !== undefined ? new StreamFilter() : undefined;
    this.looks = new FilteredLooks(query, this.#sources, entrants, options.counted);
    this.#rules = new StateRules(query, options.widened, entrants);
    this.#openReports = options.openReports;
    const { owners, interval, verifyInterval, changes, receiveBuffer, ...rest } = this.looks.widen(query);
    const tcpInfo = rest.tcpInfo || this.settings.tcpInfo;
    const read = { tcpInfo: tcpInfo || options.counted, signal };
    this.#query = { ...rest, ...(this.#rules.asked && { states: this.#rules.asked }), ...read };
    const protocols = query.protocols ?? PROTOCOLS;
    const [unix, sctp, mptcp] = (['unix', 'sctp', 'mptcp'] as const).map((name) => protocols.includes(name));
    this.known = new KnownSockets({ unix, sctp, mptcp, tcpInfo, memory: rest.memory, fields: rest.fields });
    this.known.keepsTcpInfo = tcpInfo || !options.counted;
    if (owners) {
      this.owners = new SlotOwners();
      this.#ownerFollower = new OwnerFollower(
        this.known,
        this.owners,
        new OwnerSearch(this.#sources, { ...rest, owners }),
      );
    }
    const time = new StreamTime(clock);
    this.#newSink = () => options.newSink(this.known, this.owners, time);
    this.sink = this.#newSink();
    this.follower = new Follower(this.known, this.#rules, this.settings, this.sink, time);
    this.#missing = new MissingSockets(this.known, this.follower, query, this.pause);
    this.report = newWatchReport();
  }

  /** What was told of changes since the last time; a new sink is told from here on. */
  takeSink(): Sink {
    const full = this.sink;
    this.follower.writer = this.sink = this.#newSink();
    return full;
  }

  /** Hears reports from now on, where it can. */
  begin(): void {
    if (!this.#openReports) return;
    const opened = this.#openReports(this.#query, this.#sources, {
      follower: this.follower,
      known: this.known,
      rules: this.#rules,
      clock: this.#clock,
      receiveBuffer: this.settings.receiveBuffer,
      notify: () => this.#notify?.(),
      gap: (lost) => this.#tellGap(lost),
    });
    this.#reports = opened.reports;
    this.#unreported = opened.unreported;
    this.report.receiveBuffer = opened.reports?.receiveBuffer ?? null;
  }

  /** Whether looks since the last call say something else of what they could not read. */
  takeUnreadChanged(): boolean {
    return this.#missing.unread.takeChanged();
  }

  #tellGap(lost: number | null): void {
    this.report.gaps++;
    this.report.lost += lost ?? 0;
    this.#gapped = true;
    this.follower.time.stamp();
    this.follower.writer.gap(lost);
    this.#notify?.();
  }

  close(): void {
    this.#reports?.close();
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
    await this.#reports?.flush();
    await this.#missing.settle(this.#reports, this.report);
    this.follower.endTick();
    if (searching) this.#lastVerify = begin;
    await this.#followOwners(searching);
    await this.#admitOwned();
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
    const hear = async () => this.#reports?.flush();
    await owners.searchNew(this.follower, hear, this.pause, this.#signal);
    owners.report(this.report.scan);
  }

  /** Sockets that wait for their owners to be known enter the stream, or do not. */
  async #admitOwned(): Promise<void> {
    const { known, owners, follower } = this;
    const { filter } = this.#rules;
    if (!filter || !owners || filter.candidates.length === 0) return;
    const users = this.looks.needs?.ownerUsers ? this.looks.users : undefined;
    await admitOwned(filter, { known, owners, users, report: this.report.scan }, follower, this.pause);
  }

  async #see(collector: TableCollector | undefined): Promise<void> {
    const batches = await this.looks.begin(this.#query);
    this.report.scan = batches.report;
    for await (const batch of batches) {
      // By the begin of its name it would be another socket, which was never opened.
      if (batch.endsCut) keepRows(batch, (row) => row < batch.length - 1);
      const slots = collector?.take(batch);
      this.follower.see(batch, slots);
      if (!collector) batches.recycle(batch);
    }
    if (this.report.ticks === 0) this.#keepReports();
  }

  /** The first look shows of which protocols reports can be used: without any they are heard no more. */
  #keepReports(): void {
    this.report.ends = endSources(this.#query, this.report.scan, this.#unreported);
    if (Object.values(this.report.ends).some(({ source }) => source === 'kernel')) return;
    this.#reports?.close();
    this.#reports = undefined;
    this.report.receiveBuffer = null;
  }

  #endTick(begin: number, verified: boolean): void {
    const took = this.#clock.monotonic() - begin;
    this.report.ticks++;
    this.report.tickMs = took;
    if (verified) this.report.verifyMs = took;
    if (took <= this.settings.interval) return;
    this.report.late++;
    this.follower.time.stamp();
    this.follower.writer.late(took, this.settings.interval);
  }

  /** Waits until a time on the monotonic clock, or until there is something to be told. Resolves to whether a tick is due. */
  async wait(due: number): Promise<boolean> {
    for (;;) {
      this.#signal.throwIfAborted();
      await this.#reports?.settle();
      if (this.#reports?.failure) throw this.#reports.failure;
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
      if (!this.#reports?.waiting) await this.#clock.sleep(ms, controller.signal);
    } catch {
      // Woken up: what for, the caller sees.
    } finally {
      this.#notify = undefined;
      this.#signal.removeEventListener('abort', end);
    }
  }
}
