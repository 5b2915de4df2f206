import type { UnixColumns } from '../../../sockets/table/columns.ts';
import type { SocketTable } from '../../../sockets/table/socket-table.ts';
import { UNKNOWN } from '../../../sockets/table/unknown.ts';
import { SO_ACCEPTCON, STATE_NUMBERS } from '../../../uapi/sockets.ts';
import type { LineWriter } from '../../output/line-writer.ts';
import type { Settings } from '../../settings.ts';
import type { OwnerColumns } from './columns.ts';
import { type PrintedNumbers, printedNumbers } from './printed-numbers.ts';
import { isShown, shownMode } from './selection.ts';

const TYPES = ['', 'STREAM', 'DGRAM', 'RAW', 'RDM', 'SEQPACKET'];
const STATE_TEXTS: Readonly<Record<number, string>> = {
  [STATE_NUMBERS.LISTEN]: 'LISTENING',
  [STATE_NUMBERS.CLOSE]: '',
  [STATE_NUMBERS.SYN_SENT]: 'CONNECTING',
  [STATE_NUMBERS.ESTABLISHED]: 'CONNECTED',
  [STATE_NUMBERS.CLOSING]: 'DISCONNECTING',
};
/** By `socket_state` of `include/linux/net.h`. */
const SOCKET_STATE_TEXTS = ['FREE', '', 'CONNECTING', 'CONNECTED', 'DISCONNECTING'];
const SS_UNCONNECTED = 1n;
const FLAG_WAITING = 0x20000;
const FLAG_NO_SPACE = 0x40000;
const SPACE = 0x20;
const NEWLINE = 0x0a;
const AT = 0x40;

/** netstat's "Active UNIX domain sockets". */
export class UnixListing {
  readonly #out: LineWriter;
  readonly #settings: Settings;
  readonly #owners: OwnerColumns;

  constructor(out: LineWriter, settings: Settings, owners: OwnerColumns) {
    this.#out = out;
    this.#settings = settings;
    this.#owners = owners;
  }

  heading(): void {
    const out = this.#out;
    out.text(`Active UNIX domain sockets ${shownMode(this.#settings)}`);
    out.endLine();
    out.text('Proto RefCnt Flags       Type       State         I-Node  ');
    if (this.#settings.programs) out.text(' PID/Program name    ');
    if (this.#settings.context) out.text(' Security Context'.padEnd(50));
    out.text(' Path');
    out.endLine();
  }

  rows(table: SocketTable): void {
    const unix = table.unix as UnixColumns;
    const out = this.#out;
    for (let row = 0; row < table.length; row++) {
      if (!isShown(this.#settings, table, row)) continue;
      const printed = table.printed && printedNumbers(table, row);
      if (printed) this.#printedFields(printed);
      else this.#fields(table, unix, row);
      if (this.#settings.programs) {
        this.#owners.program(table, row);
        out.space();
      }
      if (this.#settings.context) {
        this.#owners.context(table, row);
        out.space();
      }
      out.copy(printed?.rest ? Buffer.from(printed.rest, 'latin1') : shownPath(unix.path.at(row)));
      out.endLine();
    }
  }

  #fields(table: SocketTable, unix: UnixColumns, row: number): void {
    const counted = ((table.unknown[row] as number) & UNKNOWN.refCount) === 0;
    this.#field('unix', 5);
    // Only /proc knows it.
    this.#field(counted ? String(unix.refCount[row]) : '-', 6);
    this.#field(flagsText(unix.flags[row] as number), 11);
    this.#field(TYPES[unix.type[row] as number] || 'UNKNOWN', 10);
    this.#field(stateText(table, row), 13);
    this.#field(String(table.inode[row]), 8);
  }

  #printedFields({ protocol, refCount, flags: bits, type, state, inode }: PrintedNumbers): void {
    const flags = Number(BigInt.asUintN(32, bits ?? 0n));
    this.#field(protocol === 0n ? 'unix' : '??', 5);
    this.#field(`${refCount ?? '-'}`, 6);
    this.#field(flagsText(flags), 11);
    this.#field(TYPES[Number(type)] || 'UNKNOWN', 10);
    const listens = state === SS_UNCONNECTED && (flags & SO_ACCEPTCON) !== 0;
    this.#field(listens ? 'LISTENING' : (SOCKET_STATE_TEXTS[Number(state)] ?? 'UNKNOWN'), 13);
    this.#field(`${inode ?? '-'}`, 8);
  }

  /** printf's `%-*s` and a blank. */
  #field(text: string, width: number): void {
    const start = this.#out.length;
    this.#out.text(text);
    this.#out.padFrom(start, width);
    this.#out.space();
  }
}

/** A closed one without an inode is on its way to its listener, SS_DISCONNECTING in /proc. */
function stateText({ state, inode }: SocketTable, row: number): string {
  const text = STATE_TEXTS[state[row] as number] ?? 'UNKNOWN';
  return text === '' && inode[row] === 0 ? 'DISCONNECTING' : text;
}

function flagsText(flags: number): string {
  const accepting = (flags & SO_ACCEPTCON) !== 0 ? 'ACC ' : '';
  const waiting = (flags & FLAG_WAITING) !== 0 ? 'W ' : '';
  return `[ ${accepting}${waiting}${(flags & FLAG_NO_SPACE) !== 0 ? 'N ' : ''}]`;
}

const isSpace = (byte: number) => byte === SPACE || (byte >= 0x09 && byte <= 0x0d);

/** As netstat shows a name: the first word of it, with `@` for each NUL of an abstract one. */
function shownPath(path: Uint8Array): Uint8Array {
  const abstract = path[0] === 0;
  let start = 0;
  // netstat reads lines, so behind a newline there is nothing.
  while (start < path.length && path[start] !== NEWLINE && isSpace(path[start] as number)) start++;
  let end = start;
  while (end < path.length && !isSpace(path[end] as number)) end++;
  const word = path.subarray(start, end);
  return abstract ? word.map((byte) => (byte === 0 ? AT : byte)) : word;
}
