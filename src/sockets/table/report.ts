import type { ProtocolSource } from '../../kernel/report.ts';
import type { Protocol } from '../../uapi/sockets.ts';

/** `bpf`: the kernel lists all descriptors that are sockets, in one pass. `procfs`: every `/proc/<pid>/fd` is read. */
export type OwnerMethodName = 'bpf' | 'procfs';

/** How owners were found. */
export interface OwnerMethod {
  method: OwnerMethodName;
  /** Why it is not bpf. */
  reason?: string;
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

/** What lines are counted by: a protocol, of SCTP each of its two files. */
export type LineKind = Exclude<Protocol, 'sctp'> | 'sctp eps' | 'sctp assoc';

/** What a result says of itself. While a scan runs it grows with it; at the end it is complete. */
export interface ScanReport {
  sources: Partial<Record<Protocol, ProtocolSource>>;
  /** The kernel said that its table changed during the dump (NLM_F_DUMP_INTR), so rows may be missing or double. */
  interrupted: boolean;
  /** Lines of /proc that could not be read as a socket, by protocol; they have no row. */
  malformed: Partial<Record<LineKind, number>>;
  /** Rows that the kernel gave twice, because sockets came and went meanwhile, and that were dropped. */
  duplicates: number;
  /** Both only when owners, or the sockets of some processes, were asked for. */
  owners?: OwnerMethod;
  processes?: ProcessCounts;
  /** Why the addon was not used, when it was not. */
  addonMissing?: string;
}

export function newReport(): ScanReport {
  return { sources: {}, interrupted: false, malformed: {}, duplicates: 0 };
}
