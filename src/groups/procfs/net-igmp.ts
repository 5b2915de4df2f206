import { endianness } from 'node:os';
import { ABSENT } from '../../base/absent.ts';
import { isInterfaceName, MOST_INTERFACE_NAME } from '../../base/interface-name.ts';
import { ANY, LineCursor, U32 } from '../../kernel/procfs/line-cursor.ts';
import { AF_INET, AF_INET6 } from '../../uapi/sockets.ts';
import type { GroupRecord, LineText } from '../group-record.ts';

const TAB = 0x09;
const SPACE = 0x20;
const MINUS = 0x2d;
const COLON = 0x3a;

/** Mark numbers that may be unknown; the index of an interface's line is then unknown of all its groups. */
const INDEX = 1;
const USERS = 2;
const RUNNING = 4;
const TIMER = 8;
const REPORTER = 16;
const FLAGS = 32;
/** The kernel's indexes are signed. */
const MOST_INDEX = 0x7fffffff;

const HEADING = Buffer.from('Idx');

/** What the lines held beside the groups. */
export interface GroupCounts {
  /** The numbers of lines that could not be read, the first line being 0; they have no row. */
  badLines: number[];
  /** Groups with a number that does not fit, or that is cut off. */
  incomplete: number;
  /** Interfaces with groups of which none is there. */
  bare: number;
}

/** Calls `visit` for each group of a whole file. */
export type ParseGroups = (bytes: Uint8Array, record: GroupRecord, visit: () => void) => GroupCounts;

/**
 * Parses `/proc/net/igmp`, `igmp_mc_seq_show()` in the kernel's `net/ipv4/igmp.c`: a line for each interface, `4\teth0      :
 * 2      V3`, and behind it an indented one for each of its groups, `010000E0     1 0:00000000\t\t0`. The address is a word in
 * this machine's byte order, printed in hexadecimal.
 */
export function parseIgmp(bytes: Uint8Array, record: GroupRecord, visit: () => void): GroupCounts {
  const cursor = new LineCursor(bytes, true);
  const counts: GroupCounts = { badLines: [], incomplete: 0, bare: 0 };
  record.family = AF_INET;
  record.flags = ABSENT;
  let device = false;
  // Groups that are said to follow.
  let awaited = 0;
  for (let start = 0, number = 0; cursor.line(start); start = cursor.end + 1, number++) {
    const group = bytes[start] === TAB;
    if (number === 0 && isHeading(bytes)) continue;
    if (!group && awaited > 0) counts.bare++;
    awaited = 0;
    if (group) readIgmpGroup(bytes, cursor, record);
    else awaited = readDevice(bytes, cursor, record);
    const good = cursor.ok && cursor.at === cursor.end;
    // Groups behind a line that could not be read must not be taken for those of the interface before.
    if (!group) device = good;
    if (!good) awaited = 0;
    if (!good || !device) counts.badLines.push(number);
    if (!good || !device || !group) continue;
    if (cursor.misfits !== 0 || record.interfaceIndex === ABSENT || !record.isNameKnown) counts.incomplete++;
    visit();
  }
  if (awaited > 0) counts.bare++;
  return counts;
}

/**
 * Parses `/proc/net/igmp6`, `igmp6_mc_seq_show()` in the kernel's `net/ipv6/mcast.c`: a line for each group, `4    eth0
 * ff020000000000000000000000000001     1 0000000C 0`: index, interface, address, users, flags and, when it runs, the timer.
 */
export function parseIgmp6(bytes: Uint8Array, record: GroupRecord, visit: () => void): GroupCounts {
  const cursor = new LineCursor(bytes, true);
  const counts: GroupCounts = { badLines: [], incomplete: 0, bare: 0 };
  record.family = AF_INET6;
  record.isNameKnown = true;
  for (let start = 0, number = 0; cursor.line(start); start = cursor.end + 1, number++) {
    readIgmp6Group(bytes, cursor, record);
    if (!cursor.ok || cursor.at !== cursor.end) {
      counts.badLines.push(number);
      continue;
    }
    if (cursor.misfits !== 0) counts.incomplete++;
    visit();
  }
  return counts;
}

