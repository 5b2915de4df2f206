import { SOURCES } from '../../kernel/source-choice.ts';
import { OWNER_METHODS } from '../../sockets/query.ts';
import type { Mode } from '../settings.ts';
import * as effects from './effects.ts';
import { EVENT_OPTIONS } from './events.ts';
import { FAMILY_NAMES, selectFamilies, selectFamily } from './families.ts';
import type { OptionSpec, ViewName } from './spec.ts';

const { set } = effects;

const SOCKETS: readonly ViewName[] = ['sockets'];
const SOCKETS_AND_EVENTS: readonly ViewName[] = ['sockets', 'events'];
const COUNTED: readonly ViewName[] = ['sockets', 'events', 'statistics'];
const WITH_FAMILIES: readonly ViewName[] = ['sockets', 'events', 'routes', 'statistics', 'groups'];
const WITH_HOSTS: readonly ViewName[] = ['sockets', 'routes', 'groups', 'masquerade'];
const REPEATED: readonly ViewName[] = ['sockets', 'routes', 'interfaces', 'groups', 'masquerade'];
const EVERY: readonly ViewName[] = [
  ...SOCKETS_AND_EVENTS,
  'routes',
  'interfaces',
  'statistics',
  'groups',
  'masquerade',
];

const family = (long: string, hidden = false): OptionSpec => ({
  long,
  group: 'families',
  views: WITH_FAMILIES,
  hidden,
  help: `the family ${long}, as -A ${long}`,
  apply: (settings) => selectFamily(settings, long),
});

const mode = (short: string, long: string, view: Mode, help: string): OptionSpec => ({
  short,
  long,
  group: 'views',
  opens: view,
  help,
  apply: (settings) => settings.modes.push(view),
});

