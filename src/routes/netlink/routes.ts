import type { Addon } from '../../kernel/addon.ts';
import { Batch } from '../../kernel/batch.ts';
import { NETLINK_ROUTE } from '../../kernel/netlink/dump.ts';
import { dumpMessages, type WalkChunk } from '../../kernel/netlink/table-dump.ts';
import type { TableReport } from '../../kernel/report.ts';
import { RTM_F_CLONED } from '../../uapi/routes.ts';
import { type Route, toRoute } from '../route.ts';
import { RouteRecord } from '../route-record.ts';
import type { LinkNames } from './link-names.ts';
import { type NextHopObjects, resolveNextHop } from './next-hops.ts';
import { decodeRoute, RTM_NEWROUTE, routesRequest } from './route.ts';

export interface RoutesDump {
  /** AF_INET or AF_INET6. */
  family: number;
  /** All when undefined. */
  table: number | undefined;
  links: LinkNames;
  /** Needed where routes say only the id of their next hop. */
  nextHops?: NextHopObjects;
}

/** The routes of one family, a chunk of the kernel's reply at a time. */
export async function* dumpRoutes(
  addon: Addon,
  wanted: RoutesDump,
  report: TableReport,
  signal?: AbortSignal,
): AsyncGenerator<Batch<RouteRecord, Route>, void, undefined> {
  const request = routesRequest(wanted.family, wanted.table);
  const operation = 'rtnetlink routes';
  for await (const walk of dumpMessages(addon, { protocol: NETLINK_ROUTE, request, operation }, report, signal)) {
    yield routesBatch(walk, wanted);
  }
}

/** The routes of one chunk that are wanted. */
export function routesBatch(walk: WalkChunk, wanted: RoutesDump): Batch<RouteRecord, Route> {
  const { family, table, links, nextHops } = wanted;
  const record = new RouteRecord();
  return new Batch((visit) => {
    walk((reply, start, end, type) => {
      // A kernel that does not have the family answers with those of others.
      if (type !== RTM_NEWROUTE || reply.u8[start] !== family) return;
      decodeRoute(reply, start, end, record, links);
      // Kernels before 4.20 heed no table, and list what IPv6 has in its cache.
      if (table !== undefined && record.table !== table) return;
      if ((record.flags & RTM_F_CLONED) !== 0) return;
      if (nextHops && record.nextHopId !== 0) resolveNextHop(record, nextHops);
      visit(record);
    });
  }, toRoute);
}
