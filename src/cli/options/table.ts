import * as columns from './columns.ts';
import * as data from './data.ts';
import * as families from './families.ts';
import * as names from './names.ts';
import * as other from './other.ts';
import * as running from './running.ts';
import * as selection from './selection.ts';
import * as sockets from './sockets.ts';
import type { OptionSpec } from './spec.ts';
import * as views from './views.ts';

/**
 * Every option of netstat's listings, in the order in which netstat lists candidates for an ambiguous abbreviation: families first. Parsing, help,
 * man page and completions come from this table; all there is to say of an option stands in the file of its group.
 */
export const OPTIONS: readonly OptionSpec[] = [
  families.ax25,
  families.ip,
  families.ipx,
  families.appletalk,
  families.netrom,
  families.inet,
  families.inet6,
  families.ddp,
  families.unix,
  families.tcpip,
  families.rose,
  families.x25,
  families.bluetooth,
  other.version,
  views.interfaces,
  other.help,
  views.route,
  views.masquerade,
  families.protocol,
  sockets.tcp,
  sockets.sctp,
  sockets.udp,
  sockets.udplite,
  sockets.raw,
  sockets.unix,
  sockets.l2cap,
  sockets.rfcomm,
  selection.listening,
  selection.all,
  columns.timers,
  running.continuous,
  columns.extend,
  columns.programs,
  other.verbose,
  views.statistics,
  columns.wide,
  names.numeric,
  names.numericHosts,
  names.numericPorts,
  names.numericUsers,
  names.symbolic,
  selection.cache,
  selection.fib,
  views.groups,
  columns.context,
  other.usage,
  other.debug,
  selection.filter,
  selection.explain,
  running.interval,
  running.source,
  running.owners,
  running.procfs,
  data.json,
  data.ndjson,
  data.csv,
  data.columns,
];
