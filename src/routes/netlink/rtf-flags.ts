import { ABSENT } from '../../base/absent.ts';
import {
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
} from '../../uapi/routes.ts';
import { AF_INET } from '../../uapi/sockets.ts';
import type { RouteRecord } from '../route-record.ts';

/** The word of flags that /proc shows for a route. */
export function rtfFlags(record: RouteRecord): number {
  return record.family === AF_INET ? inetFlags(record) : inet6Flags(record);
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

/** IPv6 routes have theirs stored (`fib6_flags`); rtnetlink has what became of most of them. */
function inet6Flags({ type, hop, expires, preference }: RouteRecord): number {
  // A route that leads nowhere is not up (fib6_config of `net/ipv6/route.c`).
  let flags = isReject(type) ? RTF_REJECT | RTF_NONEXTHOP : RTF_UP;
  if (type === RTN_LOCAL) flags |= RTF_LOCAL | RTF_NONEXTHOP;
  if (type === RTN_ANYCAST) flags |= RTF_ANYCAST | RTF_NONEXTHOP;
  if (hop.gatewayFamily !== 0) flags |= RTF_GATEWAY;
  if (expires !== ABSENT) flags |= RTF_EXPIRES;
  if (preference > 0) flags |= (preference & 3) << RTF_PREF_SHIFT;
  return flags >>> 0;
}

function isReject(type: number): boolean {
  return type === RTN_BLACKHOLE || type === RTN_UNREACHABLE || type === RTN_PROHIBIT || type === RTN_THROW;
}
