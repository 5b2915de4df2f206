import { ANY, isHexDigit, LineCursor, U8, U32 } from '../../kernel/procfs/line-cursor.ts';
import { SO_ACCEPTCON, STATE_NUMBERS } from '../../uapi/sockets.ts';
import { ALL_BITS, UNKNOWN } from '../table/unknown.ts';

/**
 * A line of `/proc/net/unix` (`unix_seq_show()` in `net/unix/af_unix.c`), hexadecimal but for the inode:
 *
 *     pointer: refcount protocol flags type state inode[ path]
 *
 * The state is not TCP's but the socket layer's (`socket_state` in `include/linux/net.h`). In the path the kernel prints every
 * NUL of an abstract name as `@` and everything else as it is, newlines too: a name can hold what looks like another line.
 */
const COLON = 0x3a;
const SPACE = 0x20;
const HEADING = Buffer.from('Num ');

/** `sun_path` in `include/uapi/linux/un.h`: no name has more bytes, and none is printed longer. */
export const MOST_NAME_BYTES = 108;

/** `socket_state`: nobody has accepted the connection; likewise, and it has not come to its listener. */
export const SS_CONNECTING = 2;
export const SS_DISCONNECTING = 4;
const SS_UNCONNECTED = 1;
const SS_CONNECTED = 3;
/** What the kernel prints; it knows another one, which no listed socket has. */
const PRINTED_STATES = [SS_UNCONNECTED, SS_CONNECTING, SS_CONNECTED, SS_DISCONNECTING];

/** Marks a number that is kept in no field, and the state, which is then UNKNOWN. */
const NO_FIELD = 1 << 30;
const STATE = 1 << 29;

/** Reads one line after the other: the numbers of a row, and where its name is. */
export class NetUnixLine {
  refCount = 0;
  flags = 0;
  type = 0;
  /** The socket layer's. */
  socketState = 0;
  inode = 0;
  /** Where the numbers begin, and where they end. */
  numbersStart = 0;
  numbersEnd = 0;
  /** Where the name begins, and where the kernel's limit, a NUL or the line ends it. */
  nameStart = 0;
  nameEnd = 0;
  /** A blank follows the numbers: the kernel prints it before a name, which may begin with a newline, and not where there is none. */
  named = false;
  /** Bytes of the line are behind the name's end. */
  overlong = false;
  readonly bytes: Uint8Array;
  readonly #cursor: LineCursor;
  #protocol = 0;
  #start = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.#cursor = new LineCursor(bytes);
  }

  /** Goes to the line that begins at `start`; false at the end of the bytes. */
  begin(start: number): boolean {
    this.#start = start;
    return this.#cursor.line(start);
  }

  get start(): number {
    return this.#start;
  }

  /** Where the line ends: at its newline, or with the bytes. */
  get end(): number {
    return this.#cursor.end;
  }

  /** Reads the line as a row; false when it is none: every kernel prints `%p: %08X %08X %08X %04X %02X %5lu`. */
  row(): boolean {
    const cursor = this.#cursor;
    if (this.bytes[cursor.at] === SPACE) return false;
    cursor.hex(ANY, 0);
    cursor.expect(COLON);
    this.numbersStart = cursor.at;
    this.refCount = this.#field(8, U32, UNKNOWN.refCount);
    this.#protocol = this.#field(8, ANY, NO_FIELD);
    this.flags = this.#field(8, U32, UNKNOWN.flags);
    this.type = this.#field(4, U8, UNKNOWN.type);
    this.socketState = this.#field(2, SS_DISCONNECTING, STATE);
    cursor.expect(SPACE);
    this.inode = this.#inode();
    this.numbersEnd = cursor.at;
    return cursor.ok && this.#findName();
  }

  /** The number that the file ends with may be cut short, and be another socket's. */
  #inode(): number {
    const cursor = this.#cursor;
    const inode = cursor.decimalColumn(U32, UNKNOWN.inode);
    if (cursor.at < this.bytes.length) return inode;
    cursor.misfits |= UNKNOWN.inode;
    return 0;
  }

  /** Bits of UNKNOWN: the fields whose numbers do not fit, or may be cut short. */
  get unknown(): number {
    return this.#cursor.misfits & ALL_BITS;
  }

  /** Some field, or the state, is not what the line says. */
  get incomplete(): boolean {
    return (this.#cursor.misfits & ~NO_FIELD) !== 0;
  }

  get stateFits(): boolean {
    return (this.#cursor.misfits & STATE) === 0;
  }

  /** Its name ends where the file does, within the line: it may be the begin of another. */
  get cutName(): boolean {
    return this.nameEnd > this.nameStart && this.nameEnd === this.bytes.length;
  }

  /** The row shows as the kernel prints such rows. */
  get usual(): boolean {
    return this.#cursor.misfits === 0 && this.#protocol === 0 && PRINTED_STATES.includes(this.socketState);
  }

  #findName(): boolean {
    const { at, end } = this.#cursor;
    this.named = this.bytes[at] === SPACE && at < end;
    this.nameStart = this.named ? at + 1 : at;
    this.nameEnd = this.#endOfName(this.nameStart, MOST_NAME_BYTES);
    this.overlong = this.nameEnd < end;
    return true;
  }

  /** Whether the line, which is no row, can go on with a name that already has so many bytes: the kernel prints no NUL. */
  continues(nameBytes: number): boolean {
    const room = MOST_NAME_BYTES - nameBytes - 1;
    if (nameBytes === 0 || this.end - this.#start > room || this.looksLikeRow) return false;
    return this.#endOfName(this.#start, room) === this.end;
  }

  /** It begins as a row does: such a line that is none is more likely a damaged row than a name. */
  get looksLikeRow(): boolean {
    const { bytes } = this;
    let at = this.#start;
    while (at < this.end && isHexDigit(bytes[at] as number)) at++;
    const digits = at - this.#start;
    return (digits === 8 || digits === 16) && at + 1 < this.end && bytes[at] === COLON && bytes[at + 1] === SPACE;
  }

  /** Only the first line names its columns. */
  get isHeading(): boolean {
    return this.#start === 0 && HEADING.every((byte, i) => this.bytes[i] === byte);
  }

  /** A blank, and a hexadecimal number of so many digits or more. */
  #field(digits: number, most: number, bit: number): number {
    const cursor = this.#cursor;
    cursor.expect(SPACE);
    const start = cursor.at;
    const value = this.bytes[start] === SPACE ? 0 : cursor.hex(most, bit);
    if (cursor.at - start < digits) cursor.ok = false;
    return value;
  }

  #endOfName(start: number, most: number): number {
    const limit = Math.min(this.end, start + most);
    for (let at = start; at < limit; at++) if (this.bytes[at] === 0) return at;
    return limit;
  }
}

/** The state sock_diag gives for the same socket. */
export function unixState({ socketState, stateFits, flags }: NetUnixLine): number {
  if (!stateFits) return STATE_NUMBERS.UNKNOWN;
  if ((flags & SO_ACCEPTCON) !== 0) return STATE_NUMBERS.LISTEN;
  if (socketState === SS_CONNECTED) return STATE_NUMBERS.ESTABLISHED;
  return socketState === SS_CONNECTING ? STATE_NUMBERS.SYN_SENT : STATE_NUMBERS.CLOSE;
}
