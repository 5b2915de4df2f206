import { isEndpoint } from '../../../sockets/table/sctp.ts';
import type { SocketTable } from '../../../sockets/table/socket-table.ts';
import { type Format, scanNumber } from '../scanf.ts';

/** A number's name, its format, and what stands right before it. */
type Scanned = readonly [name: PrintedName, format: Format, before: string];

/** What netstat reads of a line of /proc/net/{tcp,udp,udplite,raw} behind the ends, `%X %lX:%lX %X:%lX %lX %d %d %lu`. */
const INET: readonly Scanned[] = [
  ['state', 'X', ''],
  ['sendQ', 'lX', ''],
  ['recvQ', 'lX', ':'],
  ['timer', 'X', ''],
  ['ticks', 'lX', ':'],
  ['retransmits', 'lX', ''],
  ['uid', 'd', ''],
  ['probes', 'd', ''],
  ['inode', 'lu', ''],
];

/** Behind the pointer in /proc/net/unix, `%lX %lX %lX %X %X %lu`. */
const UNIX: readonly Scanned[] = [
  ['refCount', 'lX', ''],
  ['protocol', 'lX', ''],
  ['flags', 'lX', ''],
  ['type', 'X', ''],
  ['state', 'X', ''],
  ['inode', 'lu', ''],
];

/** Behind the kind of socket in /proc/net/sctp/eps, and in /proc/net/sctp/assocs. */
const ENDPOINT: readonly Scanned[] = [
  ['state', 'd', ''],
  ['bucket', 'd', ''],
  ['port', 'd', ''],
  ['uid', 'd', ''],
  ['inode', 'ul', ''],
];
const ASSOCIATION: readonly Scanned[] = [
  ['state', 'd', ''],
  ['associationState', 'd', ''],
  ['bucket', 'd', ''],
  ['associationId', 'd', ''],
  ['sendQ', 'u', ''],
  ['recvQ', 'u', ''],
  ['uid', 'd', ''],
  ['inode', 'ul', ''],
];

type PrintedName =
  | 'sendQ'
  | 'recvQ'
  | 'timer'
  | 'ticks'
  | 'retransmits'
  | 'uid'
  | 'probes'
  | 'inode'
  | 'refCount'
  | 'protocol'
  | 'flags'
  | 'type'
  | 'state'
  | 'bucket'
  | 'port'
  | 'associationState'
  | 'associationId';

/** Each as netstat prints it; missing where the line has no such number, and netstat prints what its memory held. */
export type PrintedNumbers = Partial<Record<PrintedName, bigint>> & {
  /** What the last number goes on with, which netstat takes for what comes next. */
  rest?: string;
};

/** The numbers of a row that do not all fit its fields: netstat has wider ones. undefined for every other row. */
export function printedNumbers(table: SocketTable, row: number): PrintedNumbers | undefined {
  const text = table.printed?.get(row);
  if (text === undefined) return undefined;
  const numbers: PrintedNumbers = {};
  let at = 0;
  for (const [name, format, before] of formatsOf(table, row)) {
    if (!text.startsWith(before, at)) return numbers;
    const scanned = scanNumber(text, at + before.length, format);
    if (!scanned) return numbers;
    numbers[name] = scanned.value;
    at = scanned.end;
    // Of SCTP netstat takes the words of a line one by one.
    if (table.sctp) while (at < text.length && !BLANKS.has(text[at] as string)) at++;
  }
  numbers.rest = text.slice(at);
  return numbers;
}

function formatsOf({ unix, sctp, unknown }: SocketTable, row: number): readonly Scanned[] {
  if (unix) return UNIX;
  if (!sctp) return INET;
  return isEndpoint(unknown[row] as number) ? ENDPOINT : ASSOCIATION;
}

const BLANKS: ReadonlySet<string> = new Set([' ', '\t']);

/** The users of rows whose numbers do not all fit: their names are to be found too. */
export function printedUsers(table: SocketTable): number[] {
  const rows = [...(table.printed?.keys() ?? [])].filter((row) => row < table.length);
  return rows.map((row) => Number(BigInt.asUintN(32, printedNumbers(table, row)?.uid ?? 0n)));
}

/** netstat's `name (seconds/retransmits/probes)`. */
export function printedTimer(numbers: PrintedNumbers, protocol: string, names: readonly string[]): string {
  const timer = Number(numbers.timer ?? 0n);
  const ticks = timer === 0 ? 0n : BigInt.asUintN(64, numbers.ticks ?? 0n);
  const udp = protocol === 'udp' || protocol === 'udplite';
  const retransmits = udp ? 0n : numbers.retransmits;
  const seconds = (Number(ticks) / 100).toFixed(2);
  return `${names[timer] ?? `unkn-${timer}`} (${seconds}/${retransmits ?? '-'}/${numbers.probes ?? '-'})`;
}
