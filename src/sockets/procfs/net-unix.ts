import { ANY, LineCursor, U8, U32 } from '../../kernel/procfs/line-cursor.ts';
import { AF_UNIX, SO_ACCEPTCON, STATE_NUMBERS } from '../../uapi/sockets.ts';
import type { Columns, UnixColumns } from '../table/columns.ts';
import { keepPrinted } from '../table/printed.ts';
import { ALL_BITS, UNKNOWN } from '../table/unknown.ts';
import { setUnknown } from './net-inet.ts';

/**
 * A line of `/proc/net/unix` (`unix_seq_show()` in `net/unix/af_unix.c`), hexadecimal but for the inode:
 *
 *     pointer: refcount protocol flags type state inode[ path]
 *
 * The state is not TCP's but the socket layer's (`socket_state` in `include/linux/net.h`). In the path the kernel prints every
 * NUL of an abstract name as `@` and everything else as it is, newlines too: a name can hold what looks like another line.
 */
const NOT_IN_FILE = UNKNOWN.uid | UNKNOWN.recvQ | UNKNOWN.sendQ | UNKNOWN.peerInode;
const COLON = 0x3a;
const SPACE = 0x20;
const NEWLINE = 0x0a;
const AT = 0x40;
const HEADING = 'Num ';

/** Marks a number that is kept in no field, and the state, which is then UNKNOWN. */
const NO_FIELD = 1 << 30;
const STATE = 1 << 29;
/** No socket has it. */
const NO_INODE = -1;

const SS_UNCONNECTED = 1;
const SS_CONNECTING = 2;
const SS_CONNECTED = 3;
const SS_MOST = 4;
/** What the kernel prints; it knows two more, which no listed socket has. */
const PRINTED_STATES = [SS_UNCONNECTED, SS_CONNECTING, SS_CONNECTED];

/** Names known, from sock_diag, to hold a newline: the bytes as the kernel prints them, by inode. */
export type NamesWithNewline = ReadonlyMap<number, Uint8Array>;

/** A name as `/proc/net/unix` prints it: `@` for each NUL of an abstract one. */
export function printedName(name: Uint8Array): Uint8Array {
  return name[0] === 0 ? name.map((byte) => (byte === 0 ? AT : byte)) : name;
}

/** Parses the whole file, as many rows at a time as a table has room for. */
export class NetUnixParser {
  /** Lines that belong to no row. */
  malformed = 0;
  /** Rows with a number that their field cannot have, or cut off: the field is unknown. */
  incomplete = 0;
  readonly #bytes: Uint8Array;
  readonly #cursor: LineCursor;
  readonly #names: NamesWithNewline;
  readonly #longestFirst: readonly Uint8Array[];
  readonly #states: number;
  #at = 0;
  /** The last row was of a state that is not wanted, and so is the rest of its name. */
  #skipping = false;

  /**
   * @param states - bit n for each of TCP's states wanted: LISTEN, ESTABLISHED, SYN_SENT for a connection that waits, CLOSE
   * @param names - without them, a line that is not a row is taken for the rest of the name before it, and one that looks
   *   like a row for a row
   */
  constructor(bytes: Uint8Array, states: number, names: NamesWithNewline = new Map()) {
    this.#bytes = bytes;
    this.#cursor = new LineCursor(bytes);
    this.#states = states;
    this.#names = names;
    this.#longestFirst = [...names.values()].sort((a, b) => b.length - a.length);
  }