function isHeading(bytes: Uint8Array): boolean {
  return HEADING.every((byte, i) => bytes[i] === byte);
}

/** The name goes up to the last colon before the number, before which there may be blanks; kernels before 4.4 allow colons in it. Gives how many groups follow. */
function readDevice(bytes: Uint8Array, cursor: LineCursor, record: GroupRecord): number {
  record.interfaceIndex = readIndex(cursor);
  skipBlanks(bytes, cursor);
  const { name } = record;
  readText(bytes, cursor, name);
  const { at } = cursor;
  while (cursor.at < cursor.end && isBlank(bytes[cursor.at] as number)) cursor.at++;
  if (bytes[cursor.at] === COLON && cursor.at > at) {
    cursor.expect(COLON);
  } else if (bytes[name.end - 1] === COLON) {
    name.end--;
    cursor.at = at;
  } else cursor.ok = false;
  if (name.end === name.start) cursor.ok = false;
  record.isNameKnown = isInterfaceName(bytes, name.start, name.end);
  if (!record.isNameKnown) cutName(bytes, name);
  skipBlanks(bytes, cursor);
  const groups = cursor.decimal(ANY, 0);
  skipBlanks(bytes, cursor);
  readText(bytes, cursor, record.igmp);
  return groups;
}

function readIgmpGroup(bytes: Uint8Array, cursor: LineCursor, record: GroupRecord): void {
  while (bytes[cursor.at] === TAB) cursor.at++;
  const word = eightDigits(cursor);
  for (let i = 0; i < 4; i++) record.address[i] = word >>> (LITTLE_ENDIAN ? 8 * i : 24 - 8 * i);
  skipBlanks(bytes, cursor);
  readUsers(bytes, cursor, record);
  skipBlanks(bytes, cursor);
  const running = cursor.decimal(1, RUNNING) === 1;
  cursor.expect(COLON);
  const ticks = cursor.hex(U32, TIMER);
  record.expires = running && (cursor.misfits & TIMER) === 0 ? ticks * TICK_MS : ABSENT;
  skipBlanks(bytes, cursor);
  const reporter = cursor.decimal(1, REPORTER) === 1;
  record.reporter = (cursor.misfits & REPORTER) === 0 ? reporter : null;
}

function readIgmp6Group(bytes: Uint8Array, cursor: LineCursor, record: GroupRecord): void {
  record.interfaceIndex = readIndex(cursor);
  skipBlanks(bytes, cursor);
  readText(bytes, cursor, record.name);
  if (!isInterfaceName(bytes, record.name.start, record.name.end)) cursor.ok = false;
  skipBlanks(bytes, cursor);
  readAddress(bytes, cursor, record.address);
  skipBlanks(bytes, cursor);
  readUsers(bytes, cursor, record);
  skipBlanks(bytes, cursor);
  const flags = readFlags(cursor);
  skipBlanks(bytes, cursor);
  const ticks = readTicks(bytes, cursor);
  const isKnown = (cursor.misfits & FLAGS) === 0;
  const running = isKnown && (flags & MAF_TIMER_RUNNING) !== 0;
  record.flags = isKnown ? flags : ABSENT;
  record.expires = running && (cursor.misfits & TIMER) === 0 ? ticks * TICK_MS : ABSENT;
  record.reporter = isKnown ? (flags & MAF_LAST_REPORTER) !== 0 : null;
}

function readIndex(cursor: LineCursor): number {
  const index = cursor.decimal(MOST_INDEX, INDEX);
  return (cursor.misfits & INDEX) === 0 ? index : ABSENT;
}

