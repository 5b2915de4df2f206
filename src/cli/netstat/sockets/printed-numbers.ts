import { isEndpoint } from '../../../sockets/table/sctp.ts';
import type { SocketTable } from '../../../sockets/table/socket-table.ts';

/**
 * How scanf of the C library takes a number: `%lX`, `%X`, `%lu` and `%d`, of which `u` is the latter in an unsigned int. What is too large for 64
 * bits is their most.
 */
type Format = 'lX' | 'X' | 'lu' | 'd' | 'u';

/** A number's name, its format, and what stands right before it. */
type Scanned = readonly [name: PrintedName, format: Format, before: string];

/** What netstat reads of a line of /proc/net/{tcp,udp,udplite,raw} behind the state, `%lX:%lX %X:%lX %lX %d %d %lu`. */
const INET: readonly Scanned[] = [
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

/** Behind the port in /proc/net/sctp/eps, and the association's number in /proc/net/sctp/assocs. */
const ENDPOINT: readonly Scanned[] = [
  ['uid', 'd', ''],
  ['inode', 'lu', ''],
];
const ASSOCIATION: readonly Scanned[] = [['sendQ', 'u', ''], ['recvQ', 'u', ''], ...ENDPOINT];

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
  | 'state';

/** Each as netstat prints it; missing where the line has no such number, and netstat prints what its memory held. */
export type PrintedNumbers = Partial<Record<PrintedName, bigint>>;

/** The numbers of a row that do not all fit its fields: netstat has wider ones. undefined for every other row. */
export function printedNumbers(table: SocketTable, row: number): PrintedNumbers | undefined {
  const text = table.printed?.get(row);
  if (text === undefined) return undefined;
  const numbers: PrintedNumbers = {};
  let at = 0;
  for (const [name, format, before] of formatsOf(table, row)) {
    if (!text.startsWith(before, at)) break;
    const pattern = format === 'X' || format === 'lX' ? HEXADECIMAL : DECIMAL;
    pattern.lastIndex = at + before.length;
    const [whole, sign, digits] = pattern.exec(text) ?? [];
    if (whole === undefined || digits === undefined) break;
    numbers[name] = scanned(format, sign === '-', BigInt(pattern === DECIMAL ? digits : `0x${digits}`));
    at = pattern.lastIndex;
  }
  return numbers;
}

function formatsOf({ unix, sctp, unknown }: SocketTable, row: number): readonly Scanned[] {
  if (unix) return UNIX;
  if (!sctp) return INET;
  return isEndpoint(unknown[row] as number) ? ENDPOINT : ASSOCIATION;
}

const DECIMAL = /[ \t]*([+-]?)(\d+)/y;
const HEXADECIMAL = /[ \t]*([+-]?)(?:0x(?=[\da-f]))?([\da-f]+)/iy;

const MOST_UNSIGNED = 2n ** 64n - 1n;
const MOST_SIGNED = 2n ** 63n - 1n;

function scanned(format: Format, negative: boolean, digits: bigint): bigint {
  if (format === 'd' || format === 'u') {
    const most = negative ? MOST_SIGNED + 1n : MOST_SIGNED;
    const value = digits < most ? digits : most;
    const signed = negative ? -value : value;
    return format === 'd' ? BigInt.asIntN(32, signed) : BigInt.asUintN(32, signed);
  }
  const value = digits > MOST_UNSIGNED ? MOST_UNSIGNED : negative ? -digits : digits;
  if (format === 'lu') return BigInt.asUintN(64, value);
  return BigInt.asIntN(format === 'X' ? 32 : 64, value);
}

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
