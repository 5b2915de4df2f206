import type { Batch, PartSource, Route, RouteRecord, RoutesQuery, TableReport } from '../../index.ts';
import { ProcRoot } from '../../kernel/procfs/root.ts';
import { scanRoutes } from '../../routes/routes.ts';
import { RTN_BROADCAST, RTN_MULTICAST } from '../../uapi/routes.ts';
import { EXIT_FAILURE, Exit } from '../exit.ts';
import { RouteNames } from '../names/route-names.ts';
import { InetRouteListing, layoutOf } from '../netstat/routes/inet-routes.ts';
import { Inet6RouteListing } from '../netstat/routes/inet6-routes.ts';
import { warn } from '../output/stderr.ts';
import { unreadLines, warnOfAddon, warnOfIncomplete, warnOfRows, warnOfSources } from '../report-warnings.ts';
import { warnOfNames } from './given-up.ts';
import { inet6Source } from './inet6-source.ts';
import { listLegacyRoutes } from './legacy-routes.ts';
import { ROUTES_CHANGED } from './route-warnings.ts';
import { libraryText, whyUnreadable } from './unreadable.ts';
import type { View, ViewContext } from './view.ts';

export async function openRoutes(context: ViewContext): Promise<View> {
  const names = await RouteNames.load(context.settings);
  return () => new RoutesListing(context, names).run();
}

type HeldBatch = Batch<RouteRecord, Route>;

/** How one table of routes is printed. */
interface Table {
  family: 'inet' | 'inet6';
  /** Its file of /proc/net. */
  file: string;
  heading: () => void;
  row: (record: RouteRecord) => void;
}

const NOT_WHOLE: PartSource = { source: 'none', code: 'ERR_DAMAGED_FILE' };

/** All of a scan that has few rows: what is out cannot be taken back when its end tells that they are not all. */
async function holdRows(scan: ReturnType<typeof scanRoutes>): Promise<{ batches: HeldBatch[]; rows: number }> {
  const batches: HeldBatch[] = [];
  let rows = 0;
  for await (const batch of scan) {
    batches.push(batch);
    batch.forEach(() => {
      rows++;
    });
  }
  return { batches, rows };
}

/** Whether a file of the kernel's gave all that it has: of IPv6 there is always an entry at the root of a table. */
function isWhole({ sources, malformed, incomplete }: TableReport, family: string, rows: number): boolean {
  const from = sources[family];
  return rows > 0 && from?.source === 'procfs' && from.code === undefined && !malformed[family] && !incomplete[family];
}

class RoutesListing {
  readonly #context: ViewContext;
  readonly #names: RouteNames;
  readonly #root: ProcRoot;
  readonly #inet: InetRouteListing;
  readonly #inet6: Inet6RouteListing;

  constructor(context: ViewContext, names: RouteNames) {
    const { settings, out } = context;
    this.#context = context;
    this.#names = names;
    this.#root = new ProcRoot(settings.procRoot);
    this.#inet = new InetRouteListing(out, names, layoutOf(settings.extendCount));
    this.#inet6 = new Inet6RouteListing(out, names);
  }

  async run(): Promise<void> {
    this.#names.beginListing();
    await this.#tables();
    warnOfNames(this.#names);
  }

  async #tables(): Promise<void> {
    const { families, fib, cache } = this.#context.settings;
    for (const family of families.length > 0 ? families : (['inet'] as const)) {
      if (family !== 'inet' && family !== 'inet6') {
        await listLegacyRoutes(family, this.#context);
        continue;
      }
      if (fib || !cache) await (family === 'inet' ? this.#inetTable() : this.#inet6Table(false));
      if (cache) await (family === 'inet' ? this.#inetCache() : this.#inet6Table(true));
    }
  }

  /** What /proc/net/route would show, from rtnetlink: it leaves two types out. */
  async #inetTable(): Promise<void> {
    const { source, extendCount } = this.#context.settings;
    const listing = this.#inet;
    const silent = layoutOf(extendCount) === 'none';
    const report = await this.#list(
      {
        family: 'inet',
        file: 'route',
        heading: () => listing.heading(),
        row: (record) => {
          if (!silent && record.type !== RTN_BROADCAST && record.type !== RTN_MULTICAST) listing.row(record);
        },
      },
      { table: 'main', source },
    );
    // A network namespace in which there never was an address has no table, and then netstat ends with a failure.
    if (report.sources.inet?.source === 'none') throw new Exit(EXIT_FAILURE, '');
  }

  async #inet6Table(cache: boolean): Promise<void> {
    const listing = this.#inet6;
    await this.#list(
      {
        family: 'inet6',
        file: 'ipv6_route',
        heading: () => listing.heading(cache),
        row: (record) => listing.rows(record, cache),
      },
      { source: inet6Source(this.#context.settings), nullEntries: true },
    );
  }

  async #inetCache(): Promise<void> {
    this.#checkFile('inet', 'rt_cache');
    this.#inet.cacheHeading();
  }

