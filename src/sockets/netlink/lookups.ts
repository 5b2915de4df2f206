import { messageErrno, messageSequence, messageType } from '../../kernel/netlink/message.ts';
import type { ReplyBytes } from '../../kernel/netlink/reply-bytes.ts';
import type { Columns } from '../table/columns.ts';
import { newReport } from '../table/report.ts';
import { SocketTable } from '../table/socket-table.ts';
import type { TableOptions } from '../table/table-options.ts';
import { decodeInetDiag } from './inet-diag.ts';
import { SOCK_DIAG_BY_FAMILY } from './inet-request.ts';
import { markerRequest, socketRequest } from './socket-request.ts';

/** As many in one go as make sense: more save nothing. */
const LARGEST_GROUP = 64;
/** What the kernel counts for an answer, and for as much again of the reports that come meanwhile, in bytes. */
const ROOM_EACH = 4096;
/** Numbers of requests, which begin anew behind this one; 0 is what the kernel sends by itself. */
const LAST_SEQUENCE = 0xffff;

/** What the kernel had for each row that was looked up. */
export interface Answers {
  table: SocketTable;
  /** For each of them a row of `table`, NONE, or UNANSWERED. */
  rows: Int32Array;
}

const ENOENT = 2;

/** The kernel has no such socket. */
export const NONE = -1;
/** The answer was lost, because the receive buffer was full, or was another error. */
export const UNANSWERED = -2;

/** Looks up single sockets: sends requests in groups, the next when all answers to one are there. */
export class Lookups {
  readonly #send: (request: Uint8Array) => void;
  readonly #groupSize: number;
  readonly #fields: TableOptions['fields'];
  #sequence = 0;
  #unanswered = 0;
  #last: Promise<unknown> = Promise.resolve();
  #group: LookupGroup | undefined;
  #failure: Error | undefined;

  /**
   * @param send - sends messages; what is read afterwards is to be handed to take()
   * @param receiveBuffer - the bytes that answers have room in until they are read
   * @param fields - columns that the answers have beside those that are always there
   */
  constructor(
    send: (request: Uint8Array) => void,
    receiveBuffer = Number.POSITIVE_INFINITY,
    fields?: TableOptions['fields'],
  ) {
    this.#fields = fields;
    this.#send = send;
    this.#groupSize = Math.max(1, Math.min(LARGEST_GROUP, Math.floor(receiveBuffer / ROOM_EACH)));
  }

  /** Answers are waited for. */
  get waiting(): boolean {
    return this.#group !== undefined;
  }

  /** Answers, of all there should have been so far, that have not come: they were dropped, or are on their way. */
  get unanswered(): number {
    return this.#unanswered;
  }

  /** Asks for the sockets that have the addresses of these rows. Without rows: resolves when all sent before was read. */
  find(table: Columns, rows: readonly number[]): Promise<Answers> {
    const found = this.#last.then(() => this.#find(table, rows));
    this.#last = found.catch(() => {});
    return found;
  }

  async #find(table: Columns, rows: readonly number[]): Promise<Answers> {
    const answers: Answers = {
      table: new SocketTable(rows.length, newReport(), { fields: this.#fields }),
      rows: new Int32Array(rows.length).fill(UNANSWERED),
    };
    for (let begin = 0; begin === 0 || begin < rows.length; begin += this.#groupSize) {
      await this.#ask(table, rows.slice(begin, begin + this.#groupSize), begin, answers);
    }
    return answers;
  }

  async #ask(table: Columns, rows: readonly number[], begin: number, answers: Answers): Promise<void> {
    if (this.#failure) throw this.#failure;
    if (this.#sequence + LARGEST_GROUP >= LAST_SEQUENCE) this.#sequence = 0;
    const first = this.#sequence + 1;
    this.#sequence = first + rows.length;
    const requests = rows.map((row, i) => socketRequest(table, row, first + i, this.#fields));
    requests.push(markerRequest(this.#sequence));
    const protocols = rows.map((row) => table.protocol[row] as number);
    const answered = new Promise<void>((resolve) => {
      this.#group = { first, begin, protocols, answers, resolve };
    });
    try {
      this.#send(join(requests));
      this.#unanswered += requests.length;
    } catch (error) {
      this.#group = undefined;
      throw error;
    }
    return answered;
  }

  /** A message that answers: a socket, or that there is none. */
  take(reply: ReplyBytes, at: number, start: number, end: number): void {
    this.#unanswered--;
    const group = this.#group;
    const place = messageSequence(reply, at) - (group?.first ?? 0);
    if (!group || place < 0 || place > group.protocols.length) return;
    if (place === group.protocols.length) {
      this.giveUp();
      return;
    }
    const { table, rows } = group.answers;
    if (messageType(reply, at) === SOCK_DIAG_BY_FAMILY) {
      rows[group.begin + place] = table.length;
      decodeInetDiag(reply, start, end, group.protocols[place] as number, table);
    } else if (messageErrno(reply, start, end) === ENOENT) {
      rows[group.begin + place] = NONE;
    }
  }

  /** Nothing will be read any more. */
  fail(error: Error): void {
    this.#failure = error;
    this.giveUp();
  }

  /** No further answer will come to what was asked. */
  giveUp(): void {
    const group = this.#group;
    this.#group = undefined;
    group?.resolve();
  }
}

interface LookupGroup {
  /** Sequence number of its first request; behind the last comes the marker's. */
  first: number;
  /** Index of its first row in `answers`. */
  begin: number;
  /** Of each request. */
  protocols: number[];
  answers: Answers;
  resolve: () => void;
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
