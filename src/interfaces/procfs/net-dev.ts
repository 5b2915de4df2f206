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
const MOST_DIGITS = `${MOST}`.length;

const HEADING_LINES = 2;
/** A name may have colons: the last one before the numbers ends it. */
const LINE = /^[ \t]*([^ \t]+):([ \t]*\d+(?:[ \t]+\d+)*)[ \t]*$/;

/** Parses /proc/net/dev, which begins with two lines of heading. Lines that are no interface's are counted. */
export function parseNetDev(bytes: Uint8Array): { rows: NetDevRow[]; malformed: number } {
  const lines = Buffer.from(bytes).toString('latin1').split('\n').slice(HEADING_LINES);
  if (lines.at(-1) === '') lines.pop();
  const rows = lines.map(parseLine);
  const good = rows.filter((row) => row !== undefined);
  return { rows: good, malformed: rows.length - good.length };
}

function parseLine(line: string): NetDevRow | undefined {
  const [, bytes, numbers] = LINE.exec(line) ?? [];
  const values = numbers?.trim().split(/[ \t]+/) ?? [];
  if (bytes === undefined || values.length < COLUMNS.length) return undefined;
  const counters = {} as Record<(typeof COLUMNS)[number], bigint>;
  for (const [i, column] of COLUMNS.entries()) {
    const value = values[i] as string;
    if (value.length > MOST_DIGITS || BigInt(value) > MOST) return undefined;
    counters[column] = BigInt(value);
  }
  const latin1 = Buffer.from(bytes, 'latin1');
  const name = latin1.toString();
  const latin1Name = lossyName(latin1, name);
  return { name, ...(latin1Name !== undefined && { latin1Name }), statistics: { ...UNKNOWN, ...counters } };
}
