import { NO_OWNER, programName, TRIPLE } from '../../../sockets/table/owner-chains.ts';
import type { SocketTable } from '../../../sockets/table/socket-table.ts';
import type { ContextNames } from '../../names/contexts.ts';
import type { LineWriter } from '../../output/line-writer.ts';

const PROGRAM_WIDTH = 20;
const PROGRAM_MAX = 19;
const CONTEXT_WIDTH = 50;
const CONTEXT_MAX = 48;
const NONE = Buffer.from('-');
const NO_PROGRAM = padded(NONE);

/** The columns that inet and UNIX listings share: `PID/Program name` and the security context. */
export class OwnerColumns {
  readonly #out: LineWriter;
  readonly #contexts: ContextNames | undefined;
  /** The column of each process, made once. */
  readonly #programs = new Map<number, Uint8Array>();
  /** A socket that has an inode, and so may be some process's, was shown without an owner. */
  ownerless = false;

  constructor(out: LineWriter, contexts: ContextNames | undefined) {
    this.#out = out;
    this.#contexts = contexts;
  }

  /** `PID/name` of the first owner, cut to 19 bytes. */
  program(table: SocketTable, row: number): void {
    const pid = firstPid(table, row);
    if (pid === undefined && table.inode[row] !== 0) this.ownerless = true;
    this.#out.copy(pid === undefined ? NO_PROGRAM : this.#programText(table, pid));
  }

  /** The security context of the first owner; a long one keeps its end. */
  context(table: SocketTable, row: number): void {
    const pid = firstPid(table, row);
    const start = this.#out.length;
    const text = (pid !== undefined && this.#contexts?.get(pid)) || NONE;
    this.#out.copy(text, text.length < CONTEXT_WIDTH ? 0 : text.length - CONTEXT_MAX);
    this.#out.padFrom(start, CONTEXT_WIDTH);
  }

  #programText(table: SocketTable, pid: number): Uint8Array {
    const known = this.#programs.get(pid);
    if (known) return known;
    const argv0 = table.owners?.processes.get(pid)?.argv0 ?? new Uint8Array(0);
    const whole = Buffer.concat([Buffer.from(`${pid}/`), programName(argv0)]).subarray(0, PROGRAM_MAX);
    const text = padded(whole);
    this.#programs.set(pid, text);
    return text;
  }
}

function padded(text: Uint8Array): Uint8Array {
  const column = Buffer.alloc(PROGRAM_WIDTH, ' ');
  column.set(text);
  return column;
}

function firstPid(table: SocketTable, row: number): number | undefined {
  const first = table.firstOwner?.[row] ?? NO_OWNER;
  return first === NO_OWNER ? undefined : table.owners?.triples[first * TRIPLE + 1];
}
