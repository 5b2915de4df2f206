/** Families whose routing tables few kernels still have. */
export const LEGACY_ROUTE_FAMILIES = ['ax25', 'netrom', 'ipx', 'ddp', 'x25', 'rose'] as const;

export type LegacyRouteFamily = (typeof LEGACY_ROUTE_FAMILIES)[number];

/** One line of `/proc/net/ax25_route` (`ax25_rt_seq_show()` in `net/ax25/ax25_route.c`). */
export interface Ax25Route {
  family: 'ax25';
  /** Callsign with SSID; null is the default route. */
  destination: string | null;
  device: string | null;
  /** How IP is sent there: in a virtual circuit or as datagrams; null where the route does not say, or /proc has something else. */
  ipMode: 'vc' | 'dg' | null;
  /** Callsigns on the way. */
  digipeaters: string[];
}

/** A node next to this one, as NET/ROM and ROSE list it. */
export interface NeighbourNode {
  /** Null, as each number of a route, where /proc has one that is none. */
  number: number | null;
  /** Null where the table of neighbours does not have the number. */
  callsign: string | null;
  device: string | null;
}

/** A way of NET/ROM to a node. */
export interface NetRomPath {
  /** 0 to 255, of which 0 is none. */
  quality: number | null;
  /** How many more broadcasts the way may be missing from. */
  obsolescence: number | null;
  neighbour: NeighbourNode;
}

/** One line of `/proc/net/nr_nodes` (`nr_node_show()` in `net/netrom/nr_route.c`), with its neighbours from `/proc/net/nr_neigh`. */
export interface NetRomRoute {
  family: 'netrom';
  destination: string;
  /** Null for a node without one. */
  mnemonic: string | null;
  /** The way in use, from 0: an index into `paths`, or behind them where none is. */
  used: number | null;
  /** Up to three, or as many as a line has whose count is another one; the row is counted in `report.incomplete` then. */
  paths: NetRomPath[];
}

/** One line of `/proc/net/rose_nodes` (`rose_node_show()` in `net/rose/rose_route.c`), with its neighbours from `/proc/net/rose_neigh`. */
export interface RoseRoute {
  family: 'rose';
  /** Ten digits; null is the address of all zeros. */
  destination: string | null;
  /** How many of the digits count; null where /proc has a number that is none. */
  digits: number | null;
  /** As `paths` of NET/ROM. */
  neighbours: NeighbourNode[];
}

/** One line of `/proc/net/x25/route` (`x25_seq_route_show()` in `net/x25/x25_proc.c`). */
export interface X25Route {
  family: 'x25';
  /** Up to 15 digits (X.121). */
  destination: string;
  /** How many of the digits count, 0 to 15: 0 is the default route; null where /proc has a number that is none. */
  digits: number | null;
  device: string | null;
}

/** One line of `/proc/net/ipx/route` (`ipx_seq_route_show()` in `net/ipx/ipx_proc.c`, until Linux 4.17). */
export interface IpxRoute {
  family: 'ipx';
  /** Eight hexadecimal digits. */
  network: string;
  /** Network, eight hexadecimal digits, and node, twelve, of the router; null of a network this machine is on. */
  router: { network: string; node: string } | null;
}

/** One line of `/proc/net/atalk/route` (`atalk_seq_route_show()` in `net/appletalk/atalk_proc.c`). */
export interface DdpRoute {
  family: 'ddp';
  /** `network:node`, four and two hexadecimal digits; null is the default route. */
  destination: string | null;
  gateway: string;
  /** `RTF_*` of `include/uapi/linux/route.h`; null where /proc has a number that is none. */
  flags: number | null;
  device: string;
}

export type LegacyRoute = Ax25Route | NetRomRoute | RoseRoute | X25Route | IpxRoute | DdpRoute;
