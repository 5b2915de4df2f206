import type { Addon } from '../../kernel/addon/addon.ts';
import { NETLINK_ROUTE } from '../../kernel/netlink/dump.ts';
import { dumpMessages, type WalkChunk } from '../../kernel/netlink/table-dump.ts';
import type { TableReport } from '../../kernel/report.ts';
import { RTF_ADDRCONF, RTF_PREFIX_RT, RTM_F_PREFIX, RTN_UNICAST, RTPROT_KERNEL } from '../../uapi/routes.ts';
import { AF_INET6 } from '../../uapi/sockets.ts';
import { RouteRecord } from '../route-record.ts';
import { decodeRoute, RTM_NEWROUTE, routesRequest } from './route.ts';
import { ROUTES_OPERATION } from './route-hops.ts';

/** What tells one route of a prefix from others on its interface. */
interface PrefixRoute {
  destination: Uint8Array;
  prefixLength: number;
  metric: number;
  table: number;
}

/** By the interface's index. */
export type PrefixRoutes = ReadonlyMap<number, readonly PrefixRoute[]>;

const NO_LINKS = new Map();

/**
 * The routes of prefixes that a router advertised. Their messages do not say so, but the kernel gives these alone when it is asked for
 * them (`rt6_dump_route()` of `net/ipv6/route.c`).
 */
export async function readPrefixRoutes(addon: Addon, report: TableReport, signal?: AbortSignal): Promise<PrefixRoutes> {
  const routes = new Map<number, PrefixRoute[]>();
  const request = routesRequest(AF_INET6, undefined, RTM_F_PREFIX);
  const operation = ROUTES_OPERATION;
  for await (const walk of dumpMessages(addon, { protocol: NETLINK_ROUTE, request, operation }, report, signal)) {
    addPrefixRoutes(walk, routes);
  }
  return routes;
}

/** Adds those of one chunk of the reply. */
export function addPrefixRoutes(walk: WalkChunk, routes: Map<number, PrefixRoute[]>): void {
  const record = new RouteRecord();
  walk((reply, start, end, type) => {
    if (type !== RTM_NEWROUTE || reply.u8[start] !== AF_INET6) return;
    decodeRoute(reply, start, end, record, NO_LINKS);
    const { destination, prefixLength, metric, table, hop } = record;
    const known = routes.get(hop.interfaceIndex) ?? [];
    known.push({ destination: destination.slice(), prefixLength, metric, table });
    routes.set(hop.interfaceIndex, known);
  });
}

/** Marks a route that is one of them. */
export function markPrefixRoute(record: RouteRecord, routes: PrefixRoutes): void {
  const { type, protocol, hop } = record;
  if (type !== RTN_UNICAST || protocol !== RTPROT_KERNEL || hop.gatewayFamily !== 0) return;
  const known = routes.get(hop.interfaceIndex);
  if (!known) return;
  for (const route of known) {
    if (!isSame(route, record)) continue;
    record.rtfFlags = (record.rtfFlags | RTF_ADDRCONF | RTF_PREFIX_RT) >>> 0;
    return;
  }
}

function isSame({ destination, prefixLength, metric, table }: PrefixRoute, record: RouteRecord): boolean {
  if (prefixLength !== record.prefixLength || metric !== record.metric || table !== record.table) return false;
  for (let i = 0; i < 16; i++) if (destination[i] !== record.destination[i]) return false;
  return true;
}
