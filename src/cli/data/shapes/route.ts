import type { NextHop, Route, RouteMetrics, WeightedNextHop } from '../../../index.ts';
import { ROUTE_FLAGS, ROUTE_PREFERENCES, ROUTE_TYPES } from '../../../uapi/routes.ts';
import type { ShapesOf } from '../shape.ts';

const FAMILY = { is: 'text', words: ['inet', 'inet6'] } as const;
const FLAGS = { is: 'list', of: { is: 'text', words: [...new Set(ROUTE_FLAGS.map(([, name]) => name))] } } as const;
const NUMBER = { is: 'number' } as const;
const NUMBER_OR_NULL = { is: 'number', orNull: true } as const;
const TEXT_OR_NULL = { is: 'text', orNull: true } as const;

const NEXT_HOP: ShapesOf<NextHop> = {
  gateway: { ...TEXT_OR_NULL, doc: "The router's address." },
  gatewayFamily: { ...FAMILY, orNull: true },
  interface: { ...TEXT_OR_NULL, doc: "The interface's name." },
  interfaceIndex: NUMBER_OR_NULL,
  encapsulation: { ...TEXT_OR_NULL, doc: 'Of lightweight tunnels: mpls, ip, seg6.' },
};

const WEIGHTED_NEXT_HOP: ShapesOf<WeightedNextHop> = {
  ...NEXT_HOP,
  weight: { ...NUMBER, doc: 'Its share, 1 to 256.' },
  flags: FLAGS,
};

const METRICS: ShapesOf<RouteMetrics> = {
  locked: { is: 'list', of: { is: 'text' }, doc: 'The metrics that path discovery and TCP may not change.' },
  mtu: { ...NUMBER, doc: 'Bytes of the largest packet.' },
  window: { ...NUMBER, doc: 'Bytes: the most a window may be.' },
  rtt: { ...NUMBER, doc: 'Round-trip time in ms.' },
  rttvar: { ...NUMBER, doc: 'Its variance in ms.' },
  ssthresh: { ...NUMBER, doc: 'Segments.' },
  cwnd: { ...NUMBER, doc: 'Segments.' },
  advmss: { ...NUMBER, doc: 'Bytes of the segment size that is advertised.' },
  reordering: { ...NUMBER, doc: 'Segments.' },
  hoplimit: NUMBER,
  initcwnd: { ...NUMBER, doc: 'Segments.' },
  features: { ...NUMBER, doc: 'RTAX_FEATURE_*: 1 is ECN.' },
  rtoMin: { ...NUMBER, doc: 'ms.' },
  initrwnd: { ...NUMBER, doc: 'Segments.' },
  quickack: NUMBER,
  fastopenNoCookie: NUMBER,
  congestionControl: { is: 'text' },
};

export const ROUTE: ShapesOf<Route> = {
  family: FAMILY,
  destination: { is: 'text', doc: '0.0.0.0 or :: with prefix length 0 is the default route.' },
  prefixLength: { ...NUMBER_OR_NULL, doc: 'Bits.' },
  source: { ...TEXT_OR_NULL, doc: 'IPv6: only packets from here take it.' },
  sourcePrefixLength: NUMBER,
  ...NEXT_HOP,
  nextHops: {
    is: 'list',
    of: { is: 'object', members: WEIGHTED_NEXT_HOP, required: 'all' },
    doc: 'Every next hop when there are several.',
  },
  nextHopId: NUMBER_OR_NULL,
  table: { ...NUMBER_OR_NULL, doc: '254 is main, 255 local.' },
  protocol: { ...NUMBER_OR_NULL, doc: 'Who put it there, RTPROT_*.' },
  protocolName: { ...TEXT_OR_NULL, doc: 'kernel, static, ra.' },
  scope: { ...NUMBER_OR_NULL, doc: 'RT_SCOPE_*.' },
  scopeName: TEXT_OR_NULL,
  type: { is: 'text', words: ROUTE_TYPES, orNull: true },
  metric: { ...NUMBER_OR_NULL, doc: 'Of two routes to the same destination the lower one counts.' },
  preferredSource: { ...TEXT_OR_NULL, doc: 'The address packets get when the sender named none.' },
  tos: { ...NUMBER_OR_NULL, doc: 'IPv4: the type of service it is for.' },
  flags: { ...FLAGS, orNull: true },
  rtfFlags: { ...NUMBER_OR_NULL, doc: 'RTF_*, the flags word of /proc and of netstat.' },
  expires: { ...NUMBER_OR_NULL, doc: 'IPv6: seconds until it ends.' },
  preference: { is: 'text', words: Object.values(ROUTE_PREFERENCES), orNull: true, doc: 'IPv6: RFC 4191.' },
  metrics: { is: 'object', members: METRICS },
  refCount: { ...NUMBER_OR_NULL, doc: 'From /proc/net/ipv6_route alone.' },
};
