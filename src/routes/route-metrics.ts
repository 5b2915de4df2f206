import { RTAX_LOCK, RTAX_MAX } from '../uapi/routes.ts';
import type { RouteRecord } from './route-record.ts';

/** What TCP and IP take from a route instead of their defaults: RTAX_*. What is not set is not there. */
export interface RouteMetrics {
  /** Names of the metrics that path discovery and TCP may not change. */
  locked?: string[];
  /** Bytes of the largest packet. */
  mtu?: number;
  /** Bytes: the most a window may be. */
  window?: number;
  /** Round-trip time in ms, to 1/8 ms; from /proc whole ones. */
  rtt?: number;
  /** Its variance in ms, to 1/4 ms. */
  rttvar?: number;
  /** Segments: where slow start ends. */
  ssthresh?: number;
  /** Segments: the most a congestion window may be, when locked. */
  cwnd?: number;
  /** Bytes of the segment size that is advertised. /proc has it with 40 bytes of headers added. */
  advmss?: number;
  /** Segments. */
  reordering?: number;
  hoplimit?: number;
  /** Segments. */
  initcwnd?: number;
  /** RTAX_FEATURE_*: 1 is ECN. */
  features?: number;
  /** ms: the least retransmission timeout. */
  rtoMin?: number;
  /** Segments. */
  initrwnd?: number;
  /** 1: acknowledge at once. */
  quickack?: number;
  /** 1: TCP Fast Open without a cookie. */
  fastopenNoCookie?: number;
  /** The congestion control's name. */
  congestionControl?: string;
}

type NumberName = Exclude<keyof RouteMetrics, 'locked' | 'congestionControl'>;

/** By RTAX_*: the name, and how many of the kernel's units make one of ours. */
const METRICS: Readonly<Record<number, readonly [NumberName, number]>> = {
  2: ['mtu', 1],
  3: ['window', 1],
  4: ['rtt', 8],
  5: ['rttvar', 4],
  6: ['ssthresh', 1],
  7: ['cwnd', 1],
  8: ['advmss', 1],
  9: ['reordering', 1],
  10: ['hoplimit', 1],
  11: ['initcwnd', 1],
  12: ['features', 1],
  13: ['rtoMin', 1],
  14: ['initrwnd', 1],
  15: ['quickack', 1],
  17: ['fastopenNoCookie', 1],
};

export function toMetrics(record: RouteRecord): RouteMetrics {
  const metrics: RouteMetrics = {};
  const locks = record.metricValue(RTAX_LOCK);
  const locked: string[] = [];
  for (let number = 2; number <= RTAX_MAX; number++) {
    const [name, units] = METRICS[number] ?? [undefined, 1];
    if (!name) continue;
    if ((locks >>> number) & 1) locked.push(name);
    if ((record.metricsSet >>> number) & 1) metrics[name] = (record.metrics[number] as number) / units;
  }
  if (locked.length > 0) metrics.locked = locked;
  if (record.congestionControl) metrics.congestionControl = record.congestionControl;
  return metrics;
}
