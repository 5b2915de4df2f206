import type { WatchReport } from '../watch/changes/watch-report.ts';
import type { WatchQuery } from '../watch/watch-query.ts';
import { jsonLine } from './json-line.ts';

/** Of the format that is written. Version 1 had numbers of 64 bits as text. */
export const RECORD_VERSION = 2;

/** The versions that are read. */
export const READ_VERSIONS: readonly number[] = [1, RECORD_VERSION];

/** A query that names its protocols and its interval, so that a record says them. */
export type RecordedQuery = WatchQuery & Required<Pick<WatchQuery, 'protocols' | 'interval'>>;

/** The first line of a record. */
export interface RecordStart {
  type: 'start';
  version: number;
  /** In ISO 8601. */
  time: string;
  /** CLOCK_MONOTONIC in ms. */
  monotonic: number;
  /** In ms. */
  interval: number;
  query: Omit<RecordedQuery, 'signal' | 'interval'>;
  report: Pick<WatchReport, 'ends'>;
}

const NS_PER_MS = 1e6;

/** That line with its end. */
export function recordStart({ signal, interval, ...query }: RecordedQuery, { ends }: WatchReport): string {
  const start: RecordStart = {
    type: 'start',
    version: RECORD_VERSION,
    time: new Date().toISOString(),
    monotonic: Number(process.hrtime.bigint()) / NS_PER_MS,
    interval,
    query,
    report: { ends },
  };
  return `${jsonLine(start)}\n`;
}
