import { ProcRoot } from '../procfs/root.ts';
import { OWNER_METHODS } from '../sockets/query.ts';
import { SOURCES } from '../sources/choice.ts';
import { EXIT_FAILURE, EXIT_USAGE, Exit } from './exit.ts';
import { selectFamilies, selectFamily } from './families.ts';
import { selinuxEnabled } from './names/contexts.ts';
import type { Mode, Settings } from './settings.ts';

export type OptionGroup = 'sockets' | 'families' | 'selection' | 'columns' | 'names' | 'running' | 'views' | 'other';

/** One option of the command. Parsing, help and README all come from this table. */
export interface OptionSpec {
  long?: string;
  short?: string;
  /** The name of its argument, when it takes one. */
  argument?: string;
  group: OptionGroup;
  /** Left out of the help: another spelling, or accepted for netstat's sake alone. */
  hidden?: boolean;
  help?: string;
  /** Not netstat's: abbreviations are matched against netstat's own options first. */
  extra?: boolean;
  /** Applied in the order of the command line. */
  apply: (settings: Settings, value: string) => void;
}

type Flag = { [Key in keyof Settings]: Settings[Key] extends boolean ? Key : never }[keyof Settings];

const set =
  (...names: Flag[]) =>
  (settings: Settings) => {
    for (const name of names) settings[name] = true;
  };

const family = (long: string, hidden = false): OptionSpec => ({
  long,
  group: 'families',
  hidden,
  help: `the family ${long}, as -A ${long}`,
  apply: (settings) => selectFamily(settings, long),
});

const mode = (short: string, long: string, view: Mode, help: string): OptionSpec => ({
  short,
  long,
  group: 'views',
  help,
  apply: (settings) => settings.modes.push(view),
});

/**
 * Every option, in the order in which netstat lists candidates for an ambiguous abbreviation: families first.
 */
