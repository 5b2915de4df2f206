import { showAs } from '../base/shown.ts';
import type { TableReport } from '../kernel/report.ts';

/** The files of /proc/net that hold counters. */
export type StatisticsFile = 'snmp' | 'netstat' | 'sctp/snmp' | 'snmp6';

/** The counters of one protocol in one file. */
export interface StatisticsSection {
  /** The kernel's name: `Ip`, `Tcp`, `TcpExt`, `Ip6`. */
  name: string;
  file: StatisticsFile;
  /**
   * Values by the kernel's names, in its order; those of `snmp6` and `sctp/snmp` begin with the section's name. Most count
   * events, packets, segments or, in `…Octets`, bytes since the network namespace was made, from 0 to 2^64 - 1. Some are states
   * (`CurrEstab`) or settings (`Forwarding`, `DefaultTTL`, `RtoMin` and `RtoMax` in milliseconds), and `MaxConn` is -1 for no
   * limit.
   */
  counters: ReadonlyMap<string, bigint>;
  /** Where the file has not a number of 64 bits for each counter: what it prints for all of them, which may be nothing. */
  printed?: ReadonlyMap<string, string>;
}

/** Counters of all protocols: their sections in the kernel's order, and what the whole says of itself. */
export class Statistics implements Iterable<StatisticsSection> {
  readonly sections: readonly StatisticsSection[];
  readonly report: TableReport;

  constructor(sections: readonly StatisticsSection[], report: TableReport) {
    this.sections = sections;
    this.report = report;
  }

  /** One counter, as `get('Tcp', 'RetransSegs')`; undefined where this kernel has none of that name, or its value could not be read. */
  get(section: string, counter: string): bigint | undefined {
    for (const { name, counters } of this.sections) {
      const value = name === section ? counters.get(counter) : undefined;
      if (value !== undefined) return value;
    }
    return undefined;
  }

  [Symbol.iterator](): IterableIterator<StatisticsSection> {
    return this.sections[Symbol.iterator]();
  }

  /** Section → counter → number, exact up to 2^53. */
  toJSON(): Record<string, Record<string, number>> {
    const json = new Map<string, Record<string, number>>();
    for (const { name, counters } of this.sections) {
      const numbers = Array.from(counters, ([counter, value]) => [counter, Number(value)]);
      json.set(name, { ...Object.fromEntries(numbers), ...json.get(name) });
    }
    return Object.fromEntries(json);
  }
}

showAs(Statistics, (statistics) => statistics.toJSON());
