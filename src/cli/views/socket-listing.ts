import { isDamage, isForbidden } from '../../base/errors.ts';
import type { PartSource, Scan, ScanReport, SocketTable } from '../../index.ts';
import { ProcRoot } from '../../kernel/procfs/root.ts';
import { ContextNames } from '../names/contexts.ts';
import type { Names } from '../names/names.ts';
import { OwnerColumns } from '../netstat/sockets/columns.ts';
import { InetListing } from '../netstat/sockets/inet.ts';
import { printedUsers } from '../netstat/sockets/printed-numbers.ts';
import { SctpListing } from '../netstat/sockets/sctp.ts';
import { UnixListing } from '../netstat/sockets/unix.ts';
import type { LineWriter } from '../output/line-writer.ts';
import { exitForDamage, reportMissing, warnOfLostOwners, warnOfOwners, warnOfScan } from '../report-warnings.ts';
import { chooseSections, type InetProtocol, type Sections } from '../sections.ts';
import type { Settings } from '../settings.ts';
import type { BegunScan } from './begun-scan.ts';
import { warnOfNames } from './given-up.ts';
import { type ListedStep, listedSteps } from './listed-steps.ts';
import { whyUnreadable } from './unreadable.ts';
import type { ViewContext } from './view.ts';

/** netstat's listing of sockets, of a scan that may have begun. */
export class SocketListing {
  readonly #context: ViewContext;
  readonly #settings: Settings;
  readonly #out: LineWriter;
  readonly #sections: Sections;
  readonly #names: Names;
  readonly #owners: OwnerColumns;
  readonly #inet: InetListing;
  readonly #sctp: SctpListing;
  readonly #unix: UnixListing;
  readonly #scan: Scan;
  readonly #batches: AsyncIterable<SocketTable>;
  #sctpShut: boolean | undefined;
  /** Where the groups of IPv4 came from. */
  #groups: PartSource | undefined;
  /** Steps whose rows are not all out yet. */
  readonly #ahead: ListedStep[];

  constructor(context: ViewContext, names: Names, begun: BegunScan) {
    const { settings, out } = context;
    this.#context = context;
    this.#settings = settings;
    this.#out = out;
    this.#sections = chooseSections(settings);
    this.#names = names;
    const contexts = settings.context ? new ContextNames(new ProcRoot(settings.procRoot).path) : undefined;
    this.#owners = new OwnerColumns(out, contexts);
    this.#inet = new InetListing(out, settings, names, this.#owners);
    this.#sctp = new SctpListing(out, settings, names, this.#owners);
    this.#unix = new UnixListing(out, settings, this.#owners);
    this.#ahead = listedSteps(this.#sections);
    this.#scan = begun.scan;
    this.#batches = begun.batches;
  }

  async run(): Promise<void> {
    this.#names.beginListing();
    if (this.#sections.inet.length > 0) this.#inet.heading();
    // Names can take seconds: whoever waits at a terminal shall see that something is coming.
    if (this.#out.terminal && !this.#settings.numericHosts) this.#out.flush();
    let warned = false;
    for await (const batch of this.#batches) {
      if (!warned) warnOfOwners(this.#scan);
      warned = true;
      await this.#print(batch);
      this.#scan.recycle(batch);
      await this.#context.room?.();
    }
    if (!warned) warnOfOwners(this.#scan);
    await this.#passUntil(undefined);
    // Behind the rows, wherever both go to.
    if (this.#owners.ownerless) this.#out.flush();
    warnOfLostOwners(this.#scan.report, this.#owners.ownerless);
    warnOfScan(this.#scan.report, this.#settings.verbose);
    await this.#listOthers();
    warnOfNames(this.#names);
    // Only the IPv4 file counts, as where it is missing.
    const { sources } = this.#scan.report;
    for (const protocol of [...this.#sections.inet, 'unix' as const]) exitForDamage(sources[protocol]);
    exitForDamage(this.#groups);
  }

  /** Few kernels have these families, and few listings show them. */
  async #listOthers(): Promise<void> {
    const { legacyFamilies, l2cap, rfcomm } = this.#sections;
    // They have nothing that a filter could ask for.
    if (this.#settings.filter !== undefined || (legacyFamilies.length === 0 && !l2cap && !rfcomm)) return;
    await (await import('./legacy-sockets.ts')).listLegacySockets(this.#context, this.#names, this.#sections);
  }

  async #print(batch: SocketTable): Promise<void> {
    const protocol = batch.at(0)?.protocol as InetProtocol | 'unix';
    await this.#passUntil(protocol);
    if (protocol === 'unix') return this.#unix.rows(batch);
    if (protocol === 'sctp' && this.#isSctpShut()) return;
    await this.#names.prepare(batch);
    if (batch.printed) await this.#names.prepareUsers(printedUsers(batch));
    (protocol === 'sctp' ? this.#sctp : this.#inet).rows(batch);
  }

  /** Where SCTP was named and its endpoints cannot be opened, netstat ends before its associations. */
  #isSctpShut(): boolean {
    if (!this.#sections.named || this.#scan.report.sources.sctp?.source !== 'procfs') return false;
    this.#sctpShut ??= whyUnreadable(new ProcRoot(this.#settings.procRoot).net('sctp/eps')) !== undefined;
    return this.#sctpShut;
  }

  /** Everything before this protocol is out: headings are due, groups, and word of what the kernel lacks. */
  async #passUntil(protocol: InetProtocol | 'unix' | undefined): Promise<void> {
    while (this.#ahead.length > 0 && this.#ahead[0] !== protocol) {
      const passed = this.#ahead.shift() as ListedStep;
      if (passed === 'groups') {
        this.#groups = await (await import('./groups.ts')).listGroups(this.#context, this.#names, this.#sections);
        continue;
      }
      if (passed === 'unix') this.#unix.heading();
      this.#reportMissing(passed, this.#scan.report);
    }
    if (protocol === 'unix' && this.#ahead.shift()) this.#unix.heading();
  }

  #reportMissing(protocol: InetProtocol | 'unix', report: ScanReport): void {
    const { families, inetByFamily } = this.#sections;
    const unix = protocol === 'unix';
    const { listening, all } = this.#settings;
    const { source, code } = report.sources[protocol] ?? {};
    // That is said behind the listing.
    if (isDamage(code) || (isForbidden(code) && !this.#sections.named)) return;
    // Of SCTP's two files the second one may be missing alone, which has what does not listen.
    const half = source === 'procfs' && code !== undefined && (all || !listening || this.#isSctpShut());
    if (source !== 'none' && !half) return;
    // Only the IPv4 file counts: IPv6 may be off.
    if (inetByFamily || (!unix && !families.includes('inet'))) return;
    // That ends the listing, and what there is to say of the rows that are out must not be lost.
    if (this.#sections.named) warnOfScan(report, this.#settings.verbose);
    reportMissing(unix ? 'AF UNIX' : `AF INET (${protocol})`, this.#sections, this.#settings);
  }
}
