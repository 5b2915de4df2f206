import { ABSENT } from '../../base/absent.ts';
import { decodeText } from '../../base/text.ts';
import { ANY, LineCursor, U32 } from '../../kernel/procfs/line-cursor.ts';
import { AF_INET, AF_INET6, ASSOCIATION_STATES, PROTOCOL_NUMBERS, STATE_NUMBERS, STATES } from '../../uapi/sockets.ts';
import { hasPorts, MAX_PORT, type PortFilter } from '../filter/ports.ts';
import type { Columns, SctpColumns } from '../table/columns.ts';
import { keepPrinted } from '../table/printed.ts';
import { ADDRESS_BYTES, tcpState } from '../table/sctp.ts';
import { ALL_BITS, UNKNOWN } from '../table/unknown.ts';
import { AddressList } from './address-list.ts';
import type { ParseCounts } from './net-inet.ts';
import type { SeenAssociations } from './seen-associations.ts';
import { setUnknown } from './set-unknown.ts';

/**
 * The lines of `/proc/net/sctp/eps` and `/proc/net/sctp/assocs` (`sctp_eps_seq_show()` and `sctp_assocs_seq_show()` in
 * `net/sctp/proc.c`), decimal but for the two pointers:
 *
 *     ENDPT SOCK STY SST HBKT LPORT UID INODE LADDRS
 *     ASSOC SOCK STY SST ST HBKT ASSOC-ID TX_QUEUE RX_QUEUE UID INODE LPORT RPORT LADDRS <-> RADDRS⇥HBINT …
 *
 * SST is the socket's state by TCP's numbers, ST the association's. A blank follows each address, an asterisk before one marks
 * the primary path. What comes behind the tab differs between kernels; old ones have nothing there.
 */
const TAB = 0x09;
const SPACE = 0x20;
const LESS = 0x3c;
const MINUS = 0x2d;
const GREATER = 0x3e;
const ARROW = [LESS, MINUS, GREATER] as const;

/** Marks an association's state that has no name; the bit of the field says that the row is an endpoint. */
const ASSOCIATION_STATE = 1 << 30;

/** A socket's file: its endpoint, or its associations. */
export type SctpFile = 'eps' | 'assocs';

/** Which rows of both files are wanted. */
export interface SctpRows {
  /** Both when it is not said: a row with any IPv6 address is AF_INET6's. */
  family?: number | undefined;
  /** Bit n for each state wanted. */
  states: number;
  ports?: PortFilter | undefined;
}

/** Appends every row of whole lines to a table that has room for one a line, and the columns of SCTP. */
export function parseNetSctp(
  lines: Uint8Array,
  file: SctpFile,
  rows: SctpRows,
  table: Columns,
  seen: SeenAssociations,
): ParseCounts {
  const line = new SctpLine(lines, table, rows);
  const counts = { malformed: 0, incomplete: 0, duplicates: 0 };
  for (let start = 0; line.begin(start); start = line.next) {
    const row = file === 'eps' ? line.endpoint() : line.association();
    if (row === 'row' && seen.add(table, table.length)) counts.incomplete += line.keep();
    else if (row === 'row') counts.duplicates++;
    else if (row === 'malformed' && !line.isHeading) counts.malformed++;
  }
  return counts;
}

type Outcome = 'row' | 'unwanted' | 'malformed';

/** Reads a line into the row behind the last of a table. */
class SctpLine {
  readonly #bytes: Uint8Array;
  readonly #cursor: LineCursor;
  readonly #table: Columns;
  readonly #sctp: SctpColumns;
  readonly #rows: SctpRows;
  readonly #local: AddressList;
  readonly #remote: AddressList;
  #start = 0;
  /** Where the numbers of the row begin that netstat shows: at the socket's state. */
  #numbers = 0;

  constructor(lines: Uint8Array, table: Columns, rows: SctpRows) {
    this.#bytes = lines;
    this.#cursor = new LineCursor(lines);
    this.#table = table;
    this.#sctp = table.sctp as SctpColumns;
    this.#rows = rows;
    this.#local = new AddressList(lines);
    this.#remote = new AddressList(lines);
  }

  begin(start: number): boolean {
    this.#start = start;
    return this.#cursor.line(start);
  }

  get next(): number {
    return this.#cursor.end + 1;
  }

