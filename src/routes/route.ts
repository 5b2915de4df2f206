import { ABSENT } from '../base/absent.ts';
import { formatAddress } from '../base/address.ts';
import { decodeText } from '../base/text.ts';
import {
  ENCAPSULATIONS,
  ROUTE_FLAGS,
  ROUTE_PREFERENCES,
  ROUTE_PROTOCOLS,
  ROUTE_SCOPES,
  ROUTE_TYPES,
  type RouteFlag,
  type RoutePreference,
  type RouteType,
} from '../uapi/routes.ts';
import { AF_INET, AF_INET6 } from '../uapi/sockets.ts';
import { type RouteMetrics, toMetrics } from './route-metrics.ts';
import type { NextHopRecord, RouteRecord } from './route-record.ts';

/** Where packets go next. */
export interface NextHop {
  /** The router's address; null when the destination is on the link itself, or there is no way, and from /proc for an IPv4 route through an IPv6 router. */
  gateway: string | null;
  /** `inet6` for an IPv4 route through an IPv6 router (RTA_VIA). */
  gatewayFamily: 'inet' | 'inet6' | null;
  /** The interface's name; null when there is none, or it came up after the names were read, and where /proc has one that is none or may be cut short. */
  interface: string | null;
  /** Null when there is none, and from /proc, which has names alone. */
  interfaceIndex: number | null;
  /** Of lightweight tunnels, LWTUNNEL_ENCAP_*: `mpls`, `ip`, `seg6`, …; null for none, and from /proc. */
  encapsulation: string | null;
}

/** One of several next hops, among which the kernel chooses. */
export interface WeightedNextHop extends NextHop {
  /** Its share, 1 to 256. */
  weight: number;
  flags: RouteFlag[];
}

/**
 * A route. From rtnetlink, `struct rtmsg` with RTA_* attributes (`fib_dump_info()` in `net/ipv4/fib_semantics.c`,
 * `rt6_fill_node()` in `net/ipv6/route.c`); or from /proc/net/route and /proc/net/ipv6_route, which know less.
 * What the source does not know is null. All in which the sources differ stands in docs/sources.md.
 */
export interface Route extends NextHop {
  family: 'inet' | 'inet6';
  /** `0.0.0.0` or `::` with prefix length 0 is the default route. */
  destination: string;
  /** Bits, 0 to 32 or 128; null where /proc has a mask whose bits are not all at its beginning, as no kernel of today has. */
  prefixLength: number | null;
  /** IPv6: only packets from here take it; null when any may. */
  source: string | null;
  sourcePrefixLength: number;
  /**
   * Every next hop when there are several, else empty. The route's own gateway and interface are those of the first. In /proc
   * an IPv4 route and one by a group of next hop objects have only the first one, and each one of an IPv6 route is else a route of its own.
   */
  nextHops: WeightedNextHop[];
  /** The next hop object it uses, RTA_NH_ID; null for none, and from /proc. */
  nextHopId: number | null;
  /** The number of its table: 254 is main, 255 local. /proc/net/route has main alone, /proc/net/ipv6_route all and does not say. */
  table: number | null;
  /** Who put it there, RTPROT_*; null from /proc. */
  protocol: number | null;
  /** `kernel`, `static`, `ra`, …; null for a number without a name. */
  protocolName: string | null;
  /** How far its destination is, RT_SCOPE_*; null from /proc. */
  scope: number | null;
  scopeName: string | null;
  /** RTN_*. From /proc null but for local IPv6 routes, and anycast ones of the kernel's own. */
  type: RouteType | null;
  /** Of two routes to the same destination the lower one counts (RTA_PRIORITY), 0 to 4294967295; null where /proc has a number that is none. */
  metric: number | null;
  /** The address packets get when the sender named none; null for none, and from /proc. */
  preferredSource: string | null;
  /** IPv4: the type of service it is for, 0 for any; null from /proc. */
  tos: number | null;
  /** RTM_F_* and RTNH_F_*: `onlink`, `linkdown`, `dead`, `offload`, …; null from /proc. */
  flags: RouteFlag[] | null;
  /**
   * RTF_*, the flags word of /proc and of netstat. From rtnetlink it is found from the rest. That of IPv4 is whole. Of IPv6 these are missing,
   * because no message tells them: RTF_ADDRCONF, RTF_DEFAULT and RTF_ROUTEINFO of a router or a route that was advertised (of a prefix they are
   * there); what ioctl(SIOCADDRT), and so route(8), sets beside RTF_UP, RTF_GATEWAY, RTF_HOST, RTF_EXPIRES, RTF_REJECT and the preference;
   * RTF_NONEXTHOP of the network of an address on a point-to-point SIT tunnel; RTF_EXPIRES and the preference of further next hops that were added
   * one by one, for which the first one's stand; RTF_LOCAL and RTF_REJECT of a route by a next hop object that is a blackhole, RTF_REJECT of a blackhole by
   * one on the loopback, RTF_HOST of a route by one that says `onlink` itself; RTF_EXPIRES within 1/100 s of the end. A route through the
   * loopback to a network written as `::1` has RTF_REJECT and RTF_NONEXTHOP where /proc has RTF_UP. Null where /proc has a word that is none.
   */
  rtfFlags: number | null;
  /**
   * IPv6: seconds until it ends, to 1/100 s, 0 when it has and the kernel has yet to remove it; null when it does not, and from /proc,
   * where RTF_EXPIRES says that it does.
   */
  expires: number | null;
  /** IPv6: the preference of its router (RFC 4191); null for IPv4. */
  preference: RoutePreference | null;
  /** From /proc those of IPv4 that have a column: `advmss`, `window` and `rtt`. */
  metrics: RouteMetrics;
  /** Users of the route, from /proc/net/ipv6_route; of IPv4 routes no kernel since 3.6 counts them. Null from rtnetlink. */
  refCount: number | null;
}

