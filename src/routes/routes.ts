import { readFileSync } from 'node:fs';
import { checkList, checkNumbers, checkQueryObject } from '../base/arguments.ts';
import { requireLinux } from '../base/errors.ts';
import type { Addon } from '../kernel/addon.ts';
import type { Batch } from '../kernel/batch.ts';
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
import { FAMILY_NUMBERS } from '../uapi/sockets.ts';
import { type LinkNames, readLinkNames } from './netlink/link-names.ts';
import { type NextHopObjects, readNextHops } from './netlink/next-hops.ts';
import { dumpRoutes } from './netlink/routes.ts';
import { procRoutes } from './procfs/routes.ts';
import type { Route } from './route.ts';
import type { RouteRecord } from './route-record.ts';

const FAMILIES = ['inet', 'inet6'] as const;
const MAX_TABLE = 0xffffffff;
const KEYS: Readonly<Record<keyof RoutesQuery, true>> = { ...SOURCE_KEYS, families: true, table: true };

/** Which routes. Everything is optional. */
export interface RoutesQuery extends SourceQuery {
  /** In the order in which they come. Default: both, IPv4 first. */
  families?: readonly ('inet' | 'inet6')[];
  /**
   * `all`, which is the default, `main`, or the number of a table, 1 to 4294967295; 255 is local. /proc has of IPv4 the table main alone,
   * of IPv6 all as one: what it does not have is noted in the report as a family without a source.
   */
  table?: 'all' | 'main' | number;
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
  const report = newTableReport(choice.addonMissing);
  return tableScan(readFamilies(query, choice, report), report);
}

function checkQuery(query: RoutesQuery): void {
  checkQueryObject(query, KEYS);
  checkSourceQuery(query);
  checkList('families', query.families, FAMILIES);
  const { table } = query;
  if (typeof table === 'number') checkNumbers('table', [table], 1, MAX_TABLE);
  else if (table !== undefined) checkList('table', [table], ['all', 'main']);
}

async function* readFamilies(
  query: RoutesQuery,
  choice: SourceChoice,
  report: TableReport,
): AsyncGenerator<RouteBatch, void, undefined> {
  const { families = FAMILIES, signal } = query;
  const table = query.table === 'main' ? TABLE_MAIN : query.table === 'all' ? undefined : query.table;
  const references = new RouteReferences(report, signal);
  for (const name of new Set(families)) {
    const family = FAMILY_NUMBERS[name];
    const part: Part<RouteBatch> = {
      name,
      netlink: async function* (addon: Addon) {
        const { links, nextHops } = await references.load(addon);
        yield* dumpRoutes(addon, { family, table, links, ...(nextHops && { nextHops }) }, report, signal);
      },
      procfs: (root: ProcRoot) => procRoutes(root, family, table, report, signal),
    };
    yield* readPart(part, choice, report);
  }
}

/** What routes only have the numbers of; read before them, once. */
class RouteReferences {
  readonly #report: TableReport;
  readonly #signal: AbortSignal | undefined;
  #loaded: Promise<{ links: LinkNames; nextHops: NextHopObjects | undefined }> | undefined;

  constructor(report: TableReport, signal: AbortSignal | undefined) {
    this.#report = report;
    this.#signal = signal;
  }

  load(addon: Addon): Promise<{ links: LinkNames; nextHops: NextHopObjects | undefined }> {
    this.#loaded ??= this.#read(addon);
    return this.#loaded;
  }

  async #read(addon: Addon): Promise<{ links: LinkNames; nextHops: NextHopObjects | undefined }> {
    const links = await readLinkNames(addon, this.#report, this.#signal);
    if (routesAreWhole()) return { links, nextHops: undefined };
    return { links, nextHops: await readNextHops(addon, links, this.#report, this.#signal) };
  }
}

/** Whether routes that use a next hop object show what is in it, as they do unless this switch is off. */
function routesAreWhole(): boolean {
  try {
    return readFileSync('/proc/sys/net/ipv4/nexthop_compat_mode', 'latin1').trim() !== '0';
  } catch {
    // Before Linux 5.8 there is no switch; before 5.3 there are no next hop objects.
    return true;
  }
}