/**
 * Every option, in the order in which netstat lists candidates for an ambiguous abbreviation: families first. Parsing, help,
 * man page and completions come from this table.
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
  { short: 'V', long: 'version', group: 'other', help: 'print the version and exit', apply: effects.nothing },
  mode('i', 'interfaces', 'interfaces', 'the interfaces: packets, errors, flags'),
  { short: 'h', long: 'help', group: 'other', help: 'print this help and exit', apply: effects.nothing },
  mode('r', 'route', 'routes', 'the routing table'),
  mode('M', 'masquerade', 'masquerade', 'connections whose addresses are translated'),
  {
    short: 'A',
    long: 'protocol',
    argument: { name: 'LIST', words: FAMILY_NAMES, list: true },
    group: 'families',
    views: WITH_FAMILIES,
    repeats: true,
    help: 'families with commas between them; most are options too, as --ax25',
    apply: selectFamilies,
  },
  { short: 't', long: 'tcp', group: 'sockets', views: COUNTED, help: 'TCP', apply: set('tcp') },
  { short: 'S', long: 'sctp', group: 'sockets', views: COUNTED, help: 'SCTP', apply: set('sctp') },
  { short: 'u', long: 'udp', group: 'sockets', views: COUNTED, help: 'UDP', apply: set('udp') },
  { short: 'U', long: 'udplite', group: 'sockets', views: COUNTED, help: 'UDP-Lite', apply: set('udplite') },
  { short: 'w', long: 'raw', group: 'sockets', views: COUNTED, help: 'raw; with -s IP and ICMP', apply: set('raw') },
  {
    short: 'x',
    long: 'unix',
    group: 'sockets',
    views: SOCKETS_AND_EVENTS,
    help: 'UNIX domain',
    apply: (settings) => selectFamily(settings, 'unix'),
  },
  { short: '2', long: 'l2cap', group: 'sockets', views: SOCKETS, help: 'Bluetooth L2CAP', apply: set('l2cap') },
  { short: 'f', long: 'rfcomm', group: 'sockets', views: SOCKETS, help: 'Bluetooth RFCOMM', apply: set('rfcomm') },
  {
    short: 'l',
    long: 'listening',
    group: 'selection',
    views: SOCKETS_AND_EVENTS,
    help: 'only sockets that listen',
    apply: set('listening'),
  },
  {
    short: 'a',
    long: 'all',
    group: 'selection',
    views: ['sockets', 'interfaces'],
    help: 'sockets that listen and others; with -i interfaces that are down too',
    apply: set('all'),
  },
  { short: 'o', long: 'timers', group: 'columns', views: SOCKETS, help: 'add timers', apply: set('timers') },
  {
    short: 'c',
    long: 'continuous',
    group: 'running',
    views: REPEATED,
    help: 'list again every second until interrupted',
    apply: set('continuous'),
  },
  {
    short: 'e',
    long: 'extend',
    group: 'columns',
    views: ['sockets', 'events', 'routes', 'interfaces', 'masquerade'],
    repeats: true,
    help: 'add user and inode; with -r, -i and -M other columns',
    apply: effects.extend,
  },
  {
    short: 'p',
    long: 'programs',
    group: 'columns',
    views: SOCKETS_AND_EVENTS,
    help: 'add the process that owns each socket',
    apply: set('programs'),
  },
  {
    short: 'v',
    long: 'verbose',
    group: 'other',
    views: EVERY,
    help: 'say what the kernel lacks, and what was read from /proc',
    apply: set('verbose'),
  },
  mode('s', 'statistics', 'statistics', 'the counters of each protocol'),
  {
    short: 'W',
    long: 'wide',
    group: 'columns',
    views: SOCKETS_AND_EVENTS,
    help: 'never cut an address',
    apply: set('wide'),
  },
  {
    short: 'n',
    long: 'numeric',
    group: 'names',
    views: REPEATED,
    help: 'numbers for hosts, ports and users',
    apply: set('numericHosts', 'numericPorts', 'numericUsers'),
  },
  {
    long: 'numeric-hosts',
    group: 'names',
    views: WITH_HOSTS,
    help: 'numbers for hosts',
    apply: set('numericHosts'),
  },
  {
    long: 'numeric-ports',
    group: 'names',
    views: ['sockets', 'masquerade'],
    help: 'numbers for ports',
    apply: set('numericPorts'),
  },
  { long: 'numeric-users', group: 'names', views: SOCKETS, help: 'numbers for users', apply: set('numericUsers') },
  { short: 'N', long: 'symbolic', group: 'names', hidden: true, apply: set('symbolic') },
  {
    short: 'C',
    long: 'cache',
    group: 'selection',
    views: ['routes'],
    help: 'with -r: the routing cache, which is empty since Linux 3.6',
    apply: set('cache'),
  },
  {
    short: 'F',
    long: 'fib',
    group: 'selection',
    views: ['routes'],
    help: 'with -r: the forwarding table, which is the default',
    apply: set('fib'),
  },
  { short: 'g', long: 'groups', group: 'views', opens: 'groups', help: 'multicast groups', apply: set('groups') },
  {
    short: 'Z',
    long: 'context',
    group: 'columns',
    views: SOCKETS,
    help: 'add the owner and its SELinux context',
    apply: effects.setContext,
  },
  { short: '?', group: 'other', hidden: true, apply: effects.usage },
  { short: 'd', group: 'other', hidden: true, apply: effects.nothing },
  {
    long: 'interval',
    argument: { name: 'SECONDS' },
    group: 'running',
    views: ['sockets', 'events', 'routes', 'interfaces', 'groups', 'masquerade'],
    extra: true,
    help: 'list again after so many seconds, as -c; of events how often to look',
    apply: effects.setInterval,
  },
  {
    long: 'source',
    argument: { name: 'SOURCE', words: SOURCES },
    group: 'running',
    views: EVERY,
    extra: true,
    help: 'from netlink, procfs, or auto: netlink and what it lacks from procfs',
    apply: effects.setSource,
  },
  {
    long: 'owners',
    argument: { name: 'METHOD', words: OWNER_METHODS },
    group: 'running',
    views: SOCKETS_AND_EVENTS,
    extra: true,
    help: 'how -p finds owners: bpf, procfs, or auto: bpf where it is worth it',
    apply: effects.setOwnerMethod,
  },
  {
    long: 'procfs',
    argument: { name: 'DIR', folder: true },
    group: 'running',
    views: EVERY,
    extra: true,
    help: 'read everything from another /proc (default: HOST_PROC)',
    apply: effects.setProcRoot,
  },
  ...EVENT_OPTIONS,
];