const said = (value: number) => (value === ABSENT ? null : value);
const familyName = (family: number) => (family === AF_INET6 ? 'inet6' : 'inet');

/** A copy of the record as plain data. */
export function toRoute(record: RouteRecord): Route {
  const { family, hops, hopCount, sourcePrefixLength, protocol, scope, type } = record;
  return {
    family: familyName(family),
    destination: formatAddress(family, record.destination, 0),
    prefixLength: said(record.prefixLength),
    source: sourcePrefixLength > 0 ? formatAddress(family, record.source, 0) : null,
    sourcePrefixLength,
    ...toNextHop(record.hop),
    nextHops: hops.slice(0, hopCount).map(toWeightedNextHop),
    nextHopId: record.nextHopId || null,
    table: said(record.table),
    protocol: said(protocol),
    protocolName: ROUTE_PROTOCOLS[protocol] ?? null,
    scope: said(scope),
    scopeName: ROUTE_SCOPES[scope] ?? null,
    type: ROUTE_TYPES[type] ?? null,
    metric: said(record.metric),
    preferredSource: record.hasPreferredSource ? formatAddress(family, record.preferredSource, 0) : null,
    tos: said(record.tos),
    flags: record.flags === ABSENT ? null : flagNames(record.flags),
    rtfFlags: said(record.rtfFlags),
    expires: record.expires === ABSENT ? null : record.expires / 100,
    preference: family === AF_INET ? null : (ROUTE_PREFERENCES[record.preference] ?? null),
    metrics: toMetrics(record),
    refCount: said(record.refCount),
  };
}

function toNextHop(hop: NextHopRecord): NextHop {
  const { gatewayFamily, interfaceIndex, nameLength, encapsulation } = hop;
  return {
    gateway: gatewayFamily === 0 ? null : formatAddress(gatewayFamily, hop.gateway, 0),
    gatewayFamily: gatewayFamily === 0 ? null : familyName(gatewayFamily),
    interface: nameLength === 0 ? null : decodeText(hop.name.subarray(0, nameLength)),
    interfaceIndex: interfaceIndex > 0 ? interfaceIndex : null,
    encapsulation: encapsulation === 0 ? null : (ENCAPSULATIONS[encapsulation] ?? `${encapsulation}`),
  };
}

function toWeightedNextHop(hop: NextHopRecord): WeightedNextHop {
  return { ...toNextHop(hop), weight: hop.weight, flags: flagNames(hop.flags) };
}

function flagNames(flags: number): RouteFlag[] {
  if (flags === 0) return [];
  return [...new Set(ROUTE_FLAGS.filter(([bit]) => (flags & bit) !== 0).map(([, name]) => name))];
}
