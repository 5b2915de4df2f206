import { SO_ACCEPTCON, STATE_NUMBERS } from '../../uapi/sockets.ts';
import type { Columns, UnixColumns } from '../table/columns.ts';
import { MOST_NAME_BYTES, type NetUnixLine, unixState } from './net-unix-line.ts';

const { LISTEN, ESTABLISHED, CLOSE } = STATE_NUMBERS;
const NEWLINE = 0x0a;
const AT = 0x40;
/** No row. */
export const NONE = -1;
const SLICE = 8 * 1024;
/** Both directions, `include/net/sock.h`. */
const SHUTDOWN_MASK = 3;

// Names are anybody's, so which of them share a chain must not be.
const SEED = (Math.random() * 0x100000000) | 0;
const mixed = (hash: number, byte: number) => Math.imul(hash ^ byte, 0x01000193);

/** `unix_stream_connect()` makes a connection of one of these types: SOCK_STREAM, SOCK_SEQPACKET. */
export const CONNECTING_TYPES: readonly number[] = [1, 5];

/** All of sock_diag's UNIX sockets, to be found by what a line of /proc/net/unix says of them. */
export class UnixIndex {
  /** Where the name ends, in the text, of the row that was found last; and the row it is of where a line before was of it too. */
  nameEnd = 0;
  double = NONE;
  readonly #table: Columns;
  readonly #unix: UnixColumns;
  readonly #byInode: Chains;
  /** Listeners alone, of each name and type one. */
  readonly #byName: Chains;
  /** Of each of these the connections that wait for a listener of its name and type, less those that had a line. */
  readonly #pending: Int32Array;
  readonly #used: Uint8Array;
  /** Sockets that are connected with one that nobody has accepted yet. */
  clients = 0;
  #unconnected = 0;
  #isFull = false;
  readonly #ends = new Uint32Array(MOST_NAME_BYTES + 1);
  readonly #hashes = new Int32Array(MOST_NAME_BYTES + 1);

  /** Builds it in slices; calls `pause` between them so that other work gets its turn. */
  static async build(table: Columns, pause: () => Promise<void>): Promise<UnixIndex> {
    const index = new UnixIndex(table);
    // From the end, so that each row comes before those already in its chain.
    for (let row = table.length - 1; row >= 0; row--) {
      index.#add(row);
      if (row % SLICE === 0 && row > 0) await pause();
    }
    return index;
  }

  private constructor(table: Columns) {
    this.#table = table;
    this.#unix = table.unix as UnixColumns;
    this.#byInode = new Chains(table.length);
    this.#byName = new Chains(table.length);
    this.#pending = new Int32Array(table.length);
    this.#used = new Uint8Array(table.length);
  }

  /** Connections on their way to a listener, at most: each is of a socket that is not connected, and waits while a listener has too many. */
  get onTheirWay(): number {
    return this.#isFull ? this.#unconnected : 0;
  }

  get rows(): number {
    return this.#table.length;
  }

