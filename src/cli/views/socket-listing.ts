import type { PartSource, Scan, SocketTable } from '../../index.ts';
import { ProcRoot } from '../../kernel/procfs/root.ts';
import { ContextNames } from '../names/contexts.ts';
import type { Names } from '../names/names.ts';
import { OwnerColumns } from '../netstat/sockets/columns.ts';
import { InetListing } from '../netstat/sockets/inet.ts';
import { printedUsers } from '../netstat/sockets/printed-numbers.ts';
import { SctpListing } from '../netstat/sockets/sctp.ts';
import { UnixListing } from '../netstat/sockets/unix.ts';
import type { LineWriter } from '../output/line-writer.ts';
import { exitForDamage, warnOfLostOwners, warnOfOwners, warnOfScan, warnOfUndecided } from '../report-warnings.ts';
import { chooseSections, type InetProtocol, type Sections } from '../sections.ts';
import type { Settings } from '../settings.ts';
import type { BegunScan } from './begun-scan.ts';
import { warnOfNames } from './given-up.ts';
import type { ListedStep } from './listed-steps.ts';
import { PassedSteps } from './passed-steps.ts';
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
  /** Where the groups of IPv4 came from. */
  #groups: PartSource | undefined;
  readonly #steps: PassedSteps;

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
    this.#scan = begun.scan;
    this.#steps = new PassedSteps(settings, this.#sections, begun.scan.report);
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
    await this.#steps.passUntil(undefined, this.#pass);
    // Behind the rows, wherever both go to.
    if (this.#owners.ownerless) this.#out.flush();
    warnOfLostOwners(this.#scan.report, this.#owners.ownerless);
    warnOfScan(this.#scan.report, this.#settings.verbose);
    warnOfUndecided(this.#scan.report, warned, this.#settings.verbose);
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
    await this.#steps.passUntil(protocol, this.#pass);
    if (protocol === 'unix') return this.#unix.rows(batch);
    if (protocol === 'sctp' && this.#steps.isSctpShut()) return;
    await this.#names.prepare(batch);
    if (batch.printed) await this.#names.prepareUsers(printedUsers(batch));
    (protocol === 'sctp' ? this.#sctp : this.#inet).rows(batch);
  }

  /** Headings are due, and groups. */
  readonly #pass = async (passed: ListedStep): Promise<void> => {
    if (passed === 'unix') this.#unix.heading();
    if (passed !== 'groups') return;
    this.#groups = await (await import('./groups.ts')).listGroups(this.#context, this.#names, this.#sections);
  };
}
