import { checkList, checkNumbers, checkQueryObject, checkType } from '../base/arguments.ts';
import { requireLinux } from '../base/errors.ts';
import type { Addon } from '../kernel/addon/addon.ts';
import type { Batch } from '../kernel/batch.ts';
import { readLinkNames } from '../kernel/netlink/link-names.ts';
import { readSmall } from '../kernel/procfs/read-small.ts';
import type { ProcRoot } from '../kernel/procfs/root.ts';
import { type Part, readPart } from '../kernel/read-part.ts';
import { newTableReport, type TableReport } from '../kernel/report.ts';
import { collect, type Rows, type TableScan, tableScan } from '../kernel/rows.ts';
import {
  checkSourceQuery,
  chooseSource,
  SOURCE_KEYS,
  type SourceChoice,
  type SourceQuery,
} from '../kernel/source-choice.ts';
import { TABLE_MAIN } from '../uapi/routes.ts';
import { AF_INET6, FAMILY_NUMBERS } from '../uapi/sockets.ts';
import { readNextHops } from './netlink/next-hops.ts';
import { NullEntries } from './netlink/null-entries.ts';
import { readPrefixRoutes } from './netlink/prefix-routes.ts';
import { dumpRoutes, type RoutesDump } from './netlink/routes.ts';
import { readRuleTables } from './netlink/rule-tables.ts';
import { procRoutes } from './procfs/routes.ts';
import type { Route } from './route.ts';
import type { RouteRecord } from './route-record.ts';

const FAMILIES = ['inet', 'inet6'] as const;
const MAX_TABLE = 0xffffffff;
const KEYS: Readonly<Record<keyof RoutesQuery, true>> = {
  ...SOURCE_KEYS,
  families: true,
  table: true,
  nullEntries: true,
};

/** Which routes. Everything is optional. */
export interface RoutesQuery extends SourceQuery {
  /** In the order in which they come. Default: both, IPv4 first. */
  families?: readonly ('inet' | 'inet6')[];
  /**
   * `all`, which is the default, `main`, or the number of a table, 1 to 4294967295; 255 is local. /proc has of IPv4 the table main alone,
   * of IPv6 all as one: what it does not have is noted in the report as a family without a source.
   */
  table?: 'all' | 'main' | number;
  /**
   * IPv6: also the entries that /proc/net/ipv6_route has at the root of each table without a default route (`fib6_null_entry`), and netstat
   * prints: `::/0`, unreachable, metric 4294967295. They are no routes. From rtnetlink, which has none, they are there for each table with
   * routes, for those that a rule names, and for main and local; missing is that of a table which was emptied and which no rule names, and
   * of tables whose numbers have one last byte those without routes come last. Default: false. Then a route
   * `unreachable default metric 4294967295` is missing from /proc, which does not tell it from them.
   */
  nullEntries?: boolean | undefined;
}

type RouteBatch = Batch<RouteRecord, Route>;

/**
 * The kernel's routes, in its order. The report's `sources` go by family; where a table does not exist, it is `none`.
 * @throws TypeError for a query that makes no sense, at once; SockdiagError for what the system refuses
 */
export async function routes(query: RoutesQuery = {}): Promise<Rows<Route>> {
  return collect(scanRoutes(query));
}

/** The same a batch at a time, in bounded memory, however many there are. */
export function scanRoutes(query: RoutesQuery = {}): TableScan<RouteRecord, Route> {
  requireLinux();
  checkQuery(query);
  const choice = chooseSource(query);
  const report = newTableReport(choice);
  return tableScan(readFamilies(query, choice, report), report);
}

function checkQuery(query: RoutesQuery): void {
  checkQueryObject(query, KEYS);
  checkSourceQuery(query);
  checkList('families', query.families, FAMILIES);
  checkType('nullEntries', query.nullEntries, 'boolean');
  const { table } = query;
  if (typeof table === 'number') checkNumbers('table', [table], 1, MAX_TABLE);
  else if (table !== undefined) checkList('table', [table], ['all', 'main']);
}

async function* readFamilies(
  query: RoutesQuery,
  choice: SourceChoice,
  report: TableReport,
): AsyncGenerator<RouteBatch, void, undefined> {
  const { families = FAMILIES, nullEntries = false, signal } = query;
  const table = query.table === 'main' ? TABLE_MAIN : query.table === 'all' ? undefined : query.table;
  const references = new RouteReferences(report, signal);
  for (const name of new Set(families)) {
    const family = FAMILY_NUMBERS[name];
    const part: Part<RouteBatch> = {
      name,
      netlink: async function* (addon: Addon) {
        const known = await references.load(addon);
        const ofInet6 = family === AF_INET6 ? await readInet6References(addon, query, table, report) : {};
        yield* dumpRoutes(addon, { family, table, ...known, ...ofInet6 }, report, signal);
      },
      procfs: (root: ProcRoot) => procRoutes(root, family, { table, nullEntries }, report, signal),
    };
    yield* readPart(part, choice, report);
  }
}

/** What the messages of IPv6 routes do not say of them; read before them. */
async function readInet6References(
  addon: Addon,
  { nullEntries, signal }: RoutesQuery,
  table: number | undefined,
  report: TableReport,
): Promise<Pick<RoutesDump, 'prefixes' | 'nullEntries'>> {
  const prefixes = await readPrefixRoutes(addon, report, signal);
  if (!nullEntries) return { prefixes };
  const tables = await readRuleTables(addon, AF_INET6, report, signal);
  return { prefixes, nullEntries: new NullEntries([...tables].filter((one) => table === undefined || one === table)) };
}

/** What routes only have the numbers of; read before them, once. */
type References = Pick<RoutesDump, 'links' | 'nextHops'>;

class RouteReferences {
  readonly #report: TableReport;
  readonly #signal: AbortSignal | undefined;
  #loaded: Promise<References> | undefined;

  constructor(report: TableReport, signal: AbortSignal | undefined) {
    this.#report = report;
    this.#signal = signal;
  }

  load(addon: Addon): Promise<References> {
    this.#loaded ??= this.#read(addon);
    return this.#loaded;
  }

  async #read(addon: Addon): Promise<References> {
    const links = await readLinkNames(addon, this.#report, this.#signal);
    if (routesAreWhole()) return { links };
    return { links, nextHops: await readNextHops(addon, links, this.#report, this.#signal) };
  }
}

/** Whether routes that use a next hop object show what is in it, as they do unless this switch is off. */
function routesAreWhole(): boolean {
  try {
    return Buffer.from(readSmall('/proc/sys/net/ipv4/nexthop_compat_mode')).toString('latin1').trim() !== '0';
  } catch {
    // Before Linux 5.8 there is no switch; before 5.3 there are no next hop objects.
    return true;
  }
}
