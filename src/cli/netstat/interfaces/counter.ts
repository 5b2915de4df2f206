import type { InterfaceRecord, InterfaceStatistics } from '../../../index.ts';
import { scannedValue } from '../scanf.ts';

const MOST = 2n ** 64n - 1n;

/** A counter as netstat shows it: for one that 64 bits do not hold the most that they do. */
export function shownCounter(value: bigint | null): bigint {
  return value ?? MOST;
}

/** False of an interface that only /sys tells of. */
export function hasCounters({ statistics, printedCounters }: InterfaceRecord): boolean {
  return printedCounters !== undefined || statistics.rxBytes !== null || statistics.txBytes !== null;
}

/** The counters as netstat reads them; one that its line lacks is 0. */
export function shownCounters({ statistics, printedCounters }: InterfaceRecord): InterfaceStatistics {
  if (!printedCounters) return statistics;
  const scanned = Object.entries(printedCounters).map(([name, text]) => [name, scannedValue(text, 'lu') ?? 0n]);
  return { ...statistics, ...Object.fromEntries(scanned) };
}