  /** Only the first line names its columns. */
  get isHeading(): boolean {
    return decodeText(this.#bytes.subarray(this.#start, this.#cursor.end)).includes('LADDRS');
  }

  endpoint(): Outcome {
    const cursor = this.#cursor;
    const socketState = this.#beginning();
    cursor.decimalColumn(ANY, 0);
    const port = cursor.decimal(ANY, 0);
    const uid = cursor.wordColumn(UNKNOWN.uid);
    const inode = cursor.decimalColumn(U32, UNKNOWN.inode);
    this.#addresses(this.#local);
    this.#remote.clear();
    if (!this.#ended() || port > MAX_PORT) return 'malformed';
    if (!this.#wanted(socketState, port, 0)) return 'unwanted';
    this.#set(socketState, socketState, port, 0, uid, inode);
    this.#table.sendQ[this.#row] = 0;
    this.#sctp.associationId[this.#row] = 0;
    this.#setUnknown(UNKNOWN.recvQ | UNKNOWN.associationState | UNKNOWN.associationId);
    return 'row';
  }

  association(): Outcome {
    const cursor = this.#cursor;
    const socketState = this.#beginning();
    const named = cursor.decimalColumn(ASSOCIATION_STATES.length - 1, ASSOCIATION_STATE);
    const associationState = (cursor.misfits & ASSOCIATION_STATE) === 0 ? named : ASSOCIATION_STATES.length;
    cursor.decimalColumn(ANY, 0);
    const id = cursor.decimalColumn(U32, UNKNOWN.associationId);
    const sendQ = cursor.decimalColumn(U32, UNKNOWN.sendQ);
    const recvQ = cursor.decimalColumn(U32, UNKNOWN.recvQ);
    const uid = cursor.wordColumn(UNKNOWN.uid);
    const inode = cursor.decimalColumn(U32, UNKNOWN.inode);
    const port = cursor.decimal(ANY, 0);
    const remotePort = cursor.decimal(ANY, 0);
    this.#addresses(this.#local);
    for (const byte of ARROW) cursor.expect(byte);
    this.#addresses(this.#remote);
    if (!this.#ended() || port > MAX_PORT || remotePort > MAX_PORT) return 'malformed';
    const state = tcpState(associationState);
    if (!this.#wanted(state, port, remotePort)) return 'unwanted';
    this.#set(state, socketState, port, remotePort, uid, inode);
    this.#table.recvQ[this.#row] = recvQ;
    this.#table.sendQ[this.#row] = sendQ;
    this.#sctp.associationState[this.#row] = associationState;
    this.#sctp.associationId[this.#row] = id;
    return 'row';
  }

  /** Takes in the row. @returns 1 when a number of it does not fit */
  keep(): number {
    const { misfits, end } = this.#cursor;
    if (misfits !== 0) keepPrinted(this.#table, this.#row, this.#bytes, this.#numbers, end);
    this.#table.length++;
    return misfits === 0 ? 0 : 1;
  }

  get #row(): number {
    return this.#table.length;
  }

  /** Both pointers and the kind of socket; returns the socket's state, UNKNOWN where it has no name. */
  #beginning(): number {
    const cursor = this.#cursor;
    this.#skipWord();
    this.#skipWord();
    cursor.decimalColumn(ANY, 0);
    this.#numbers = cursor.at;
    const state = cursor.decimalColumn(STATES.length - 1, UNKNOWN.socketState);
    if (state === STATE_NUMBERS.UNKNOWN) cursor.misfits |= UNKNOWN.socketState;
    return state;
  }

  #skipWord(): void {
    const cursor = this.#cursor;
    while (cursor.at < cursor.end && this.#bytes[cursor.at] === SPACE) cursor.at++;
    while (cursor.at < cursor.end && this.#bytes[cursor.at] !== SPACE) cursor.at++;
  }

  #addresses(list: AddressList): void {
    this.#cursor.at = list.read(this.#cursor.at, this.#cursor.end);
  }

  /** A line without its end was cut off, and may lack addresses. */
  #ended(): boolean {
    const { ok, at, end } = this.#cursor;
    return ok && (at === end || this.#bytes[at] === TAB) && end < this.#bytes.length;
  }

  #setUnknown(bits: number): void {
    const { unknown } = this.#table;
    unknown[this.#row] = (unknown[this.#row] as number) | bits;
  }

  get #family(): number {
    return this.#local.hasIPv6 || this.#remote.hasIPv6 ? AF_INET6 : AF_INET;
  }

  #wanted(state: number, localPort: number, remotePort: number): boolean {
    const { family, states, ports } = this.#rows;
    if (family !== undefined && family !== this.#family) return false;
    return (states & (1 << (state || STATE_NUMBERS.CLOSE))) !== 0 && hasPorts(ports, localPort, remotePort);
  }

  #set(state: number, socketState: number, localPort: number, remotePort: number, uid: number, inode: number): void {
    const table = this.#table;
    const row = table.length;
    const family = this.#family;
    table.family[row] = family;
    table.protocol[row] = PROTOCOL_NUMBERS.sctp;
    table.state[row] = state;
    table.localPort[row] = localPort;
    table.remotePort[row] = remotePort;
    table.uid[row] = uid;
    table.inode[row] = inode;
    for (const column of [table.timer, table.expires, table.retransmits, table.probes]) column[row] = 0;
    const misfits = this.#cursor.misfits & ALL_BITS;
    // The kernel says user 0 of a socket without a file, whoever made it.
    const nobody = uid === 0 && inode === 0 && (misfits & UNKNOWN.inode) === 0;
    setUnknown(table, row, nobody ? misfits | UNKNOWN.uid : misfits);
    this.#sctp.socketState[row] = socketState;
    if (this.#remote.primary === ABSENT) this.#setUnknown(UNKNOWN.primary);
    else this.#sctp.primary[row] = this.#remote.primary;
    for (const [list, column, first] of [
      [this.#local, this.#sctp.localAddresses, table.localAddress],
      [this.#remote, this.#sctp.remoteAddresses, table.remoteAddress],
    ] as const) {
      const addresses = list.inFamily(family);
      column.set(row, addresses, 0, addresses.length);
      first.fill(0, row * ADDRESS_BYTES, (row + 1) * ADDRESS_BYTES);
      first.set(addresses.subarray(0, ADDRESS_BYTES), row * ADDRESS_BYTES);
    }
  }
}