  /** @param instead - why they are not from the file that has more of them */
  async #list(table: Table, query: RoutesQuery, instead?: PartSource): Promise<TableReport> {
    const { settings, out, room } = this.#context;
    const { procRoot, numericHosts } = settings;
    const scan = scanRoutes({ ...query, families: [table.family], procRoot });
    const held = this.#netlinkHasMore(query) ? await holdRows(scan) : undefined;
    if (held && !isWhole(scan.report, table.family, held.rows)) {
      return this.#list(table, { source: 'auto' }, { ...NOT_WHOLE, ...scan.report.sources[table.family] });
    }
    let begun = false;
    for await (const batch of held?.batches ?? scan) {
      if (!begun) {
        table.heading();
        // Names can take seconds: whoever waits at a terminal shall see that something is coming.
        if (out.terminal && !numericHosts) out.flush();
      }
      begun = true;
      await this.#names.prepare(batch);
      batch.forEach(table.row);
      await room?.();
    }
    if (!begun) {
      const from = scan.report.sources[table.family];
      if (instead ?? from?.source === 'none') this.#checkFile(table.family, table.file);
      table.heading();
    }
    this.#warn(table, scan.report, instead);
    return scan.report;
  }

  /** Rows without counts of references are better than none, where it was our choice to read /proc. */
  #netlinkHasMore({ source }: RoutesQuery): boolean {
    return source === 'procfs' && this.#context.settings.source === 'auto' && !this.#root.moved;
  }

  /** netstat's words for a family whose file cannot be read, one of them on standard output. */
  #checkFile(family: 'inet' | 'inet6', file: string): void {
    const { out } = this.#context;
    const path = this.#root.net(file);
    const problem = whyUnreadable(path);
    if (problem === undefined) return;
    out.text(family === 'inet' ? 'INET (IPv4)' : 'INET6 (IPv6)');
    out.text(' not configured in this system.');
    out.endLine();
    throw new Exit(EXIT_FAILURE, `${path}: ${problem}`);
  }

  /** What a listing must not keep to itself; and, when asked, where its rows came from. */
  #warn({ family, file }: Table, report: TableReport, instead: PartSource | undefined): void {
    const { verbose, source } = this.#context.settings;
    warnOfRows(report, {
      changed: ROUTES_CHANGED,
      badLines: (_, count) => [unreadLines(file, count)],
      verbose,
    });
    const { sources, addonMissing } = report;
    const from = sources[family];
    warnOfIncomplete(report);
    if (instead && from?.source === 'netlink')
      warn(`sockdiag: no Ref and Use of IPv6 routes: ${this.#root.net(file)}: ${libraryText(instead.code)}`);
    else if (family === 'inet6' && source === 'auto' && from?.source === 'netlink') {
      warn('sockdiag: too many IPv6 routes for /proc: no Ref and Use; --source procfs reads them, slowly');
    }
    warnOfAddon(report, verbose);
    if (!verbose) return;
    const chosen = family === 'inet6' && from?.source === 'procfs' && source === 'auto' && !this.#root.moved;
    const reason = addonMissing === undefined ? 'rtnetlink has no counts of references' : 'no addon';
    warnOfSources(chosen ? { ...report, sources: { inet6: { source: 'procfs', reason } } } : report);
  }
}
