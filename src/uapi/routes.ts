/** The kernel's numbers for routes, `include/uapi/linux/rtnetlink.h` where nothing else is said. */

/** RT_TABLE_MAIN and RT_TABLE_LOCAL. */
export const TABLE_MAIN = 254;
export const TABLE_LOCAL = 255;

/** RTN_*, by number. */
export const ROUTE_TYPES = [
  'unspec',
  'unicast',
  'local',
  'broadcast',
  'anycast',
  'multicast',
  'blackhole',
  'unreachable',
  'prohibit',
  'throw',
  'nat',
  'xresolve',
] as const;

export type RouteType = (typeof ROUTE_TYPES)[number];

export const RTN_UNICAST = 1;
export const RTN_LOCAL = 2;
export const RTN_BROADCAST = 3;
export const RTN_ANYCAST = 4;
export const RTN_MULTICAST = 5;
export const RTN_BLACKHOLE = 6;
export const RTN_UNREACHABLE = 7;
export const RTN_PROHIBIT = 8;
export const RTN_THROW = 9;

/** RTF_*: the flags of /proc, `include/uapi/linux/route.h` and `include/uapi/linux/ipv6_route.h`. */
export const RTF_UP = 0x1;
export const RTF_GATEWAY = 0x2;
export const RTF_HOST = 0x4;
export const RTF_REJECT = 0x200;
export const RTF_ANYCAST = 0x100000;
export const RTF_NONEXTHOP = 0x200000;
export const RTF_ADDRCONF = 0x40000;
export const RTF_PREFIX_RT = 0x80000;
export const RTF_EXPIRES = 0x400000;
export const RTF_CACHE = 0x1000000;
export const RTF_LOCAL = 0x80000000;
/** Two bits of the router's preference, ICMPV6_ROUTER_PREF_*. */
export const RTF_PREF_SHIFT = 27;

/** RTNH_F_* and RTM_F_*: each bit with its name; a route and its next hops share them. */
export const ROUTE_FLAGS: readonly (readonly [bit: number, name: RouteFlag])[] = [
  [0x1, 'dead'],
  [0x2, 'pervasive'],
  [0x4, 'onlink'],
  [0x8, 'offload'],
  [0x10, 'linkdown'],
  [0x20, 'unresolved'],
  [0x40, 'trap'],
  [0x100, 'notify'],
  [0x200, 'cloned'],
  [0x800, 'prefix'],
  [0x4000, 'offload'],
  [0x8000, 'trap'],
  [0x20000000, 'offload-failed'],
];

export type RouteFlag =
  | 'dead'
  | 'pervasive'
  | 'onlink'
  | 'offload'
  | 'linkdown'
  | 'unresolved'
  | 'trap'
  | 'notify'
  | 'cloned'
  | 'prefix'
  | 'offload-failed';

export const RTM_F_CLONED = 0x200;
/** In a request: only routes with RTF_PREFIX_RT, of advertised prefixes. */
export const RTM_F_PREFIX = 0x800;

export const RTNH_F_ONLINK = 0x4;

/** The loopback is every network namespace's first interface: `include/net/flow.h`. */
export const LOOPBACK_IFINDEX = 1;

/** RTPROT_KERNEL. */
export const RTPROT_KERNEL = 2;

/** RTPROT_*: who put a route there. */
export const ROUTE_PROTOCOLS: Readonly<Record<number, string>> = {
  0: 'unspec',
  1: 'redirect',
  2: 'kernel',
  3: 'boot',
  4: 'static',
  8: 'gated',
  9: 'ra',
  10: 'mrt',
  11: 'zebra',
  12: 'bird',
  13: 'dnrouted',
  14: 'xorp',
  15: 'ntk',
  16: 'dhcp',
  17: 'mrouted',
  18: 'keepalived',
  42: 'babel',
  84: 'ovn',
  99: 'openr',
  186: 'bgp',
  187: 'isis',
  188: 'ospf',
  189: 'rip',
  192: 'eigrp',
};

/** RT_SCOPE_*. */
export const ROUTE_SCOPES: Readonly<Record<number, string>> = {
  0: 'universe',
  200: 'site',
  253: 'link',
  254: 'host',
  255: 'nowhere',
};

/** ICMPV6_ROUTER_PREF_*, `include/uapi/linux/icmpv6.h`. */
export const ROUTE_PREFERENCES: Readonly<Record<number, RoutePreference>> = { 0: 'medium', 1: 'high', 3: 'low' };

export type RoutePreference = 'low' | 'medium' | 'high';

/** LWTUNNEL_ENCAP_*, `include/uapi/linux/lwtunnel.h`; 0 is none. */
export const ENCAPSULATIONS = [
  'none',
  'mpls',
  'ip',
  'ila',
  'ip6',
  'seg6',
  'bpf',
  'seg6local',
  'rpl',
  'ioam6',
  'xfrm',
] as const;

/** RTAX_*: numbers of the metrics; 16 is text. */
export const RTAX_LOCK = 1;
export const RTAX_WINDOW = 3;
export const RTAX_RTT = 4;
export const RTAX_ADVMSS = 8;
export const RTAX_CC_ALGO = 16;
export const RTAX_MAX = 17;
