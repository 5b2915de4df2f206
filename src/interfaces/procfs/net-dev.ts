import type { LineCounts } from '../../kernel/report.ts';
import type { InterfaceStatistics } from '../interface.ts';
import { lossyName } from '../latin1-name.ts';

/** One line of /proc/net/dev. */
export interface NetDevRow {
  name: string;
  /** Where it is not UTF-8. */
  latin1Name?: string;
  statistics: InterfaceStatistics;
}

/**
 * The columns, `dev_seq_printf_stats()` of `net/core/net-procfs.c`: first what was received, then what was sent. Two of them and
 * one more are sums.
 */
const COLUMNS = [
  'rxBytes',
  'rxPackets',
  'rxErrors',
  'rxDroppedAll',
  'rxFifoErrors',
  'rxFrameErrorsAll',
  'rxCompressed',
  'multicast',
  'txBytes',
  'txPackets',
  'txErrors',
  'txDropped',
  'txFifoErrors',
  'collisions',
  'txCarrierErrorsAll',
  'txCompressed',
] as const;

/** What only appears in a sum, or not at all. */
const UNKNOWN = {
  rxDropped: null,
  rxLengthErrors: null,
  rxOverErrors: null,
  rxCrcErrors: null,
  rxFrameErrors: null,
  rxMissedErrors: null,
  txAbortedErrors: null,
  txCarrierErrors: null,
  txHeartbeatErrors: null,
  txWindowErrors: null,
  rxNoHandler: null,
  rxOtherHostDropped: null,
};

/** Counters of the kernel have 64 bits. */
const MOST = 2n ** 64n - 1n;
const FITS = /^0*\d{1,20}$/;

const HEADING_LINES = 2;
/** A name may have colons: the last one before the numbers ends it. */
const LINE = /^[ \t]*([^ \t]+):([ \t]*\d+(?:[ \t]+\d+)*)[ \t]*$/;

/** Parses /proc/net/dev, which begins with two lines of heading. Lines that are no interface's are counted, and rows that lack a counter. */
export function parseNetDev(bytes: Uint8Array): { rows: NetDevRow[] } & LineCounts {
  const lines = Buffer.from(bytes).toString('latin1').split('\n').slice(HEADING_LINES);
  if (lines.at(-1) === '') lines.pop();
  const rows = lines.map(parseLine).filter((row) => row !== undefined);
  const incomplete = rows.filter(({ statistics }) => COLUMNS.some((column) => statistics[column] === null)).length;
  return { rows, malformed: lines.length - rows.length, incomplete };
}

function parseLine(line: string): NetDevRow | undefined {
  const [, bytes, numbers] = LINE.exec(line) ?? [];
  const values = numbers?.trim().split(/[ \t]+/) ?? [];
  if (bytes === undefined || values.length < COLUMNS.length) return undefined;
  const counters = {} as Record<(typeof COLUMNS)[number], bigint | null>;
  for (const [i, column] of COLUMNS.entries()) counters[column] = counter(values[i] as string);
  const latin1 = Buffer.from(bytes, 'latin1');
  const name = latin1.toString();
  const latin1Name = lossyName(latin1, name);
  return { name, ...(latin1Name !== undefined && { latin1Name }), statistics: { ...UNKNOWN, ...counters } };
}

function counter(digits: string): bigint | null {
  const value = FITS.test(digits) ? BigInt(digits) : MOST + 1n;
  return value <= MOST ? value : null;
}
