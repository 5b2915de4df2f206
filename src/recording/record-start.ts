import type { OwnerReport } from '../sockets/table/report.ts';
import { PROTOCOLS } from '../uapi/sockets.ts';
import type { Moment } from '../watch/changes/clock.ts';
import type { WatchReport } from '../watch/changes/watch-report.ts';
import { type WatchQuery, watchSettings } from '../watch/watch-query.ts';
import { jsonLine } from './json-line.ts';

/** Of the format that is written. Version 1 had numbers of 64 bits as text. */
export const RECORD_VERSION = 2;

/** The versions that are read. */
export const READ_VERSIONS: readonly number[] = [1, RECORD_VERSION];

/** A query that names its protocols, so that a record says them. */
export type RecordedQuery = Omit<WatchQuery, 'signal' | 'interval'> & Required<Pick<WatchQuery, 'protocols'>>;

/** The first line of a record: when it was begun, and what it holds. */
export interface RecordStart {
  type: 'start';
  /** Of the format: 2, or 1, in which numbers of 64 bits were text. */
  version: number;
  /** In ISO 8601. */
  time: string;
  /** CLOCK_MONOTONIC in ms. */
  monotonic: number;
  /** From one look at the kernel's tables to the next, in ms. */
  interval: number;
  /** What was asked for. */
  query: RecordedQuery;
  /** How the ends of sockets were learnt, and, when they were asked for, their owners at the beginning. */
  report: Pick<WatchReport, 'ends'> & { owners?: OwnerReport };
}

/** Whether data that has a version is such a line, as far as it is read. */
export function isRecordStart(data: unknown): data is RecordStart {
  const { time, monotonic, interval, query, report } = data as Readonly<Record<string, unknown>>;
  return (
    typeof time === 'string' &&
    typeof monotonic === 'number' &&
    typeof interval === 'number' &&
    isObject(query) &&
    Array.isArray(query.protocols) &&
    isObject(report) &&
    isObject(report.ends) &&
    Object.values(report.ends).every(isEndSource) &&
    (report.owners === undefined || isOwnerReport(report.owners))
  );
}

function isEndSource(value: unknown): boolean {
  return isObject(value) && (value.source === 'kernel' || value.source === 'polling');
}

function isOwnerReport(value: unknown): boolean {
  if (!isObject(value) || typeof value.complete !== 'boolean') return false;
  const { method, incomplete } = value;
  return (method === 'bpf' || method === 'procfs') && (incomplete === undefined || Array.isArray(incomplete));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** That line with its end. @param begun - when the stream was, before its first look */
export function recordStart(query: WatchQuery, { ends, scan }: WatchReport, begun: Moment): string {
  const { interval } = watchSettings(query);
  const { signal: _, interval: __, ...rest } = query;
  const start: RecordStart = {
    type: 'start',
    version: RECORD_VERSION,
    time: new Date(begun.wall).toISOString(),
    monotonic: begun.monotonic,
    interval,
    query: { protocols: PROTOCOLS, ...rest },
    report: { ends, ...(scan.owners && { owners: scan.owners }) },
  };
  return `${jsonLine(start)}\n`;
}
