import type { OWNER_METHODS, SOURCES } from '../sockets/query.ts';

/** Views that are modes in netstat: one of them is the whole run. */
export type Mode = 'routes' | 'interfaces' | 'statistics' | 'masquerade';

/** Families whose tables few kernels still have; each is a file of /proc/net. */
export type OldFamily = 'ipx' | 'ax25' | 'x25' | 'netrom' | 'rose';

/** What the options of one command line ask for. */
export interface Settings {
  tcp: boolean;
  sctp: boolean;
  udp: boolean;
  udplite: boolean;
  raw: boolean;
  unix: boolean;
  bluetooth: boolean;
  inet: boolean;
  inet6: boolean;
  oldFamilies: Set<OldFamily>;

  modes: Mode[];
  /** Views of netstat that this version does not have yet, by the option that asks for them. */
  unavailable: string[];

  all: boolean;
  listening: boolean;
  numericHosts: boolean;
  numericPorts: boolean;
  numericUsers: boolean;
  extend: boolean;
  programs: boolean;
  context: boolean;
  timers: boolean;
  wide: boolean;
  verbose: boolean;

  continuous: boolean;
  /** Seconds between two listings of a continuous run. */
  interval: number;
  source: (typeof SOURCES)[number];
  ownerMethod: (typeof OWNER_METHODS)[number];
  procRoot: string | undefined;
}

export function defaultSettings(): Settings {
  return {
    tcp: false,
    sctp: false,
    udp: false,
    udplite: false,
    raw: false,
    unix: false,
    bluetooth: false,
    inet: false,
    inet6: false,
    oldFamilies: new Set(),
    modes: [],
    unavailable: [],
    all: false,
    listening: false,
    numericHosts: false,
    numericPorts: false,
    numericUsers: false,
    extend: false,
    programs: false,
    context: false,
    timers: false,
    wide: false,
    verbose: false,
    continuous: false,
    interval: 1,
    source: 'auto',
    ownerMethod: 'auto',
    procRoot: undefined,
  };
}
