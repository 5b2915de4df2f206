import { decodeText } from '../../base/text.ts';
import { ANY, LineCursor, U8, U32 } from '../../kernel/procfs/line-cursor.ts';
import { AF_INET, AF_INET6, PROTOCOL_NUMBERS, STATE_NUMBERS, STATES } from '../../uapi/sockets.ts';
import { hasPorts, type PortFilter } from '../filter/ports.ts';
import type { Columns } from '../table/columns.ts';
import { keepPrinted } from '../table/printed.ts';
import { ASKED_BITS, UNKNOWN } from '../table/unknown.ts';
import type { SeenSockets } from './seen-sockets.ts';

/**
 * The line that `/proc/net/{tcp,udp,udplite,raw,icmp}{,6}` share (`get_tcp4_sock()` in `net/ipv4/tcp_ipv4.c` and its kin):
 *
 *     sl: local:port remote:port st tx:rx tr:when retrnsmt uid timeout inode ref pointer …
 *
 * Hexadecimal but for sl, uid, timeout (the unanswered probes) and inode. An address is printed as 32-bit words in the
 * machine's byte order, so a word read as a number is the word in memory. `when` is in clock ticks of 1/100 s.
 */
const COLON = 0x3a;
const SPACE = 0x20;
const NEWLINE = 0x0a;
const TAB = 0x09;
const MS_PER_TICK = 10;
const MOST_TICKS = Math.floor(U32 / MS_PER_TICK);
const TCP = PROTOCOL_NUMBERS.tcp;
const SYN_RECV = STATE_NUMBERS.SYN_RECV;

/** Which rows of a file are wanted. */
export interface NetInetFile {
  family: number;
  protocol: number;
  /** Bit n for each state wanted. */
  states: number;
  ports?: PortFilter | undefined;
}

/** What the lines held beside the rows that were appended. */
export interface ParseCounts {
  /** Lines that were not a row, the heading aside. */
  malformed: number;
  /** Rows with a number that their field cannot have, or cut off: the field is unknown. */
  incomplete: number;
  /** Rows of a socket that was there before. */
  duplicates: number;
}

/** Appends every row of whole lines to a table that has room for one a line. */
export function parseNetInet(lines: Uint8Array, file: NetInetFile, table: Columns, seen: SeenSockets): ParseCounts {
  const cursor = new LineCursor(lines);
  const counts = { malformed: 0, incomplete: 0, duplicates: 0 };
  for (let start = 0; cursor.line(start); start = cursor.end + 1) {
    if (cursor.at === cursor.end) continue;
    const numbers = parseRow(cursor, file, table);
    if (numbers === UNWANTED) continue;
    if (numbers === MALFORMED) {
      if (!isHeading(lines, start)) counts.malformed++;
    } else if (!seen.add(table, table.length)) {
      counts.duplicates++;
    } else {
      if (cursor.misfits !== 0 || cursor.at === cursor.end)
        counts.incomplete += keepWhole(lines, cursor, numbers, table);
      table.length++;
    }
  }
  return counts;
}

/** What parseRow() gives of a line that is no row. */
const UNWANTED = -1;
const MALFORMED = -2;

/**
 * Reads a line into the row behind the last. One of ports or a state that are not wanted is read no further than these. A row is what has all that
 * netstat wants of it.
 * @returns where the numbers behind the state begin
 */
