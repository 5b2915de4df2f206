import { checkList, checkNumbers, checkQueryObject, checkType } from '../base/arguments.ts';
import { checkSourceQuery, SOURCE_KEYS, type SourceQuery } from '../kernel/source-choice.ts';
import {
  type Family,
  NAMED_PROTOCOLS,
  PROTOCOLS,
  type Protocol,
  STATE_NUMBERS,
  STATES,
  type State,
  TCP_BOUND_INACTIVE,
} from '../uapi/sockets.ts';
import { MAX_PORT, type PortFilter } from './filter/ports.ts';
import { ASKED_FIELDS, type AskedField } from './table/asked-fields.ts';
import type { OwnerMethodName } from './table/report.ts';
import type { ColumnGroups } from './table/table-options.ts';

export const OWNER_METHODS = ['auto', 'bpf', 'procfs'] as const satisfies readonly Query['ownerMethod'][];

/** Which sockets, and what of them. Everything is optional; `{}` is every socket, without owners. */
export interface Query extends ColumnGroups, SourceQuery {
  /** In the order their rows shall come. Default: all of PROTOCOLS. `mptcp` is there only when it is named: Linux 5.9 and later. */
  protocols?: readonly Protocol[];
  /** IP versions; UNIX sockets are chosen by their protocol. Default: both, IPv4 first. */
  families?: readonly ('inet' | 'inet6')[];
  /**
   * Default: all of STATES. The kernel walks only what they need: LISTEN alone costs nothing beside a million connections. BOUND_INACTIVE, which no
   * default has, asks for TCP sockets that hold a port, and neither listen nor are connected: their rows are in CLOSE. netlink gives them since
   * Linux 6.8; an older kernel and /proc give none of them, and no stream has them.
   */
  states?: readonly AskedState[];
  /**
   * Sockets whose `localPort` is one of these; of `raw` that is the IP protocol, of `icmp` the identifier. UNIX sockets have
   * none and are left out. The kernel walks its sockets as without ports, but gives these alone.
   */
  localPorts?: readonly number[];
  /** The same of `remotePort`, which is 0 of a socket that is not connected. With `localPorts` too, both must match. */
  remotePorts?: readonly number[];
  /**
   * Sockets for which this expression is true, as `dport = :443 and rtt > 100ms`: see docs/filters.md for the language. What can be asked of the kernel
   * is; explainFilter() tells which part that is. It may name what the query does not ask for, owners too, which are then found for it alone.
   */
  filter?: string | undefined;
  /**
   * The order of rows. By default that of `protocols`, and of each its IPv4 before its IPv6. With `any` rows of one protocol may come with both IP versions
   * mixed: then TCP's table is walked once for both, which takes the kernel half the time where few of many sockets are wanted.
   */
  order?: 'any' | undefined;
  /**
   * Find the processes that hold each socket: all of them, or `first` for the one with the lowest pid, which ends sooner where
   * few sockets are wanted, and may or may not find more. `report.owners` says whether these are all.
   */
  owners?: boolean | 'first';
  /**
   * How: `bpf` has the kernel list all descriptors, which needs CAP_BPF and CAP_PERFMON, and Linux 5.17, or 5.11 with libbpf;
   * `procfs` reads every `/proc/<pid>/fd`. `auto` takes bpf where it can be had and is worth loading. A method that is named never
   * becomes the other.
   */
  ownerMethod?: 'auto' | OwnerMethodName | undefined;
  /** Threads of the search. Default: the processors, at most 4. */
  ownerThreads?: number;
  /** Only sockets that one of these processes holds; their owners are these processes alone. */
  pids?: readonly number[];
  /** Fields that cost something, and are there only when they are named; ASKED_FIELDS has all. */
  fields?: readonly AskedField[];
  /**
   * Protocols for which /proc is read too, for what sock_diag leaves out: refCount, flags and the connections not yet
   * accepted of `unix`, and its order; the user and the timeouts of SYN_RECV of `tcp`. Nothing of /proc makes a row of `unix` that
   * sock_diag does not confirm, and what it does not tell of a row is null. Only with source `auto`. The rows of `sctp` are then
   * those of /proc alone where it has them, in its order and with its associationId; of every state and both IP versions,
   * whatever `states` and `families` say, because /proc keeps them in two files for all.
   */
  procFields?: readonly ('tcp' | 'unix' | 'sctp')[];
}

/** What a query can ask for by a state: those that a row can have, and what sock_diag only gives when it is named. */
export type AskedState = State | 'BOUND_INACTIVE';