  /** Fills the table with whole rows; false when the file has ended. */
  fill(table: Columns): boolean {
    for (; this.#cursor.line(this.#at); this.#at = this.#cursor.end + 1) {
      const full = table.length === table.capacity;
      const before = table.length;
      // The last row's name may go on in the next line, so the table is full only before another row.
      if (full && this.#looksLikeRow()) return true;
      if (full || !this.#row(table, table.unix as UnixColumns)) this.#strayLine(table);
      else this.#skipping = table.length === before;
    }
    return false;
  }

  #looksLikeRow(): boolean {
    const cursor = this.#cursor;
    cursor.hex();
    cursor.expect(COLON);
    for (let field = 0; field < 5; field++) cursor.hex();
    cursor.decimal();
    const { ok } = cursor;
    cursor.line(this.#at);
    return ok;
  }

  /** False when the line is not a row. */
  #row(table: Columns, unix: UnixColumns): boolean {
    const cursor = this.#cursor;
    const row = table.length;
    cursor.hex(ANY, 0);
    cursor.expect(COLON);
    const numbers = cursor.at;
    const refCount = cursor.hex(U32, UNKNOWN.refCount);
    const protocol = cursor.hex(ANY, NO_FIELD);
    const flags = cursor.hex(U32, UNKNOWN.flags);
    const type = cursor.hex(U8, UNKNOWN.type);
    const state = cursor.hex(SS_MOST, STATE);
    const inode = this.#inode();
    if (!cursor.ok) return false;
    const { misfits } = cursor;
    cursor.end = this.#nameEnd((misfits & UNKNOWN.inode) === 0 ? inode : NO_INODE);
    const tcpState = (misfits & STATE) === 0 ? toTcpState(state, flags) : STATE_NUMBERS.UNKNOWN;
    if ((this.#states & (1 << (tcpState || STATE_NUMBERS.CLOSE))) === 0) return true;
    setUnknown(table, row, NOT_IN_FILE | (misfits & ALL_BITS));
    if ((misfits & ~NO_FIELD) !== 0) this.incomplete++;
    // netstat has words for what no kernel prints.
    if (misfits !== 0 || protocol !== 0 || !PRINTED_STATES.includes(state))
      keepPrinted(table, row, this.#bytes, numbers, cursor.at);
    table.family[row] = AF_UNIX;
    table.state[row] = tcpState;
    table.inode[row] = inode;
    unix.type[row] = type;
    unix.flags[row] = flags;
    unix.refCount[row] = refCount;
    this.#name(unix, row);
    table.length = row + 1;
    return true;
  }

  /** The number that the file ends with may be cut short, and be another socket's. */
  #inode(): number {
    const cursor = this.#cursor;
    const inode = cursor.decimal(U32, UNKNOWN.inode);
    if (cursor.at < this.#bytes.length) return inode;
    cursor.misfits |= UNKNOWN.inode;
    return 0;
  }

  /** Where the row's name ends: at the line's end, or behind a name known to hold newlines. */
  #nameEnd(inode: number): number {
    const { at, end } = this.#cursor;
    if (this.#names.size === 0) return end;
    const known = this.#names.get(inode);
    // A connection not yet accepted has its listener's name, but no inode to look it up by. Of names that begin alike the
    // longest counts: a shorter one would leave the rest of it as rows.
    const candidates = known ? [known] : inode === 0 ? this.#longestFirst : [];
    for (const name of candidates) if (this.#printedAt(at + 1, name)) return at + 1 + name.length;
    return end;
  }

  #printedAt(start: number, name: Uint8Array): boolean {
    const end = start + name.length;
    if (end < this.#bytes.length && this.#bytes[end] !== NEWLINE) return false;
    return name.every((byte, i) => this.#bytes[start + i] === byte);
  }

  /** An abstract name's first NUL is `@` here; a path that begins with `@` cannot be told from one. */
  #name(unix: UnixColumns, row: number): void {
    const { at, end } = this.#cursor;
    const start = this.#bytes[at] === SPACE ? at + 1 : at;
    unix.path.set(row, this.#bytes, start, end);
    if (start < end && this.#bytes[start] === AT) unix.path.bytes[unix.path.start(row)] = 0;
  }

  /** A line that is not a row: the heading, or the rest of a name with a newline in it. */
  #strayLine(table: Columns): void {
    const start = this.#at;
    const line = this.#bytes.subarray(start, this.#cursor.end);
    if (start === 0 && new TextDecoder().decode(line).startsWith(HEADING)) return;
    if (this.#skipping) return;
    const previous = table.length - 1;
    const path = table.unix?.path;
    if (previous < 0 || !path || path.at(previous).length === 0) {
      this.malformed++;
      return;
    }
    const name = Buffer.concat([path.at(previous), Buffer.from('\n'), line]);
    path.set(previous, name, 0, name.length);
  }
}

/** The state sock_diag gives for the same socket. */
function toTcpState(state: number, flags: number): number {
  if ((flags & SO_ACCEPTCON) !== 0) return STATE_NUMBERS.LISTEN;
  if (state === SS_CONNECTED) return STATE_NUMBERS.ESTABLISHED;
  return state === SS_CONNECTING ? STATE_NUMBERS.SYN_SENT : STATE_NUMBERS.CLOSE;
}
