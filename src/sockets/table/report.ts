import type { PartReport } from '../../kernel/report.ts';
import type { Family, Protocol } from '../../uapi/sockets.ts';

/** `bpf`: the kernel lists all descriptors that are sockets, in one pass. `procfs`: every `/proc/<pid>/fd` is read. */
export type OwnerMethodName = 'bpf' | 'procfs';

/** How owners were found. */
export interface OwnerMethod {
  method: OwnerMethodName;
  /** Why it is not bpf. */
  reason?: string;
}

/**
 * Why owners may be missing, in the order in which a search meets it:
 * - `forbidden`: processes were seen that this one may not look into; `processes` has their number
 * - `threads`: threads' own tables of descriptors could not be told from their process's, and were not all read: kcmp() is refused, as it is by the
 *   seccomp profiles of containers, or there is no addon that could call it, and the process has many descriptors times threads
 * - `no-proc`: what was searched is not the kernel's /proc: it is not mounted, is a copy, or may not be read
 * - `hidepid`: that /proc is mounted so that processes of other users are not seen at all
 * - `pid-namespace`: processes outside the pid namespace that was searched have no number there, and may hold sockets of this network
 */
export type OwnersIncomplete = 'forbidden' | 'threads' | 'no-proc' | 'hidepid' | 'pid-namespace';

/** How owners were found, and whether these are all. */
export interface OwnerReport extends OwnerMethod {
  /**
   * Every process that could hold one of the sockets was looked into; with `pids` in the query, each of these. A socket without an owner then
   * has none that is a process's descriptor: see `Socket.owners`.
   */
  complete: boolean;
  /** Why not, when it is not: one reason or several. */
  incomplete?: readonly OwnersIncomplete[];
}

/** How the processes fared in a search for owners. */
export interface ProcessCounts {
  /** Processes whose descriptors were read; with bpf those that have a socket, for it sees no others. */
  scanned: number;
  /** Processes that ended meanwhile. */
  vanished: number;
  /** Processes whose descriptors this one may not read: their sockets show no owner. */
  forbidden: number;
}

/** What is read of the kernel's sockets in one piece: a protocol in one IP version, as `tcp` and `tcp6`, or `unix`. */
export type SocketPart = Protocol | `${Exclude<Protocol, 'unix'>}6`;

/** The name of a part; /proc/net has its file under the same name, where it has one. */
export function socketPart(protocol: Protocol, family: Family): SocketPart {
  return protocol === 'unix' || family !== 'inet6' ? protocol : `${protocol}6`;
}

/** What lines of /proc are counted by: the part, or of SCTP the file, of which there are two for both IP versions. */
export type SocketLines = Exclude<SocketPart, 'sctp' | 'sctp6'> | 'sctp eps' | 'sctp assoc';

/** What a result says of itself. While a scan runs it grows with it; at the end it is complete. */
export interface ScanReport extends PartReport<SocketPart, SocketLines> {
  /** Rows that the kernel gave twice, because sockets came and went meanwhile, and that were dropped. */
  duplicates: number;
  /**
   * Rows of /proc that sock_diag does not confirm, and that are not shown: sockets made or changed meanwhile, and what a name with a newline in it
   * forges, or may forge. Only where /proc completed the rows of `unix` (`procFields`).
   */
  unconfirmed?: number;
  /**
   * Rows for which the query's `filter` is neither true nor false, because their source does not know what it asks for, and that are left out. Only
   * with a filter; what the kernel leaves out is not among them.
   */
  undecided?: number;
  /** How many of these for their owners alone. */
  undecidedOwners?: number;
  /** Both only when owners, or the sockets of some processes, were asked for. */
  owners?: OwnerReport;
  processes?: ProcessCounts;
}

export function newReport(): ScanReport {
  return { sources: {}, interrupted: false, malformed: {}, incomplete: {}, duplicates: 0 };
}