function parseRow(cursor: LineCursor, { family, protocol, states, ports }: NetInetFile, table: Columns): number {
  const row = table.length;
  cursor.decimal(ANY, 0);
  cursor.expect(COLON);
  const localPort = endpoint(cursor, family, table.localAddressWords, row);
  const remotePort = endpoint(cursor, family, table.remoteAddressWords, row);
  const state = cursor.hex();
  if (!cursor.ok || state === 0 || state >= STATES.length) return MALFORMED;
  if ((states & (1 << state)) === 0 || !hasPorts(ports, localPort, remotePort)) return UNWANTED;
  const numbers = cursor.at;
  table.localPort[row] = localPort;
  table.remotePort[row] = remotePort;
  table.state[row] = state;
  table.sendQ[row] = cursor.hex(U32, UNKNOWN.sendQ);
  cursor.expect(COLON);
  table.recvQ[row] = cursor.hex(U32, UNKNOWN.recvQ);
  table.timer[row] = cursor.hex(U8, UNKNOWN.timer);
  cursor.expect(COLON);
  table.expires[row] = cursor.hex(MOST_TICKS, UNKNOWN.expires) * MS_PER_TICK;
  if (!cursor.ok && protocol !== TCP) return MALFORMED;
  table.retransmits[row] = cursor.hex(U8, UNKNOWN.retransmits);
  if (!cursor.ok && protocol === TCP) return MALFORMED;
  const uid = cursor.decimalWord(UNKNOWN.uid);
  table.uid[row] = uid;
  table.probes[row] = cursor.decimal(U8, UNKNOWN.probes);
  const inode = cursor.decimal(U32, UNKNOWN.inode);
  table.inode[row] = inode;
  table.family[row] = family;
  table.protocol[row] = protocol;
  // The kernel says user 0 of a socket without a file, whoever made it; of one in SYN_RECV it says the listener's.
  const nobody = uid === 0 && inode === 0 && state !== SYN_RECV && (cursor.misfits & UNKNOWN.inode) === 0;
  setUnknown(table, row, nobody ? cursor.misfits | UNKNOWN.uid : cursor.misfits);
  return numbers;
}

/** The numbers behind the state, in the order of the line. */
const NUMBERS = ['sendQ', 'recvQ', 'timer', 'expires', 'retransmits', 'uid', 'probes', 'inode'] as const;

/**
 * A row some of whose numbers are unknown keeps them as they are printed. More follows the inode in every row of the kernel's: the number that a
 * line ends with may be cut short, and an inode then another socket's.
 * @returns 1 when a number is unknown
 */
function keepWhole(lines: Uint8Array, cursor: LineCursor, start: number, table: Columns): number {
  const row = table.length;
  const { end } = cursor;
  let at = start;
  for (const name of NUMBERS) {
    while (at < end && isSeparator(lines[at] as number)) at++;
    const begin = at;
    while (at < end && !isSeparator(lines[at] as number)) at++;
    if (at < end || begin === end) continue;
    table[name][row] = 0;
    table.unknown[row] = (table.unknown[row] as number) | UNKNOWN[name];
    cursor.misfits |= UNKNOWN[name];
  }
  if (cursor.misfits === 0) return 0;
  keepPrinted(table, row, lines, start, end);
  return 1;
}

function isSeparator(byte: number): boolean {
  return byte === SPACE || byte === COLON || byte === TAB;
}

/** Reads `address:port`; returns the port. */
function endpoint(cursor: LineCursor, family: number, words: Uint32Array, row: number): number {
  const count = family === AF_INET6 ? 4 : 1;
  words[4 * row] = cursor.hexWord();
  for (let i = 1; i < 4; i++) words[4 * row + i] = i < count ? cursor.hexDigits(8) : 0;
  cursor.expect(COLON);
  return cursor.hexDigits(4);
}

/** What sock_diag tells and /proc does not, of any socket. */
const NOT_IN_PROC =
  ASKED_BITS |
  UNKNOWN.shutdown |
  UNKNOWN.v6only |
  UNKNOWN.backlog |
  UNKNOWN.interface |
  UNKNOWN.cookie |
  UNKNOWN.memory;

/** Says of a new row what /proc does not tell: of every socket, and beside that the fields of `more`. */
export function setUnknown(table: Columns, row: number, more = 0): void {
  table.unknown[row] = NOT_IN_PROC | more;
  table.tcpInfo?.set(row, NO_BYTES, 0, 0);
  table.unix?.path.set(row, NO_BYTES, 0, 0);
}

const NO_BYTES = new Uint8Array(0);

/** Only the first line names its columns, and it has no colon: a row has one after its number. */
function isHeading(lines: Uint8Array, start: number): boolean {
  const end = lines.indexOf(NEWLINE, start);
  const line = lines.subarray(start, end < 0 ? lines.length : end);
  return decodeText(line).includes('local_address');
}

/** An upper bound of the rows in `lines`. */
export function countLines(lines: Uint8Array): number {
  let count = 1;
  for (let at = lines.indexOf(NEWLINE); at >= 0; at = lines.indexOf(NEWLINE, at + 1)) count++;
  return count;
}

/** The file's name: the protocol's, with a 6 for IPv6. */
export function netInetFileName(protocol: string, family: number): string {
  return family === AF_INET ? protocol : `${protocol}6`;
}
