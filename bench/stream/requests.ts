/** What can be asked of bench/stream/watcher.ts, and what it answers. */

import type { WatchReport } from '../../src/watch/changes/watch-report.ts';
import type { WatchQuery } from '../../src/watch/watch-query.ts';
import type { Counts } from './short-counts.ts';

export interface WatchRequest {
  do: 'watch';
  query: Omit<WatchQuery, 'signal'>;
  /** Ticks come by request alone. */
  byHand?: boolean;
  /** Ports of the servers whose connections are counted. */
  servers?: readonly number[];
}

export interface TickRequest {
  do: 'tick';
  /** The owners of all sockets are searched anew. */
  verify?: boolean;
  /** Measures the longest block of the event loop instead of the time. */
  block?: boolean;
}

export interface ProgressRequest {
  do: 'progress';
  /** Says how much of the heap is left when all garbage is collected. */
  collect?: boolean;
}

export type WatcherRequest = WatchRequest | TickRequest | ProgressRequest;

/** What was there at first. */
export interface Present {
  pid: number;
  sockets: number;
  owned: number;
}

export interface Progress {
  /** Processor time so far, in seconds, of all threads. */
  user: number;
  system: number;
  /** In bytes. */
  rss: number;
  heapUsed: number;
  /** What of the heap is no garbage, when it was asked for. */
  live?: number;
  counts: Counts;
  report: WatchReport;
}
