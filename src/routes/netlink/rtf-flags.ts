import { ABSENT } from '../../base/absent.ts';
import {
  LOOPBACK_IFINDEX,
  RTF_ANYCAST,
  RTF_EXPIRES,
  RTF_GATEWAY,
  RTF_HOST,
  RTF_LOCAL,
  RTF_NONEXTHOP,
  RTF_PREF_SHIFT,
  RTF_REJECT,
  RTF_UP,
  RTN_ANYCAST,
  RTN_BLACKHOLE,
  RTN_LOCAL,
  RTN_PROHIBIT,
  RTN_THROW,
  RTN_UNREACHABLE,
  RTNH_F_ONLINK,
} from '../../uapi/routes.ts';
import { AF_INET } from '../../uapi/sockets.ts';
import type { NextHopRecord, RouteRecord } from '../route-record.ts';

/**
 * Finds the words of flags that /proc shows for a route and for each of its next hops. A mark of which no message tells is missing; none is
 * there that the kernel has not.
 */
export function setRtfFlags(record: RouteRecord): void {
  const { hop, hops, hopCount } = record;
  if (record.family === AF_INET) {
    record.rtfFlags = inetFlags(record);
    return;
  }
  for (let i = 0; i < hopCount; i++) {
    const one = hops[i] as NextHopRecord;
    one.rtfFlags = inet6Flags(record, one, one.flags);
  }
  record.rtfFlags = inet6Flags(record, hop, hopCount === 0 ? record.flags : hop.flags);
}

/** As `fib_flag_trans()` of `net/ipv4/fib_trie.c` makes it up. */
function inetFlags({ type, prefixLength, hop }: RouteRecord): number {
  let flags = RTF_UP;
  if (type === RTN_UNREACHABLE || type === RTN_PROHIBIT) flags |= RTF_REJECT;
  // The kernel looks at the first four bytes, whatever the family of the gateway.
  const { gateway } = hop;
  if (gateway[0] || gateway[1] || gateway[2] || gateway[3]) flags |= RTF_GATEWAY;
  if (prefixLength === 32) flags |= RTF_HOST;
  return flags;
}

/**
 * IPv6 routes have theirs stored (`fib6_flags`); rtnetlink has what became of most of them.
 * @param hopFlags - RTNH_F_* of this next hop
 */
function inet6Flags(record: RouteRecord, hop: NextHopRecord, hopFlags: number): number {
  const { type, nextHopId, metric, expires, preference } = record;
  const gateway = hop.gatewayFamily === 0 ? 0 : RTF_GATEWAY;
  // All other flags are lost then (`ip6_route_info_create()` of `net/ipv6/route.c`).
  if (nextHopId === 0 && (isReject(type) || isLoop(record, hop))) return RTF_REJECT | RTF_NONEXTHOP | gateway;
  let flags = RTF_UP | gateway;
  if (isReject(type) && !isBlackholeObject(record, hop)) flags |= RTF_REJECT;
  if (type === RTN_LOCAL) flags |= RTF_LOCAL;
  if (isOwn(type, metric)) flags |= RTF_NONEXTHOP | (type === RTN_ANYCAST ? RTF_ANYCAST : 0);
  // The kernel takes the flag over as it is, which has the bit of RTF_HOST, and shows RTF_HOST as that flag.
  if (nextHopId === 0 && (hopFlags & RTNH_F_ONLINK) !== 0) flags |= RTF_HOST;
  if (expires !== ABSENT) flags |= RTF_EXPIRES;
  if (preference > 0) flags |= (preference & 3) << RTF_PREF_SHIFT;
  return flags >>> 0;
}

function isReject(type: number): boolean {
  return type === RTN_BLACKHOLE || type === RTN_UNREACHABLE || type === RTN_PROHIBIT || type === RTN_THROW;
}

/** A route of the kernel's own to an address of this machine: a route that somebody adds has never the metric 0. */
function isOwn(type: number, metric: number): boolean {
  return metric === 0 && (type === RTN_LOCAL || type === RTN_ANYCAST);
}

/** Whether it leads back here, which the kernel makes a way to nowhere: `fib6_is_reject()` of `net/ipv6/route.c`. */
function isLoop({ type, metric, destination }: RouteRecord, { interfaceIndex }: NextHopRecord): boolean {
  if (interfaceIndex !== LOOPBACK_IFINDEX || type === RTN_LOCAL || isOwn(type, metric)) return false;
  for (let i = 0; i < 15; i++) if (destination[i] !== 0) return true;
  return destination[15] !== 1;
}

/** A route of any type that uses a next hop object which is a blackhole is told as a blackhole, and is up. */
function isBlackholeObject({ type }: RouteRecord, { gatewayFamily, interfaceIndex }: NextHopRecord): boolean {
  return type === RTN_BLACKHOLE && gatewayFamily === 0 && interfaceIndex === LOOPBACK_IFINDEX;
}
