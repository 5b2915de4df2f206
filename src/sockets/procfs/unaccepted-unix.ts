import { type NetUnixLine, SS_CONNECTING, SS_DISCONNECTING } from './net-unix-line.ts';
import { CONNECTING_TYPES, NONE, type UnixIndex } from './unix-index.ts';

/** A code: a connection on its way to its listener. */
export const ON_ITS_WAY = -2;
/** A code: a line that was part of a name. */
export const NO_ROW = -3;
const FIRST = -4;

/** The kernel's table holds a reference to a connection, whoever makes it another, and once it waits, the client that it is for, too. */
const MAKING_REFERENCES = 2;
const WAITING_REFERENCES = 3;

/**
 * Connections that nobody has accepted yet. sock_diag does not list them, and their lines have no inode to confirm them by. Such a line is a row if
 * its columns can be one's and it cannot be part of a name. A line that can be part of one is doubtful, and bounded by what the other lines leave of
 * sock_diag's numbers: with a client, by the clients of such connections; with a listener here, by those that wait for its name and type; and it
 * must have one of both. Of doubtful lines without a listener here all are rows, or none, because nothing tells them apart.
 */
export class UnacceptedUnix {
  readonly #index: UnixIndex;
  /** Of each that waits, by its code: the listener, or NONE; and what the line says. */
  readonly #listeners: number[] = [];
  readonly #types: number[] = [];
  readonly #nameStarts: number[] = [];
  readonly #nameEnds: number[] = [];
  /** Places of lines that are doubtful. */
  readonly #doubtful: number[] = [];
  /** Of lines that are rows: on their way; and that wait, with a client that is still there. */
  #onTheirWay = 0;
  #clients = 0;

  constructor(index: UnixIndex) {
    this.#index = index;
  }

  /**
   * The code of the connection that a line without an inode is of; NONE for a line that is of none.
   * @param doubtful - the line can be part of a name
   * @param place - where the row will be
   */
  take(line: NetUnixLine, doubtful: boolean, place: number): number {
    const { socketState, flags, refCount, type, named } = line;
    // The kernel ends each line, and no name is longer than it can be.
    if (line.cutName || line.overlong) return NONE;
    if (flags !== 0 || refCount < MAKING_REFERENCES) return NONE;
    if (socketState === SS_DISCONNECTING) {
      // Its type and its name come when it reaches the listener.
      if (type !== 0 || named || (doubtful && refCount > MAKING_REFERENCES)) return NONE;
      if (doubtful) this.#doubtful.push(place);
      else this.#onTheirWay++;
      return ON_ITS_WAY;
    }
    if (socketState !== SS_CONNECTING || !named || !CONNECTING_TYPES.includes(type)) return NONE;
    if (doubtful && refCount > WAITING_REFERENCES) return NONE;
    const listener = this.#index.listenerOf(line);
    const hasClient = refCount >= WAITING_REFERENCES;
    if (doubtful && listener === NONE && !hasClient) return NONE;
    if (doubtful) this.#doubtful.push(place);
    else this.#count(listener, hasClient);
    return this.#note(line, listener);
  }

  /** Decides of doubtful lines, when all are read. Returns how many were part of a name. */
  settle(rows: number[], refCounts: readonly number[]): number {
    let onTheirWay = this.#index.onTheirWay - this.#onTheirWay;
    const refused: number[] = [];
    const elsewhere: number[] = [];
    for (const place of this.#doubtful) {
      const code = rows[place] as number;
      const listener = code === ON_ITS_WAY ? NONE : this.listener(code);
      if (code === ON_ITS_WAY) {
        if (onTheirWay-- <= 0) refused.push(place);
      } else if (listener === NONE) elsewhere.push(place);
      else if (!this.#waits(listener, refCounts[place] as number)) refused.push(place);
    }
    if (elsewhere.length > this.#index.clients - this.#clients) for (const place of elsewhere) refused.push(place);
    for (const place of refused) rows[place] = NO_ROW;
    return refused.length;
  }

  /** sock_diag's row of the listener that a connection waits for; NONE where that is in another network namespace. */
  listener(code: number): number {
    return this.#listeners[FIRST - code] as number;
  }

  type(code: number): number {
    return this.#types[FIRST - code] as number;
  }

  /** Where the name is in the text, up to its first newline. */
  name(code: number): [start: number, end: number] {
    return [this.#nameStarts[FIRST - code] as number, this.#nameEnds[FIRST - code] as number];
  }

  /** Whether one more waits for a listener here. */
  #waits(listener: number, refCount: number): boolean {
    const hasClient = refCount >= WAITING_REFERENCES;
    if (hasClient && this.#clients >= this.#index.clients) return false;
    if (this.#index.waiting(listener) <= 0) return false;
    this.#count(listener, hasClient);
    return true;
  }

  #count(listener: number, hasClient: boolean): void {
    if (listener !== NONE) this.#index.takeWaiting(listener);
    if (hasClient) this.#clients++;
  }

  #note({ type, nameStart, nameEnd }: NetUnixLine, listener: number): number {
    this.#types.push(type);
    this.#nameStarts.push(nameStart);
    this.#nameEnds.push(nameEnd);
    return FIRST - this.#listeners.push(listener) + 1;
  }
}
