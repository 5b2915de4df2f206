import { decodeLinkName, type LinkNames } from '../../src/kernel/netlink/link-names.ts';
import { walkMessages } from '../../src/kernel/netlink/message.ts';
import { ReplyBytes } from '../../src/kernel/netlink/reply-bytes.ts';
import { newTableReport } from '../../src/kernel/report.ts';
import { Rows } from '../../src/kernel/rows.ts';
import { decodeNextHop, type NextHopObject } from '../../src/routes/netlink/next-hops.ts';
import { type RoutesDump, routesBatch } from '../../src/routes/netlink/routes.ts';
import type { Route } from '../../src/routes/route.ts';
import { fixture } from './fixtures.ts';

/** The names of interfaces in a recorded reply. */
export function decodeLinks(bytes: Uint8Array): Map<number, Uint8Array> {
  const links = new Map<number, Uint8Array>();
  walkMessages(ReplyBytes.from(bytes), 'rtnetlink links', (reply, start, end) => {
    decodeLinkName(reply, start, end, links);
  });
  return links;
}

/** The links behind the recorded routes. */
export const recordedLinks = (): LinkNames => decodeLinks(fixture('netlink/route_links.bin'));

export function decodeNextHops(bytes: Uint8Array, links: LinkNames): Map<number, NextHopObject> {
  const objects = new Map<number, NextHopObject>();
  walkMessages(ReplyBytes.from(bytes), 'rtnetlink next hops', (reply, start, end) => {
    decodeNextHop(reply, start, end, links, objects);
  });
  return objects;
}

/** The routes of a recorded reply. */
export function decodeRoutes(bytes: Uint8Array, wanted: RoutesDump): Rows<Route> {
  const reply = ReplyBytes.from(bytes);
  const batch = routesBatch((onMessage) => walkMessages(reply, 'rtnetlink routes', onMessage), wanted);
  return new Rows([...batch], newTableReport());
}
