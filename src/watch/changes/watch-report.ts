import { newReport, type ScanReport } from '../../sockets/table/report.ts';
import type { Protocol } from '../../uapi/sockets.ts';

/** How the ends of a protocol's sockets are learnt. */
export interface EndSource {
  /**
   * `kernel`: it reports each, so that sockets too short for any look at its table are seen too. `polling`: an end is what the
   * next look no longer finds, and short ones are missed.
   */
  source: 'kernel' | 'polling';
  /** Why it is polling. */
  reason?: string;
}

/** What a stream says of itself; it grows with it. */
export interface WatchReport {
  /** Of the last look at the kernel's tables. */
  scan: ScanReport;
  /** By protocol. */
  ends: Partial<Record<Protocol, EndSource>>;
  /** Looks at the kernel's tables so far. */
  ticks: number;
  /** How long the last one took, in ms. */
  tickMs: number;
  /** Ticks that took longer than the interval. */
  late: number;
  /** Times the kernel dropped reports of ends, and how many where it counted them. */
  gaps: number;
  lost: number;
  /** How long the last full search for owners took, in ms, the tick it was part of included; `null` before, or without owners. */
  verifyMs: number | null;
  /** What the kernel keeps of its reports until they are read, in bytes; `null` where there are none. */
  receiveBuffer: number | null;
}

export function newWatchReport(): WatchReport {
  return {
    scan: newReport(),
    ends: {},
    ticks: 0,
    tickMs: 0,
    late: 0,
    gaps: 0,
    lost: 0,
    verifyMs: null,
    receiveBuffer: null,
  };
}
