import { checkList, checkQueryObject } from '../base/arguments.ts';
import { requireLinux } from '../base/errors.ts';
import type { TableReport } from '../kernel/report.ts';
import type { Rows } from '../kernel/rows.ts';
import { LEGACY_ROUTE_FAMILIES, type LegacyRoute, type LegacyRouteFamily, type NeighbourNode } from './legacy-route.ts';
import { parseAx25Routes, parseDdpRoutes, parseIpxRoutes, parseX25Routes } from './procfs/legacy-routes.ts';
import { nameNeighbours, parseNeighbours, parseNetRomNodes, parseRoseNodes } from './procfs/node-routes.ts';
import {
  checkTextQuery,
  collectTables,
  readTextTable,
  TEXT_KEYS,
  type TextQuery,
  type TextTable,
} from './text-table.ts';

/** What legacyRoutes() is asked for. Everything is optional. */
export interface LegacyRoutesQuery extends TextQuery {
  /** Default: all of `ax25`, `netrom`, `ipx`, `ddp`, `x25`, `rose`. */
  families?: readonly LegacyRouteFamily[];
}

function table<Row>(name: string, parse: (text: string) => (Row | null)[], ...files: string[]): TextTable<Row> {
  return { name, files: (root) => files.map((file) => root.net(file)), parse };
}

const KEYS: Readonly<Record<keyof LegacyRoutesQuery, true>> = { ...TEXT_KEYS, families: true };

/** Where a family moved, the older kernels' file comes second. */
const ROUTES: Readonly<Record<LegacyRouteFamily, TextTable<LegacyRoute>>> = {
  ax25: table('ax25', parseAx25Routes, 'ax25_route'),
  netrom: table('netrom', parseNetRomNodes, 'nr_nodes'),
  ipx: table('ipx', parseIpxRoutes, 'ipx/route', 'ipx_route'),
  ddp: table('ddp', parseDdpRoutes, 'atalk/route', 'atalk_route'),
  x25: table('x25', parseX25Routes, 'x25/route', 'x25_routes'),
  rose: table('rose', parseRoseNodes, 'rose_nodes'),
};

const NEIGHBOURS = {
  netrom: table('netrom neighbours', parseNeighbours, 'nr_neigh'),
  rose: table('rose neighbours', parseNeighbours, 'rose_neigh'),
} as const;

/**
 * The routes of a family in the kernel's order; undefined where the kernel lacks it, which the report then says. Where the names of neighbours
 * cannot be read, they have numbers.
 */
export async function readLegacyRoutes(
  family: LegacyRouteFamily,
  query: TextQuery,
  report: TableReport,
): Promise<LegacyRoute[] | undefined> {
  const lines = await readTextTable(ROUTES[family], query, report);
  const routes = lines?.filter((route) => route !== null);
  if (family !== 'netrom' && family !== 'rose') return routes;
  const nodes = await readTextTable(NEIGHBOURS[family], query, report);
  if (!routes) return undefined;
  const neighbours = (nodes ?? []).filter((node): node is NeighbourNode => node !== null);
  for (const route of routes) {
    if (route.family === 'netrom' || route.family === 'rose') nameNeighbours(route, neighbours);
  }
  return routes;
}

/**
 * The routes of AX.25, NET/ROM, IPX, AppleTalk, X.25 and ROSE, which are in /proc alone, family by family. Of a family the kernel
 * lacks there are none, and the report names it as `none`.
 */
export async function legacyRoutes(query: LegacyRoutesQuery = {}): Promise<Rows<LegacyRoute>> {
  requireLinux();
  checkQueryObject(query, KEYS);
  checkTextQuery(query);
  checkList('families', query.families, LEGACY_ROUTE_FAMILIES);
  const { families = LEGACY_ROUTE_FAMILIES, signal } = query;
  const names = LEGACY_ROUTE_FAMILIES.filter((name) => families.includes(name));
  return collectTables(names, (name, report) => readLegacyRoutes(name, query, report), signal);
}
