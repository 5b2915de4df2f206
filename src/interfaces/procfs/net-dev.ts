import { isInterfaceName } from '../../base/interface-name.ts';
import type { LineCounts } from '../../kernel/report.ts';
import type { InterfaceStatistics } from '../interface.ts';
import { lossyName } from '../latin1-name.ts';

/** One line of /proc/net/dev. */
export interface NetDevRow {
  name: string;
  /** Where it is not UTF-8. */
  latin1Name?: string;
  statistics: InterfaceStatistics;
  /** Where not all counters fit: each as it is printed, nothing for one that is cut off. */
  printedCounters?: Partial<Record<keyof InterfaceStatistics, string>>;
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

/** An interface of which only the name is known, with a character for each byte. */
export function namedRow(latin1: string): NetDevRow {
  const counters = Object.fromEntries(COLUMNS.map((column) => [column, null])) as Record<
    (typeof COLUMNS)[number],
    null
  >;
  return rowOf(latin1, { ...UNKNOWN, ...counters });
}

function rowOf(text: string, statistics: InterfaceStatistics): NetDevRow {
  const latin1 = Buffer.from(text, 'latin1');
  const name = latin1.toString();
  const latin1Name = lossyName(latin1, name);
  return { name, ...(latin1Name !== undefined && { latin1Name }), statistics };
}

/** Counters of the kernel have 64 bits. */
const MOST = 2n ** 64n - 1n;
const FITS = /^0*\d{1,20}$/;

const HEADING_LINES = 2;
/** A name may have colons: the last one before the numbers ends it. */
const LINE = /^[ \t]*([^ \t]+):([ \t]*-?\d+(?:[ \t]+-?\d+)*)[ \t]*$/;
/**
 * Parses /proc/net/dev, which begins with two lines of heading. Lines that are no interface's are counted, and rows that lack a counter: where the
 * file ends within a line, that which may be cut short and all behind it.
 */
export function parseNetDev(bytes: Uint8Array): { rows: NetDevRow[] } & LineCounts {
  const lines = Buffer.from(bytes).toString('latin1').split('\n').slice(HEADING_LINES);
  const last = lines.at(-1) === '' ? -1 : lines.length - 1;
  if (last < 0) lines.pop();
  const rows = lines.map((line, i) => parseLine(line, i === last)).filter((row) => row !== undefined);
  const incomplete = rows.filter(({ statistics }) => COLUMNS.some((column) => statistics[column] === null)).length;
  return { rows, malformed: lines.length - rows.length, incomplete };
}

function parseLine(line: string, isCut: boolean): NetDevRow | undefined {
  const [, bytes, numbers] = LINE.exec(line) ?? [];
  const values = numbers?.trim().split(/[ \t]+/) ?? [];
  const known = isCut && /\d$/.test(line) ? values.length - 1 : values.length;
  // What stands behind the only colon of a line that is cut may be the rest of a name.
  const isName = bytes !== undefined && isInterfaceName(Buffer.from(bytes, 'latin1'), 0, bytes.length);
  if (!isName || known < (isCut ? 1 : COLUMNS.length)) return undefined;
  const counters = {} as Record<(typeof COLUMNS)[number], bigint | null>;
  for (const [i, column] of COLUMNS.entries()) counters[column] = i < known ? counter(values[i] as string) : null;
  const printed = COLUMNS.some((column) => counters[column] === null) ? printedCounters(values) : undefined;
  return {
    ...rowOf(bytes, { ...UNKNOWN, ...counters }),
    ...(printed && { printedCounters: printed }),
  };
}

function printedCounters(values: readonly string[]): Partial<Record<keyof InterfaceStatistics, string>> {
  return Object.fromEntries(COLUMNS.map((column, i) => [column, values[i] ?? '']));
}

function counter(digits: string): bigint | null {
  const value = FITS.test(digits) ? BigInt(digits) : MOST + 1n;
  return value <= MOST ? value : null;
}
