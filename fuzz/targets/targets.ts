import type { Target } from '../target.ts';
import { COMMAND } from './command.ts';
import { FILTERS } from './filters.ts';
import { NAMES } from './names.ts';
import { NETLINK_MESSAGES } from './netlink-messages.ts';
import { NETLINK_SOCKETS } from './netlink-sockets.ts';
import { NETLINK_TABLES } from './netlink-tables.ts';
import { PROC_COUNTERS } from './proc-counters.ts';
import { PROC_LEGACY } from './proc-legacy.ts';
import { PROC_SOCKETS } from './proc-sockets.ts';
import { PROC_TABLES } from './proc-tables.ts';
import { PROCESSES } from './processes.ts';
import { PROGRAMS } from './programs.ts';
import { RECORDS } from './records.ts';

/** Everything that reads what it did not make. */
export const TARGETS: readonly Target[] = [
  ...[...NETLINK_MESSAGES, ...NETLINK_SOCKETS, ...NETLINK_TABLES],
  ...[...PROC_SOCKETS, ...PROC_TABLES, ...PROC_COUNTERS, ...PROC_LEGACY],
  ...[...RECORDS, ...COMMAND, ...NAMES, ...FILTERS, ...PROGRAMS, ...PROCESSES],
];
