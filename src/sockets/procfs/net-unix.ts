import { AF_UNIX, STATE_NUMBERS } from '../../uapi/sockets.ts';
import type { Columns, UnixColumns } from '../table/columns.ts';
import { keepPrinted } from '../table/printed.ts';
import { UNKNOWN } from '../table/unknown.ts';
import { MOST_NAME_BYTES, NetUnixLine, unixState } from './net-unix-line.ts';
import { SeenUnixSockets } from './seen-unix-sockets.ts';
import { setUnknown } from './set-unknown.ts';

const NOT_IN_FILE = UNKNOWN.uid | UNKNOWN.recvQ | UNKNOWN.sendQ | UNKNOWN.peerInode;
const AT = 0x40;
const NEWLINE = new Uint8Array([0x0a]);

/** A name that nothing can go on with. */
const ENDED = MOST_NAME_BYTES;

/**
 * Parses the whole file, as many rows at a time as a table has room for. A line that is no row is taken for the rest of the name
 * before it, and one that looks like a row for a row: what a name with a newline in it forges, the file alone cannot tell.
 */
export class NetUnixParser {
  /** Lines that belong to no row, and ends of lines that the kernel cannot have printed. */
  malformed = 0;
  /** Rows with a number that their field cannot have, or cut off: the field is unknown. */
  incomplete = 0;
  /** Rows of a socket that was there before. */
  duplicates = 0;
  readonly #line: NetUnixLine;
  readonly #states: number;
  readonly #seen = new SeenUnixSockets();
  #at = 0;
  /** Bytes of the last row's name so far; ENDED when it cannot go on. */
  #nameBytes = 0;
  /** The last row was not wanted, and so is the rest of its name. */
  #skipping = false;

  /** @param states - bit n for each of TCP's states wanted: LISTEN, ESTABLISHED, SYN_SENT for a connection that waits, CLOSE */
  constructor(bytes: Uint8Array, states: number) {
    this.#line = new NetUnixLine(bytes);
    this.#states = states;
  }

  /** Fills the table with whole rows; false when the file has ended. */
  fill(table: Columns): boolean {
    const line = this.#line;
    for (; line.begin(this.#at); this.#at = line.end + 1) {
      if (!line.row()) this.#strayLine(table);
      // The last row's name may go on in the next line, so the table is full only before another row.
      else if (table.length === table.capacity) return true;
      else this.#row(table, table.unix as UnixColumns);
    }
    return false;
  }

  #row(table: Columns, unix: UnixColumns): void {
    const line = this.#line;
    const row = table.length;
    this.#nameBytes = line.overlong ? ENDED : line.nameEnd - line.nameStart;
    if (line.overlong) this.malformed++;
    const state = unixState(line);
    const wanted = (this.#states & (1 << (state || STATE_NUMBERS.CLOSE))) !== 0;
    const double = wanted && !this.#seen.add(line);
    this.#skipping = !wanted || double;
    if (double) this.duplicates++;
    if (this.#skipping) return;
    setUnixRow(table, row, state, line.unknown);
    if (line.incomplete || line.cutName) this.incomplete++;
    table.endsCut = line.cutName;
    // netstat has words for what no kernel prints.
    if (!line.usual) keepPrinted(table, row, line.bytes, line.numbersStart, line.numbersEnd);
    table.inode[row] = line.inode;
    unix.type[row] = line.type;
    unix.flags[row] = line.flags;
    unix.refCount[row] = line.refCount;
    this.#name(unix, row);
    table.length = row + 1;
  }

  /** An abstract name's first NUL is `@` here; a path that begins with `@` cannot be told from one. */
  #name({ path }: UnixColumns, row: number): void {
    const { bytes, nameStart, nameEnd } = this.#line;
    path.set(row, bytes, nameStart, nameEnd);
    if (nameStart < nameEnd && bytes[nameStart] === AT) path.bytes[path.start(row)] = 0;
  }

  /** A line that is not a row: the heading, or the rest of a name with a newline in it. */
  #strayLine(table: Columns): void {
    const line = this.#line;
    if (line.isHeading) return;
    if (!line.continues(this.#nameBytes)) {
      this.#nameBytes = ENDED;
      this.malformed++;
      return;
    }
    this.#nameBytes += 1 + line.end - line.start;
    const previous = table.length - 1;
    if (this.#skipping || previous < 0) return;
    if (line.end === line.bytes.length) this.incomplete++;
    const { path } = table.unix as UnixColumns;
    path.extend(previous, NEWLINE, 0, 1);
    path.extend(previous, line.bytes, line.start, line.end);
  }
}

/** Says of a new row what it is, and what the file does not tell of it: bits of UNKNOWN, `more` beside what it never does. */
export function setUnixRow(table: Columns, row: number, state: number, more = 0): void {
  setUnknown(table, row, NOT_IN_FILE | more);
  table.family[row] = AF_UNIX;
  table.state[row] = state;
}