/** Without a count there is no membership; one that is too wide is kept as it is printed. */
function readUsers(bytes: Uint8Array, cursor: LineCursor, record: GroupRecord): void {
  const { at } = cursor;
  if (cursor.cutHere) cursor.ok = false;
  const users = cursor.decimalWord(USERS) | 0;
  // An int of the kernel's is printed with its sign: this is none, though netstat takes it for one.
  const isSigned = users < 0 && bytes.subarray(at, cursor.at).indexOf(MINUS) < 0;
  if (isSigned) cursor.misfits |= USERS;
  record.users = (cursor.misfits & USERS) === 0 ? users : null;
  if (record.users === null) record.printedUsers.set(bytes, at, cursor.at);
  if (bytes[cursor.at - 1] === MINUS) cursor.ok = false;
}

/** One blank or more, which must be there. */
function skipBlanks(bytes: Uint8Array, cursor: LineCursor): void {
  const start = cursor.at;
  while (cursor.at < cursor.end && isBlank(bytes[cursor.at] as number)) cursor.at++;
  if (cursor.at === start && !cursor.cutHere) cursor.ok = false;
}

/** Leaves of a name that is none what C takes for it: up to a NUL, and as much as has room. */
function cutName(bytes: Uint8Array, name: LineText): void {
  const nul = bytes.subarray(name.start, name.end).indexOf(0);
  const length = nul < 0 ? name.end - name.start : nul;
  name.end = name.start + Math.min(length, MOST_INTERFACE_NAME);
}

/** What goes on to the next blank, at least a byte. */
function readText(bytes: Uint8Array, cursor: LineCursor, text: LineText): void {
  const start = cursor.at;
  while (cursor.at < cursor.end && !isBlank(bytes[cursor.at] as number)) cursor.at++;
  text.set(bytes, start, cursor.at);
  if (cursor.at === start) cursor.ok = false;
}

function isBlank(byte: number): boolean {
  return byte === SPACE || byte === TAB;
}

/** A word of 32 bits as `%08X` prints it. */
function eightDigits(cursor: LineCursor): number {
  const start = cursor.at;
  const word = cursor.hexDigits(8);
  if (cursor.at - start !== 8) cursor.ok = false;
  return word;
}

/** The same, of which a wider one is unknown. */
function readFlags(cursor: LineCursor): number {
  const start = cursor.at;
  const flags = cursor.hex(U32, FLAGS);
  if (cursor.at - start < 8 && (cursor.misfits & FLAGS) === 0) cursor.ok = false;
  return flags;
}

/** The kernel reads the clock again when it prints: what is just over is negative. */
function readTicks(bytes: Uint8Array, cursor: LineCursor): number {
  const negative = bytes[cursor.at] === MINUS;
  if (negative) cursor.at++;
  const ticks = cursor.decimal(U32, TIMER);
  return negative ? 0 : ticks;
}

/** Two digits for each byte. Nothing else of a row is as long, so nothing is called for each digit. */
function readAddress(bytes: Uint8Array, cursor: LineCursor, address: Uint8Array): void {
  let { at } = cursor;
  let digits = 0;
  for (let i = 0; i < 16; i++) {
    const high = HEX_DIGITS[bytes[at++] as number] as number;
    const low = HEX_DIGITS[bytes[at++] as number] as number;
    digits |= high | low;
    address[i] = (high << 4) | low;
  }
  // A line end is no digit, and what is none is negative; behind the last byte there is nothing, which counts as 0.
  if (digits < 0 || at > cursor.end) cursor.ok = false;
  cursor.at = Math.min(at, cursor.end);
}

/** The value of each character that is a hexadecimal digit, -1 of the others. */
const HEX_DIGITS = Int8Array.from({ length: 256 }, (_, byte) => {
  const character = String.fromCharCode(byte);
  return /[\da-f]/i.test(character) ? Number.parseInt(character, 16) : -1;
});

const LITTLE_ENDIAN = endianness() === 'LE';

// Times are in USER_HZ, hundredths of a second on every architecture of today.
const TICK_MS = 10;

// `include/net/if_inet6.h`.
const MAF_TIMER_RUNNING = 0x01;
const MAF_LAST_REPORTER = 0x02;
