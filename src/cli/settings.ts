import type { SourceName } from '../kernel/report.ts';
import type { LegacyFamily } from '../legacy/legacy-socket.ts';
import type { OwnerMethodName } from '../sockets/table/report.ts';

/** Views that are modes in netstat: one of them is the whole run. */
export type Mode = 'routes' | 'interfaces' | 'statistics' | 'masquerade';

/** Address families by the names netstat has for them in its messages. */
export type AddressFamily = 'inet' | 'inet6' | 'unix' | LegacyFamily | 'ddp' | 'ec' | 'ash' | 'bluetooth';

/** What rows are written as where programs read them. */
export type DataFormat = 'json' | 'ndjson' | 'csv';

/** What the options of one command line ask for that every command may have. Options of a command alone have settings of their own. */
export interface Settings {
  tcp: boolean;
  sctp: boolean;
  udp: boolean;
  udplite: boolean;
  raw: boolean;
  unix: boolean;
  /** Bluetooth's two kinds of sockets; the family's name asks for both. */
  l2cap: boolean;
  rfcomm: boolean;
  inet: boolean;
  inet6: boolean;
  legacyFamilies: Set<LegacyFamily>;
  /** Every family that was named, in order and as often as it was: netstat repeats its routes, and its name in messages. */
  families: AddressFamily[];

  /** -i, -r, -M and -s, as often as they were given: only one of them can be. */
  modes: Mode[];
  groups: boolean;
  /** With -r: the forwarding table, or the cache, or both. */
  fib: boolean;
  cache: boolean;

  all: boolean;
  listening: boolean;
  /** Of netstat's -N all that is left is that routes then are numeric. */
  symbolic: boolean;
  numericHosts: boolean;
  numericPorts: boolean;
  numericUsers: boolean;
  extend: boolean;
  /** How often -e was given: routes have a layout for each number. */
  extendCount: number;
  programs: boolean;
  context: boolean;
  timers: boolean;
  wide: boolean;
  verbose: boolean;

  /** Sockets for which it is true. */
  filter: string | undefined;
  /** The first word that is no option, and that netstat ignores. */
  passedOver?: string | undefined;
  /** Say how that is found out, and list nothing. */
  explain: boolean;
  /** Rows as data, and no listing for people. */
  format: DataFormat | undefined;
  /** The columns of data that were named, as they were. */
  columns: readonly string[] | undefined;

  /** By -c, or by an interval. */
  continuous: boolean;
  /** By -c itself: where two looks make one listing, an interval alone is the time between these. */
  again: boolean;
  /** Seconds between two listings of a continuous run. */
  interval: number;
  source: 'auto' | SourceName;
  ownerMethod: 'auto' | OwnerMethodName;
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
    l2cap: false,
    rfcomm: false,
    inet: false,
    inet6: false,
    legacyFamilies: new Set(),
    families: [],
    modes: [],
    groups: false,
    fib: false,
    cache: false,
    all: false,
    listening: false,
    symbolic: false,
    numericHosts: false,
    numericPorts: false,
    numericUsers: false,
    extend: false,
    extendCount: 0,
    programs: false,
    context: false,
    timers: false,
    wide: false,
    verbose: false,
    filter: undefined,
    explain: false,
    format: undefined,
    columns: undefined,
    continuous: false,
    again: false,
    interval: 1,
    source: 'auto',
    ownerMethod: 'auto',
    procRoot: undefined,
  };
}
