import { LineCursor } from '../../kernel/procfs/line-cursor.ts';
import { AF_INET, AF_INET6, STATES } from '../../uapi/sockets.ts';
import { hasPorts, type PortFilter } from '../filter/ports.ts';
import type { Columns } from '../table/columns.ts';
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
const MS_PER_TICK = 10;

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
  /** Rows of a socket that was there before. */
  duplicates: number;
}

/** Appends every row of whole lines to a table that has room for one a line. */
export function parseNetInet(lines: Uint8Array, file: NetInetFile, table: Columns, seen: SeenSockets): ParseCounts {
  const cursor = new LineCursor(lines);
  const counts = { malformed: 0, duplicates: 0 };
  for (let start = 0; cursor.line(start); start = cursor.end + 1) {
    if (cursor.at === cursor.end) continue;
    const row = parseRow(cursor, file, table);
    if (row === 'row' && seen.add(table, table.length)) table.length++;
    else if (row === 'row') counts.duplicates++;
    else if (row === 'malformed' && !isHeading(lines, start)) counts.malformed++;
  }
  return counts;
}

/** Reads a line into the row behind the last. One of ports or a state that are not wanted is read no further than these. */
function parseRow(
  cursor: LineCursor,
  { family, protocol, states, ports }: NetInetFile,
  table: Columns,
): 'row' | 'unwanted' | 'malformed' {
  const row = table.length;
  cursor.decimal();
  cursor.expect(COLON);
  const localPort = endpoint(cursor, family, table.localAddressWords, row);
  const remotePort = endpoint(cursor, family, table.remoteAddressWords, row);
  const state = cursor.hex();
  if (!cursor.ok || state === 0 || state >= STATES.length) return 'malformed';
  if ((states & (1 << state)) === 0 || !hasPorts(ports, localPort, remotePort)) return 'unwanted';
  table.localPort[row] = localPort;
  table.remotePort[row] = remotePort;
  table.state[row] = state;
  table.sendQ[row] = cursor.hex();
  cursor.expect(COLON);
  table.recvQ[row] = cursor.hex();
  table.timer[row] = cursor.hex();
  cursor.expect(COLON);
  table.expires[row] = cursor.hex() * MS_PER_TICK;
  table.retransmits[row] = cursor.hex();
  table.uid[row] = cursor.decimal();
  table.probes[row] = cursor.decimal();
  table.inode[row] = cursor.decimal();
  // More follows in every row of the kernel's; without it the inode may be cut short, and be another socket's.
  cursor.expect(SPACE);
  if (!cursor.ok) return 'malformed';
  table.family[row] = family;
  table.protocol[row] = protocol;
  setUnknown(table, row);
  return 'row';
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
  return new TextDecoder().decode(line).includes('local_address');
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
