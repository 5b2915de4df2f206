import { decodeText } from '../../base/text.ts';
import { ANY, LineCursor, U8 } from '../../kernel/procfs/line-cursor.ts';
import { AF_INET, AF_INET6, STATES } from '../../uapi/sockets.ts';
import type { Columns } from '../table/columns.ts';
import {
  finishRow,
  INCOMPLETE,
  isWanted,
  MALFORMED,
  MOST_TICKS,
  MS_PER_TICK,
  type NetInetFile,
  ODD,
  type RowKind,
  UNWANTED,
  WHOLE,
} from './inet-row.ts';
import { MOST_REF_DIGITS, readOddNumbers } from './odd-numbers.ts';
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
const ZERO = 0x30;
const NEWLINE = 0x0a;

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
    const state = parseEnds(cursor, file, table);
    let kind = cursor.ok ? parseRow(cursor, file, table, lines) : MALFORMED;
    if (kind === ODD) kind = readOddNumbers(lines, state, cursor.end, file, table);
    if (kind === MALFORMED) {
      if (!isHeading(lines, start)) counts.malformed++;
    } else if (kind !== UNWANTED) {
      // Without an inode nothing tells two sockets (in two VRFs, or of one shared port) from one that is listed twice.
      if (table.inode[table.length] !== 0 && !seen.add(table, table.length)) counts.duplicates++;
      else {
        if (kind === INCOMPLETE) counts.incomplete++;
        table.length++;
      }
    }
  }
  return counts;
}

/** Reads the number of a line and both ends into the row behind the last; returns where the state begins. */
function parseEnds(cursor: LineCursor, { family }: NetInetFile, table: Columns): number {
  const row = table.length;
  cursor.decimal(ANY, 0);
  cursor.expect(COLON);
  table.localPort[row] = endpoint(cursor, family, table.localAddressWords, row);
  table.remotePort[row] = endpoint(cursor, family, table.remoteAddressWords, row);
  return cursor.at;
}

/** Reads the numbers behind that; ODD when not all are as every kernel prints them. What is not wanted is read no further than its state. */
function parseRow(cursor: LineCursor, file: NetInetFile, table: Columns, lines: Uint8Array): RowKind {
  const row = table.length;
  const state = cursor.hexColumn();
  if (cursor.misfits !== 0 || state === 0 || state >= STATES.length) return ODD;
  if (!isWanted(file, table, state)) return UNWANTED;
  table.state[row] = state;
  table.sendQ[row] = cursor.hex();
  cursor.expect(COLON);
  table.recvQ[row] = cursor.hexColumn();
  table.timer[row] = cursor.hex(U8);
  cursor.expect(COLON);
  table.expires[row] = cursor.hexColumn(MOST_TICKS) * MS_PER_TICK;
  table.retransmits[row] = cursor.hexColumn(U8);
  table.uid[row] = cursor.wordColumn();
  table.probes[row] = cursor.decimalColumn(U8);
  const inode = cursor.at + 1;
  table.inode[row] = cursor.decimalColumn();
  // A number of so many digits begins with no zero, which a pointer may.
  if (lines[inode] === ZERO && cursor.at - inode > MOST_REF_DIGITS) return ODD;
  if (!cursor.ok || cursor.misfits !== 0 || !isReferenceBehind(lines, cursor.at, cursor.end)) return ODD;
  finishRow(table, file, 0);
  return WHOLE;
}

/** Whether a reference count is here. When a column before it is empty the pointer is: `%pK`, of 8 or 16 digits; what is not the kernel's may have fewer. */
function isReferenceBehind(lines: Uint8Array, space: number, end: number): boolean {
  const start = space + 1;
  const last = Math.min(end, start + MOST_REF_DIGITS + 1);
  let at = start;
  while (at < last && lines[at] !== SPACE) at++;
  return at > start && at - start <= MOST_REF_DIGITS;
}

/** Reads `address:port`; returns the port. */
function endpoint(cursor: LineCursor, family: number, words: Uint32Array, row: number): number {
  const count = family === AF_INET6 ? 4 : 1;
  words[4 * row] = cursor.hexWord();
  for (let i = 1; i < 4; i++) words[4 * row + i] = i < count ? cursor.hexDigits(8) : 0;
  cursor.expect(COLON);
  return cursor.hexDigits(4);
}

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
