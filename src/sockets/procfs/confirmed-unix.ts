import { MOST_NAME_BYTES, NetUnixLine } from './net-unix-line.ts';
import { UnacceptedUnix } from './unaccepted-unix.ts';
import { NONE, type UnixIndex } from './unix-index.ts';

const SLICE = 4 * 1024;

/**
 * What of /proc/net/unix sock_diag confirms, in the file's order. Names are anybody's, and what follows a newline in one can look like lines, but
 * no name has more than 108 bytes. So a line is doubtful where it can be part of the name before it, and that name is not known: of a socket
 * that sock_diag does not have, or of a connection not yet accepted, whose listener may be in another network namespace. Behind a socket that
 * sock_diag does not have nothing without an inode counts.
 *
 * A line is of a socket only if sock_diag has one of its inode, type, state and name. Where several lines are, one that is not doubtful is
 * believed; else what they differ in is unknown. A connection not yet accepted has no inode: see UnacceptedUnix.
 */
export class ConfirmedUnix {
  /** sock_diag's row of each place; a code of `unaccepted`, below 0. */
  readonly rows: number[] = [];
  readonly refCounts: number[] = [];
  /** Places whose lines differ in the references: one of them is forged, or they changed meanwhile. */
  readonly ambiguous = new Set<number>();
  readonly unaccepted: UnacceptedUnix;
  /** Places of sock_diag's own rows. */
  confirmed = 0;
  /** Rows that are not confirmed; those that were there twice; and lines that belong to no row. */
  unconfirmed = 0;
  duplicates = 0;
  malformed = 0;
  readonly #line: NetUnixLine;
  readonly #index: UnixIndex;
  /** By row of the index. */
  readonly #places: Uint32Array;
  /** Places of which all lines so far are doubtful. */
  readonly #doubtful = new Set<number>();
  /** Bytes so far of the name of a row that is not known: its rest is no line of its own. */
  #nameBytes = 0;
  /** A line that ends before this can be part of the name of a connection, or a socket, that is not known. */
  #doubtfulUntil = 0;
  /** A line that ends before this can be part of the name of a socket that sock_diag does not have, or of one that it has. */
  #foreignUntil = 0;

  constructor(
    readonly bytes: Uint8Array,
    index: UnixIndex,
  ) {
    this.#line = new NetUnixLine(bytes);
    this.#index = index;
    this.#places = new Uint32Array(index.rows);
    this.unaccepted = new UnacceptedUnix(index);
  }

  /** Reads all lines in slices; calls `pause` between them so that other work gets its turn. */
  async read(pause: () => Promise<void>): Promise<this> {
    const line = this.#line;
    for (let at = 0, number = 1; line.begin(at); number++) {
      if (!line.row()) at = this.#strayLine() + 1;
      else if (!line.usual) at = this.#refuse() + 1;
      else at = (line.inode === 0 ? this.#connection() : this.#socket()) + 1;
      if (number % SLICE === 0) await pause();
    }
    this.unconfirmed += this.unaccepted.settle(this.rows, this.refCounts);
    return this;
  }

  get #isDoubtful(): boolean {
    return this.#line.end <= Math.max(this.#doubtfulUntil, this.#foreignUntil);
  }

  /** Returns where the row ends. */
  #socket(): number {
    const index = this.#index;
    const row = index.take(this.#line);
    if (row === NONE && index.double === NONE) return this.#refuse();
    const doubtful = this.#isDoubtful;
    if (row === NONE) this.#again(this.#places[index.double] as number, doubtful);
    else {
      this.#places[row] = this.rows.length;
      this.confirmed++;
      if (doubtful) this.#doubtful.add(this.rows.length);
      this.#place(row);
    }
    this.#nameBytes = MOST_NAME_BYTES;
    if (!doubtful || index.nameEnd === this.#line.end) return index.nameEnd;
    // Either the name holds the lines behind it, or this line is held by another name, and these are not.
    this.#foreignUntil = Math.max(this.#foreignUntil, index.nameEnd);
    return this.#line.end;
  }

  /** A further line of a socket. */
  #again(place: number, doubtful: boolean): void {
    const differs = this.refCounts[place] !== this.#line.refCount;
    const wasDoubtful = this.#doubtful.has(place);
    if (doubtful === wasDoubtful) {
      if (differs) this.ambiguous.add(place);
      if (differs && doubtful) this.unconfirmed++;
      else this.duplicates++;
      return;
    }
    this.unconfirmed++;
    if (doubtful) return;
    this.#doubtful.delete(place);
    this.ambiguous.delete(place);
    this.refCounts[place] = this.#line.refCount;
  }

  #connection(): number {
    const line = this.#line;
    const index = this.#index;
    if (line.end <= this.#foreignUntil) return this.#refuse();
    const code = this.unaccepted.take(line, this.#isDoubtful, this.rows.length);
    if (line.named) this.#doubtfulUntil = Math.max(this.#doubtfulUntil, line.nameStart + MOST_NAME_BYTES);
    if (code === NONE) return this.#refuse();
    this.#place(code);
    if (line.named) this.#foreignUntil = Math.max(this.#foreignUntil, index.nameEnd);
    this.#nameBytes = line.nameEnd - line.nameStart;
    return line.end;
  }

  #place(row: number): void {
    this.rows.push(row);
    this.refCounts.push(this.#line.refCount);
  }

  /** Returns where the line ends. */
  #refuse(): number {
    const { overlong, named, inode, nameStart, nameEnd, end } = this.#line;
    if (overlong) this.malformed++;
    else this.unconfirmed++;
    if (named && (inode !== 0 || !this.#line.usual))
      this.#foreignUntil = Math.max(this.#foreignUntil, nameStart + MOST_NAME_BYTES);
    this.#nameBytes = overlong ? MOST_NAME_BYTES : nameEnd - nameStart;
    return end;
  }

  #strayLine(): number {
    const line = this.#line;
    if (line.continues(this.#nameBytes)) {
      this.#nameBytes += 1 + line.end - line.start;
    } else if (!line.isHeading) {
      this.#nameBytes = MOST_NAME_BYTES;
      this.malformed++;
    }
    return line.end;
  }
}