const BOUND_INACTIVE = 'BOUND_INACTIVE' satisfies AskedState;
const ASKED_STATES: readonly AskedState[] = [...STATES, BOUND_INACTIVE];
const PROC_FIELDS = ['tcp', 'unix', 'sctp'] as const satisfies Query['procFields'];
const ALL_FAMILIES = ['inet', 'inet6'] as const;
const MAX_THREADS = 64;
// The kernel's numbers are signed.
const MAX_PID = 0x7fffffff;

/** All that a query can have. */
const KEYS: Readonly<Record<keyof Query, true>> = {
  ...SOURCE_KEYS,
  protocols: true,
  families: true,
  states: true,
  localPorts: true,
  remotePorts: true,
  filter: true,
  order: true,
  owners: true,
  ownerMethod: true,
  ownerThreads: true,
  pids: true,
  tcpInfo: true,
  memory: true,
  fields: true,
  procFields: true,
};

/**
 * Throws a TypeError that names the argument when a query is not one.
 * @param more - an object with the keys it may have beside a Query's
 */
export function checkQuery(query: Query, more: object = {}): void {
  checkQueryObject(query, { ...KEYS, ...more });
  checkList('protocols', query.protocols, NAMED_PROTOCOLS);
  checkList('families', query.families, ALL_FAMILIES);
  checkList('states', query.states, ASKED_STATES);
  checkList('fields', query.fields, ASKED_FIELDS);
  checkList('procFields', query.procFields, PROC_FIELDS);
  for (const name of ['localPorts', 'remotePorts'] as const) checkNumbers(name, query[name], 0, MAX_PORT);
  checkNumbers('pids', query.pids, 1, MAX_PID);
  checkType('filter', query.filter, 'string');
  if (query.order !== undefined) checkList('order', [query.order], ['any']);
  for (const name of ['tcpInfo', 'memory'] as const) checkType(name, query[name], 'boolean');
  if (![undefined, true, false, 'first'].includes(query.owners))
    throw new TypeError("owners must be a boolean or 'first'");
  checkSourceQuery(query);
  const { ownerMethod, ownerThreads } = query;
  if (ownerMethod !== undefined) checkList('ownerMethod', [ownerMethod], OWNER_METHODS);
  if (ownerThreads !== undefined) checkNumbers('ownerThreads', [ownerThreads], 1, MAX_THREADS);
}

/** One table of the kernel: a protocol in one address family. */
export interface Step {
  protocol: Protocol;
  family: Family;
}

/** The tables a query needs, in its order: each protocol's IPv4 before its IPv6. */
export function querySteps(query: Query): Step[] {
  const { localPorts, remotePorts } = query;
  if (localPorts?.length === 0 || remotePorts?.length === 0) return [];
  const families: readonly Family[] = [...new Set(query.families ?? ALL_FAMILIES)];
  return [...new Set(query.protocols ?? PROTOCOLS)].flatMap((protocol): Step[] => {
    if (protocol !== 'unix') return families.map((family) => ({ protocol, family }));
    return localPorts || remotePorts ? [] : [{ protocol, family: 'unix' }];
  });
}

/** Whether a query wants the rows of this table completed from /proc. */
export function isMerged(step: Step, query: Query): boolean {
  const wanted: readonly Protocol[] = query.procFields ?? [];
  return step.protocol !== 'sctp' && wanted.includes(step.protocol);
}

/** The ports a query wants; undefined when it wants any. */
export function portFilter({ localPorts, remotePorts }: Query): PortFilter | undefined {
  if (!localPorts && !remotePorts) return undefined;
  return { local: localPorts && new Set(localPorts), remote: remotePorts && new Set(remotePorts) };
}

/** Bit n for each state n that is wanted of the rows of a file. */
export function fileStates(states: readonly AskedState[] = STATES): number {
  const mask = states.reduce(
    (bits, state) => (state === BOUND_INACTIVE ? bits : bits | (1 << STATE_NUMBERS[state])),
    0,
  );
  return mask & ~(1 << STATE_NUMBERS.UNKNOWN);
}

/** Bit n for each state n that sock_diag is asked for of a protocol's sockets. */
export function stateMask(protocol: Protocol, states?: readonly AskedState[]): number {
  if (protocol !== 'tcp') return fileStates(states);
  const bound = states?.includes(BOUND_INACTIVE) ? 1 << TCP_BOUND_INACTIVE : 0;
  // The kernel lists no closed TCP socket, but would walk every connection to look for one.
  return (fileStates(states) & ~(1 << STATE_NUMBERS.CLOSE)) | bound;
}
