/** The shape of a result file. */
import type { EndSource } from '../../src/watch/changes/watch-report.ts';
import type { Round } from '../../test/support/short-connections.ts';
import type { Machine } from '../machine.ts';
import type { Series } from '../turns.ts';
import type { Verdict } from '../verdict.ts';
import type { WorldReport } from '../world.ts';
import type { MemoryPlan, ShortPlan } from './plan.ts';
import type { Counts } from './short-counts.ts';

/** Ticks over steady sockets, beside a peer and the kernel's part alone. */
export interface TicksResult extends WorldReport {
  series: Series[];
  /** What was not as the world is. */
  errors: string[];
}

/** How often one program ran while it had nothing to do. */
export interface IdleRun {
  name: string;
  /** Seconds from its last work to the first look. */
  settled: number;
  /** From there to the second. */
  seconds: number;
  threads: number;
  /** Of all its threads, voluntary or not: each is a time it ran. */
  switches: number;
  /** System calls strace saw, in as many seconds after that; absent where it could not look. */
  calls?: number;
}

/** Short connections, and what became known of them. */
export interface ShortResult extends ShortPlan {
  /** Absent where it could not be measured. */
  measured?: ShortMeasured;
  /** Why it could not. */
  unavailable?: string;
}

export interface ShortMeasured extends Round {
  counts: Counts;
  gaps: number;
  lost: number;
  ticks: number;
  late: number;
  /** In bytes; null where the kernel reports no ends. */
  receiveBuffer: number | null;
  /** How the ends were learnt. */
  ends: EndSource | undefined;
  /** Processor seconds of the watcher meanwhile. */
  cpu: number;
}

export interface MemorySample {
  /** Since the load began. */
  seconds: number;
  rss: number;
  heapUsed: number;
  /** What of the heap was left when all garbage was collected; of some samples alone. */
  live?: number;
}

/** The memory of a watcher while connections come and go. */
export interface MemoryResult extends MemoryPlan {
  accepted: number;
  /** Short sockets there were. */
  sockets: number;
  seconds: number;
  counts: Counts;
  gaps: number;
  lost: number;
  samples: MemorySample[];
}

export interface StreamOptions {
  runs: number;
  limit: number;
  /** Steady sockets of the ticks. */
  sockets: number;
  minutes: number;
  quick: boolean;
}

export interface StreamResult {
  kind: 'stream';
  date: string;
  machine: Machine;
  options: StreamOptions;
  ticks: TicksResult[];
  idle: IdleRun[];
  short: ShortResult[];
  memory?: MemoryResult;
  wanted: Verdict[];
}