export const OPTIONS: readonly OptionSpec[] = [
  family('ax25', true),
  family('ip', true),
  family('ipx', true),
  family('appletalk', true),
  family('netrom', true),
  { ...family('inet'), short: '4', help: 'IPv4 only' },
  { ...family('inet6'), short: '6', help: 'IPv6 only' },
  family('ddp', true),
  family('unix', true),
  family('tcpip', true),
  family('rose', true),
  family('x25', true),
  family('bluetooth', true),
  { short: 'V', long: 'version', group: 'other', help: 'print the version and exit', apply: () => {} },
  mode('i', 'interfaces', 'interfaces', 'the interface table'),
  { short: 'h', long: 'help', group: 'other', help: 'print this help and exit', apply: () => {} },
  mode('r', 'route', 'routes', 'the routing table'),
  mode('M', 'masquerade', 'masquerade', 'translated connections'),
  {
    short: 'A',
    long: 'protocol',
    argument: 'LIST',
    group: 'families',
    help: 'address families: inet, inet6, unix, ..., separated by commas',
    apply: (settings, value) => selectFamilies(settings, value),
  },
  { short: 't', long: 'tcp', group: 'sockets', help: 'TCP sockets', apply: set('tcp') },
  { short: 'S', long: 'sctp', group: 'sockets', help: 'SCTP sockets', apply: set('sctp') },
  { short: 'u', long: 'udp', group: 'sockets', help: 'UDP sockets', apply: set('udp') },
  { short: 'U', long: 'udplite', group: 'sockets', help: 'UDP-Lite sockets', apply: set('udplite') },
  { short: 'w', long: 'raw', group: 'sockets', help: 'raw sockets', apply: set('raw') },
  { short: 'x', long: 'unix', group: 'sockets', help: 'UNIX domain sockets', apply: set('unix') },
  { short: '2', long: 'l2cap', group: 'sockets', hidden: true, apply: set('l2cap') },
  { short: 'f', long: 'rfcomm', group: 'sockets', hidden: true, apply: set('rfcomm') },
  { short: 'l', long: 'listening', group: 'selection', help: 'only sockets that listen', apply: set('listening') },
  { short: 'a', long: 'all', group: 'selection', help: 'sockets that listen and those that do not', apply: set('all') },
  { short: 'o', long: 'timers', group: 'columns', help: 'add timers', apply: set('timers') },
  {
    short: 'c',
    long: 'continuous',
    group: 'running',
    help: 'list again every second until interrupted',
    apply: set('continuous'),
  },
  { short: 'e', long: 'extend', group: 'columns', help: 'add user and inode', apply: extend },
  {
    short: 'p',
    long: 'programs',
    group: 'columns',
    help: 'add the process that owns each socket',
    apply: set('programs'),
  },
  {
    short: 'v',
    long: 'verbose',
    group: 'other',
    help: 'say what the kernel lacks, and what was read from /proc',
    apply: set('verbose'),
  },
  mode('s', 'statistics', 'statistics', 'counters of each protocol'),
  { short: 'W', long: 'wide', group: 'columns', help: 'never cut an address', apply: set('wide') },
  {
    short: 'n',
    long: 'numeric',
    group: 'names',
    help: 'numbers for hosts, ports and users',
    apply: set('numericHosts', 'numericPorts', 'numericUsers'),
  },
  { long: 'numeric-hosts', group: 'names', help: 'numbers for hosts', apply: set('numericHosts') },
  { long: 'numeric-ports', group: 'names', help: 'numbers for ports', apply: set('numericPorts') },
  { long: 'numeric-users', group: 'names', help: 'numbers for users', apply: set('numericUsers') },
  { short: 'N', long: 'symbolic', group: 'names', hidden: true, apply: () => {} },
  { short: 'C', long: 'cache', group: 'views', help: 'with -r: the routing cache', apply: set('cache') },
  {
    short: 'F',
    long: 'fib',
    group: 'views',
    help: 'with -r: the forwarding table, which is the default',
    apply: set('fib'),
  },
  { short: 'g', long: 'groups', group: 'views', help: 'multicast groups', apply: set('groups') },
  {
    short: 'Z',
    long: 'context',
    group: 'columns',
    help: "add the owner's SELinux context",
    apply: setContext,
  },
  { short: '?', group: 'other', hidden: true, apply: usage },
  { short: 'd', group: 'other', hidden: true, apply: () => {} },
  {
    long: 'interval',
    argument: 'SECONDS',
    group: 'running',
    extra: true,
    help: 'list again after so many seconds, as -c',
    apply: setInterval,
  },
  {
    long: 'source',
    argument: 'SOURCE',
    group: 'running',
    extra: true,
    help: 'netlink, procfs, or auto: netlink and what it lacks from procfs',
    apply: setSource,
  },
  {
    long: 'owners',
    argument: 'METHOD',
    group: 'running',
    extra: true,
    help: 'how -p finds owners: bpf, procfs, or auto: bpf where it is worth it',
    apply: setOwnerMethod,
  },
  {
    long: 'procfs',
    argument: 'DIR',
    group: 'running',
    extra: true,
    help: 'read everything from another /proc (default: HOST_PROC)',
    apply: setProcRoot,
  },
];

function extend(settings: Settings): void {
  settings.extend = true;
  settings.extendCount++;
}

function usage(): void {
  throw new Exit(EXIT_USAGE, '', true);
}

/** At once, as netstat does: the other options do not matter then. */
function setContext(settings: Settings): void {
  if (!selinuxEnabled(new ProcRoot(settings.procRoot).path)) {
    throw new Exit(EXIT_FAILURE, 'SELinux is not enabled on this machine.');
  }
  settings.programs = true;
  settings.context = true;
}

function setInterval(settings: Settings, value: string): void {
  const seconds = Number(value);
  if (value.trim() === '' || !(seconds > 0) || seconds > MAX_INTERVAL) {
    throw new Exit(
      EXIT_USAGE,
      `sockdiag: --interval wants a number of seconds above 0 and at most ${MAX_INTERVAL}, not '${value}'`,
    );
  }
  settings.continuous = true;
  settings.interval = seconds;
}

function setSource(settings: Settings, value: string): void {
  settings.source = oneOf('--source', SOURCES, value);
}

function setOwnerMethod(settings: Settings, value: string): void {
  settings.ownerMethod = oneOf('--owners', OWNER_METHODS, value);
}

function oneOf<Word extends string>(option: string, words: readonly Word[], value: string): Word {
  const word = words.find((name) => name === value);
  if (!word) throw new Exit(EXIT_USAGE, `sockdiag: ${option} wants one of ${words.join(', ')}, not '${value}'`);
  return word;
}

function setProcRoot(settings: Settings, value: string): void {
  settings.procRoot = value;
}

// A timer's longest delay is 2^31 - 1 ms.
const MAX_INTERVAL = 2_147_483;
