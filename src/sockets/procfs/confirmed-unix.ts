import { MOST_NAME_BYTES, NetUnixLine, SS_CONNECTING, SS_DISCONNECTING } from './net-unix-line.ts';
import { NONE, type UnixIndex } from './unix-index.ts';

/** In `rows`: a connection on its way to its listener. */
export const ON_ITS_WAY = -1;

/** In `rows`: the place of a connection that waits for the listener of a row; and the row of such a place. */
export const waitingFor = (row: number) => -2 - row;

/** The kernel's table holds a reference to a socket, and whoever waits for it or makes it another. */
const LEAST_REFERENCES = 2;

const SLICE = 4 * 1024;

/**
 * What of /proc/net/unix sock_diag confirms, in the file's order. A line is of a socket only if sock_diag has one of its inode, type,
 * state and name that no line before was of. A connection not yet accepted has no inode, and sock_diag does not list it: its line counts
 * if its columns can be one's, and only as often as sock_diag says that connections wait for a listener of its name and type; and not where
 * it can be part of a name that sock_diag did not tell: those of sockets made since hold lines that nobody can confirm.
 */
export class ConfirmedUnix {
  /** sock_diag's row of each place; waitingFor() it, or ON_ITS_WAY. */
  readonly rows: number[] = [];
  readonly refCounts: number[] = [];
  /** Places whose lines differ in the references: one of them is forged, or they changed meanwhile. */
  readonly ambiguous = new Set<number>();
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
  #onTheirWay: number;
  /** Bytes so far of the name of a row that is not confirmed: its rest is no line of its own. */
  #nameBytes = 0;
  /** Up to here the name of a row that is not confirmed can reach, and make up lines. */
  #doubtfulUntil = 0;

  constructor(bytes: Uint8Array, index: UnixIndex) {
    this.#line = new NetUnixLine(bytes);
    this.#index = index;
    this.#places = new Uint32Array(index.rows);
    this.#onTheirWay = index.onTheirWay;
  }

  /** Reads all lines in slices; calls `pause` between them so that other work gets its turn. */
  async read(pause: () => Promise<void>): Promise<this> {
    const line = this.#line;
    for (let at = 0, number = 1; line.begin(at); number++) {
      if (!line.row()) at = this.#strayLine() + 1;
      else if (!line.usual) at = this.#refuse(line.end) + 1;
      else at = (line.inode === 0 ? this.#unaccepted() : this.#socket()) + 1;
      if (number % SLICE === 0) await pause();
    }
    return this;
  }

  /** Returns where the row ends. */
  #socket(): number {
    const index = this.#index;
    const row = index.take(this.#line);
    if (row !== NONE) {
      this.#places[row] = this.rows.length;
      this.confirmed++;
      return this.#place(row);
    }
    if (index.double === NONE) return this.#refuse(this.#line.end);
    const place = this.#places[index.double] as number;
    if (this.refCounts[place] !== this.#line.refCount) this.ambiguous.add(place);
    this.duplicates++;
    this.#nameBytes = MOST_NAME_BYTES;
    return index.nameEnd;
  }

  #unaccepted(): number {
    const line = this.#line;
    const { socketState, flags, refCount, type, start } = line;
    if (start < this.#doubtfulUntil || flags !== 0 || refCount < LEAST_REFERENCES) return this.#refuse(line.end);
    if (socketState === SS_DISCONNECTING) {
      // Its type and its name come when it reaches the listener.
      if (type !== 0 || line.nameStart < line.end || this.#onTheirWay === 0) return this.#refuse(line.end);
      this.#onTheirWay--;
      this.#index.nameEnd = line.end;
      return this.#place(ON_ITS_WAY);
    }
    if (socketState !== SS_CONNECTING) return this.#refuse(line.end);
    const listener = this.#index.takePending(line);
    return listener === NONE ? this.#refuse(this.#index.nameEnd) : this.#place(waitingFor(listener));
  }

  #place(row: number): number {
    this.rows.push(row);
    this.refCounts.push(this.#line.refCount);
    // All of its name is behind it.
    this.#nameBytes = MOST_NAME_BYTES;
    return this.#index.nameEnd;
  }

  #refuse(end: number): number {
    const { overlong, nameStart, nameEnd } = this.#line;
    if (overlong) this.malformed++;
    else this.unconfirmed++;
    this.#doubtfulUntil = Math.max(this.#doubtfulUntil, nameStart + MOST_NAME_BYTES);
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
