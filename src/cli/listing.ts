import { existsSync } from 'node:fs';
import { type Query, type Scan, type ScanReport, type SocketTable, scan } from '../index.ts';
import { ProcRoot } from '../procfs/root.ts';
import { EXIT_FAILURE, Exit } from './exit.ts';
import { ContextNames } from './names/contexts.ts';
import type { Names } from './names/names.ts';
import { OwnerColumns } from './netstat/columns.ts';
import { InetListing } from './netstat/inet.ts';
import { wantedStates } from './netstat/selection.ts';
import { UnixListing } from './netstat/unix.ts';
import type { LineWriter } from './output/line-writer.ts';
import { warn } from './output/stderr.ts';
import { chooseSections, type InetProtocol, type Sections } from './sections.ts';
import type { OldFamily, Settings } from './settings.ts';
import { warnOfOwners, warnOfReport } from './warnings.ts';

/** The names netstat has for families in its messages, and where the kernel would list them. */
const OLD_FAMILIES: Readonly<Record<OldFamily, { name: string; file: string }>> = {
  ipx: { name: 'AF IPX', file: 'ipx' },
  ax25: { name: 'AF AX25', file: 'ax25' },
  x25: { name: 'AF X25', file: 'x25' },
  netrom: { name: 'AF NETROM', file: 'nr' },
  rose: { name: 'AF ROSE', file: 'rose' },
};

/** One listing of sockets. Throws Exit where netstat ends with a failure; what was listed before stays. */
export async function listSockets(settings: Settings, out: LineWriter, names: Names, terminal: boolean): Promise<void> {
  await new Listing(settings, out, names, terminal).run();
}

class Listing {
  readonly #settings: Settings;
  readonly #out: LineWriter;
  readonly #terminal: boolean;
  readonly #sections: Sections;
  readonly #names: Names;
  readonly #root: ProcRoot;
  readonly #inet: InetListing;
  readonly #unix: UnixListing;
  readonly #scan: Scan;
  /** Protocols whose rows are not all out yet. */
  readonly #ahead: (InetProtocol | 'unix')[];

  constructor(settings: Settings, out: LineWriter, names: Names, terminal: boolean) {
    this.#settings = settings;
    this.#out = out;
    this.#terminal = terminal;
    this.#sections = chooseSections(settings);
    this.#names = names;
    this.#root = new ProcRoot(settings.procRoot);
    const contexts = settings.context ? new ContextNames(this.#root.path) : undefined;
    const owners = new OwnerColumns(out, terminal, contexts);
    this.#inet = new InetListing(out, settings, names, owners);
    this.#unix = new UnixListing(out, settings, owners, terminal);
    this.#ahead = [...this.#sections.inet, ...(this.#sections.unix ? (['unix'] as const) : [])];
    this.#scan = scan(this.#query());
  }

  async run(): Promise<void> {
    this.#names.beginListing();
    if (this.#sections.inet.length > 0) this.#inet.heading();
    // Names can take seconds: whoever waits at a terminal shall see that something is coming.
    if (this.#terminal && !this.#settings.numericHosts) this.#out.flush();
    let warned = false;
    for await (const batch of this.#scan) {
      if (!warned) warnOfOwners(this.#scan);
      warned = true;
      await this.#print(batch);
      this.#scan.recycle(batch);
    }
    if (!warned) warnOfOwners(this.#scan);
    this.#passUntil(undefined);
    warnOfReport(this.#scan.report, this.#settings.verbose);
    for (const family of this.#sections.oldFamilies) this.#oldFamily(family);
    if (this.#sections.bluetooth) throw new Exit(EXIT_FAILURE, "sockdiag: feature `AF BLUETOOTH' not supported.");
  }

  #query(): Query {
    const { extend, timers, programs, ownerMethod, source, procRoot } = this.#settings;
    return {
      protocols: [...this.#ahead],
      families: this.#sections.families,
      states: wantedStates(this.#settings),
      ...(programs && { owners: 'first' as const, ownerMethod }),
      tcpInfo: timers,
      // netstat's columns hold what only /proc knows: RefCnt and Flags, and the user and timer of SYN_RECV.
      procFields: [
        ...(this.#sections.unix ? (['unix'] as const) : []),
        ...(extend || timers ? (['tcp'] as const) : []),
      ],
      source,
      ...(procRoot !== undefined && { procRoot }),
    };
  }

  async #print(batch: SocketTable): Promise<void> {
    const protocol = batch.at(0)?.protocol as InetProtocol | 'unix';
    this.#passUntil(protocol);
    if (protocol === 'unix') return this.#unix.rows(batch);
    await this.#names.prepare(batch);
    this.#inet.rows(batch);
  }

  /** Everything before this protocol is out: headings are due, and word of what the kernel lacks. */
  #passUntil(protocol: InetProtocol | 'unix' | undefined): void {
    while (this.#ahead.length > 0 && this.#ahead[0] !== protocol) {
      const passed = this.#ahead.shift() as InetProtocol | 'unix';
      if (passed === 'unix') this.#unix.heading();
      this.#reportMissing(passed, this.#scan.report);
    }
    if (protocol === 'unix' && this.#ahead.shift()) this.#unix.heading();
  }

  #reportMissing(protocol: InetProtocol | 'unix', report: ScanReport): void {
    const { families, inetByFamily } = this.#sections;
    const unix = protocol === 'unix';
    if (report.sources[protocol]?.source !== 'none') return;
    // Only the IPv4 file counts: IPv6 may be off.
    if (!unix && (inetByFamily || !families.includes('inet'))) return;
    this.#missing(unix ? 'AF UNIX' : `AF INET (${protocol})`);
  }

  #oldFamily(family: OldFamily): void {
    const { name, file } = OLD_FAMILIES[family];
    if (!existsSync(this.#root.net(file))) this.#missing(name);
    else if (this.#sections.named)
      throw new Exit(EXIT_FAILURE, `sockdiag: ${name} sockets are not listed by this version`);
  }

  #missing(name: string): void {
    const message = `sockdiag: no support for \`${name}' on this system.`;
    if (this.#sections.named) throw new Exit(EXIT_FAILURE, message);
    if (this.#settings.verbose) warn(message);
  }
}
