import type { Addon } from '../../kernel/addon/addon.ts';
import { Batch } from '../../kernel/batch.ts';
import { NETLINK_ROUTE } from '../../kernel/netlink/dump.ts';
import type { LinkNames } from '../../kernel/netlink/link-names.ts';
import { dumpMessages, type WalkChunk } from '../../kernel/netlink/table-dump.ts';
import type { TableReport } from '../../kernel/report.ts';
import { RTM_F_CLONED } from '../../uapi/routes.ts';
import { type Route, toRoute } from '../route.ts';
import { RouteRecord } from '../route-record.ts';
import { type NextHopObjects, resolveNextHop } from './next-hops.ts';
import { fillNullEntry, type NullEntries } from './null-entries.ts';
import { markPrefixRoute, type PrefixRoutes } from './prefix-routes.ts';
import { decodeRoute, RTM_NEWROUTE, routesRequest } from './route.ts';
import { ROUTES_OPERATION } from './route-hops.ts';

export interface RoutesDump {
  /** AF_INET or AF_INET6. */
  family: number;
  /** All when undefined. */
  table: number | undefined;
  links: LinkNames;
  /** Needed where routes say only the id of their next hop. */
  nextHops?: NextHopObjects;
  /** IPv6: what was advertised. */
  prefixes?: PrefixRoutes;
  /** IPv6: where the entries at the roots of tables stand; left out when these are not wanted. */
  nullEntries?: NullEntries;
}

type VisitRoute = (record: RouteRecord) => void;

/** The routes of one family, a chunk of the kernel's reply at a time. */
export async function* dumpRoutes(
  addon: Addon,
  wanted: RoutesDump,
  report: TableReport,
  signal?: AbortSignal,
): AsyncGenerator<Batch<RouteRecord, Route>, void, undefined> {
  const request = routesRequest(wanted.family, wanted.table);
  let { nullEntries } = wanted;
  const dumped = { protocol: NETLINK_ROUTE, request, operation: ROUTES_OPERATION };
  for await (const walk of dumpMessages(addon, dumped, report, signal)) {
    if (!nullEntries) {
      yield routesBatch(walk, wanted);
      continue;
    }
    const batch = batchWithNullEntries(walk, { ...wanted, nullEntries });
    yield batch.rows;
    nullEntries = batch.after();
  }
  const rest = nullEntries?.rest() ?? [];
  if (rest.length > 0) yield new Batch((visit) => visitNullEntries(rest, new RouteRecord(), wanted, visit), toRoute);
}

/** The routes of one chunk that are wanted. */
export function routesBatch(walk: WalkChunk, wanted: RoutesDump): Batch<RouteRecord, Route> {
  const record = new RouteRecord();
  return new Batch((visit) => walkRoutes(walk, wanted, record, visit), toRoute);
}

/** The same with the entries at the roots of tables, and where these stand behind the batch. */
export function batchWithNullEntries(
  walk: WalkChunk,
  wanted: RoutesDump & { nullEntries: NullEntries },
): { rows: Batch<RouteRecord, Route>; after: () => NullEntries } {
  const record = new RouteRecord();
  const entry = new RouteRecord();
  let after: NullEntries | undefined;
  const rows = new Batch<RouteRecord, Route>((visit) => {
    const entries = wanted.nullEntries.copy();
    walkRoutes(walk, wanted, record, () => {
      const tables = entries.before(record);
      if (tables.length > 0) visitNullEntries(tables, entry, wanted, visit);
      visit(record);
    });
    after = entries;
  }, toRoute);
  return {
    rows,
    after: () => {
      // Whoever was given the batch need not have walked it.
      if (!after) rows.forEach(() => {});
      return after as NullEntries;
    },
  };
}

function visitNullEntries(
  tables: readonly number[],
  record: RouteRecord,
  { links }: RoutesDump,
  visit: VisitRoute,
): void {
  for (const table of tables) {
    fillNullEntry(record, table, links);
    visit(record);
  }
}

function walkRoutes(walk: WalkChunk, wanted: RoutesDump, record: RouteRecord, visit: VisitRoute): void {
  const { family, table, links, nextHops, prefixes } = wanted;
  walk((reply, start, end, type) => {
    // A kernel that does not have the family answers with those of others.
    if (type !== RTM_NEWROUTE || reply.u8[start] !== family) return;
    decodeRoute(reply, start, end, record, links);
    // Kernels before 4.20 heed no table, and list what IPv6 has in its cache.
    if (table !== undefined && record.table !== table) return;
    if ((record.flags & RTM_F_CLONED) !== 0) return;
    if (nextHops && record.nextHopId !== 0) resolveNextHop(record, nextHops);
    if (prefixes && prefixes.size > 0) markPrefixRoute(record, prefixes);
    visit(record);
  });
}