  #add(row: number): void {
    const { inode, state, recvQ, backlog } = this.#table;
    this.#byInode.add(inode[row] as number, row);
    if (CONNECTING_TYPES.includes(this.#unix.type[row] as number)) {
      if (state[row] === CLOSE) this.#unconnected++;
      if (state[row] === ESTABLISHED && this.#isClient(row)) this.clients++;
    }
    if (state[row] !== LISTEN) return;
    if ((recvQ[row] as number) > (backlog[row] as number)) this.#isFull = true;
    const hash = this.#nameHash(row);
    let listener = this.#byName.first(hash);
    while (listener !== NONE && !this.#isNamed(listener, row)) listener = this.#byName.next(listener);
    if (listener === NONE) this.#byName.add(hash, row);
    const held = listener === NONE ? row : listener;
    this.#pending[held] = (this.#pending[held] as number) + (recvQ[row] as number);
  }

  /** Whether a line was of this row. */
  isUsed(row: number): boolean {
    return this.#used[row] !== 0;
  }

  /**
   * The row that a line with an inode is of, which then is used: the same inode, type, state and name, and of several the one with the
   * longest name, since a shorter one would leave the rest of it as lines. NONE when there is none that was not used.
   */
  take(line: NetUnixLine): number {
    let found = NONE;
    let foundEnd = NONE;
    this.double = NONE;
    for (let row = this.#byInode.first(line.inode); row !== NONE; row = this.#byInode.next(row)) {
      if (this.#table.inode[row] !== line.inode || !this.#isLike(row, line)) continue;
      const end = line.named === this.#hasName(row) ? this.#nameEndAt(row, line.bytes, line.nameStart) : NONE;
      if (end >= 0 && this.isUsed(row)) [this.double, this.nameEnd] = [row, end];
      else if (end > foundEnd) [found, foundEnd] = [row, end];
    }
    if (found === NONE) return NONE;
    this.nameEnd = foundEnd;
    this.#used[found] = 1;
    return found;
  }

  /**
   * The listener for which a connection of this type and name may wait: of several the one with the longest name for which any waits. NONE when
   * sock_diag has none, which then is in another network namespace.
   */
  listenerOf({ bytes, type, nameStart, end: lineEnd }: NetUnixLine): number {
    let longest = NONE;
    this.nameEnd = lineEnd;
    for (let at = this.#readEnds(bytes, nameStart) - 1; at >= 0; at--) {
      const [hash, end] = [this.#hashes[at] as number, this.#ends[at] as number];
      for (let row = this.#byName.first(hash); row !== NONE; row = this.#byName.next(row)) {
        if (this.#unix.type[row] !== type || this.#nameEndAt(row, bytes, nameStart) !== end) continue;
        if (longest === NONE) [longest, this.nameEnd] = [row, end];
        if (this.waiting(row) > 0) return row;
      }
    }
    return longest;
  }

  /** How many connections wait for a listener and had no line yet; below 0 where more had one. */
  waiting(listener: number): number {
    return this.#pending[listener] as number;
  }

  /** A connection that waits for this listener had its line. */
  takeWaiting(listener: number): void {
    this.#pending[listener] = this.waiting(listener) - 1;
  }

  /** What has no inode is not accepted yet, or was closed, and then has shut down both directions here too. */
  #isClient(row: number): boolean {
    return this.#unix.peerInode[row] === 0 && this.#table.shutdown[row] !== SHUTDOWN_MASK;
  }

  #hasName(row: number): boolean {
    const { path } = this.#unix;
    return path.start(row) < (path.ends[row] as number);
  }

  /** Whether two listeners have one name and one type. */
  #isNamed(row: number, other: number): boolean {
    const { path, type } = this.#unix;
    const [from, otherFrom] = [path.start(row), path.start(other)];
    const length = (path.ends[row] as number) - from;
    if (type[row] !== type[other] || (path.ends[other] as number) - otherFrom !== length) return false;
    for (let i = 0; i < length; i++) if (path.bytes[from + i] !== path.bytes[otherFrom + i]) return false;
    return true;
  }

  #isLike(row: number, line: NetUnixLine): boolean {
    const state = this.#table.state[row] as number;
    // The file has no more than these three for sockets that have an inode.
    const printed = state === LISTEN || state === ESTABLISHED ? state : CLOSE;
    if (this.#unix.type[row] !== line.type || unixState(line) !== printed) return false;
    return line.flags === (state === LISTEN ? SO_ACCEPTCON : 0);
  }

  /** Where the row's name ends if it is printed at `start`, up to the end of a line; else -1. */
  #nameEndAt(row: number, bytes: Uint8Array, start: number): number {
    const { path } = this.#unix;
    const from = path.start(row);
    const length = (path.ends[row] as number) - from;
    const end = start + length;
    if (end > bytes.length || (end < bytes.length && bytes[end] !== NEWLINE)) return NONE;
    const abstract = path.bytes[from] === 0;
    for (let i = 0; i < length; i++) {
      const byte = path.bytes[from + i] as number;
      if (bytes[start + i] !== (abstract && byte === 0 ? AT : byte)) return NONE;
    }
    return end;
  }

  /** Of the name as it is printed. */
  #nameHash(row: number): number {
    const { path } = this.#unix;
    const [from, to] = [path.start(row), path.ends[row] as number];
    const abstract = path.bytes[from] === 0;
    let hash = SEED;
    for (let at = from; at < to; at++) {
      const byte = path.bytes[at] as number;
      hash = mixed(hash, abstract && byte === 0 ? AT : byte);
    }
    return hash;
  }

  /** Notes each place where a name that begins at `start` can end, with the hash up to there; returns how many there are. */
  #readEnds(bytes: Uint8Array, start: number): number {
    let count = 0;
    let hash = SEED;
    for (let at = start; at <= start + MOST_NAME_BYTES && at <= bytes.length; at++) {
      const byte = bytes[at];
      if (byte === NEWLINE || byte === undefined) {
        this.#ends[count] = at;
        this.#hashes[count++] = hash;
      }
      hash = mixed(hash, byte ?? 0);
    }
    return count;
  }
}

/** Rows by a number, those that share a place in a chain. */
class Chains {
  readonly #heads: Int32Array;
  readonly #next: Int32Array;
  readonly #shift: number;

  constructor(rows: number) {
    const bits = Math.max(4, 32 - Math.clz32(rows));
    this.#heads = new Int32Array(2 ** bits).fill(NONE);
    this.#next = new Int32Array(rows);
    this.#shift = 32 - bits;
  }

  add(key: number, row: number): void {
    const at = Math.imul(key, 0x9e3779b1) >>> this.#shift;
    this.#next[row] = this.#heads[at] as number;
    this.#heads[at] = row;
  }

  first(key: number): number {
    return this.#heads[Math.imul(key, 0x9e3779b1) >>> this.#shift] as number;
  }

  next(row: number): number {
    return this.#next[row] as number;
  }
}
