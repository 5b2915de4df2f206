import type { Columns } from '../../sockets/table/columns.ts';
import { copyFields, hasSameAsked } from '../../sockets/table/copy-fields.ts';
import { familyOf } from '../../sockets/table/readers.ts';
import { newReport } from '../../sockets/table/report.ts';
import { SocketTable } from '../../sockets/table/socket-table.ts';
import type { TableOptions } from '../../sockets/table/table-options.ts';
import { UNKNOWN } from '../../sockets/table/unknown.ts';
import { type Family, type Protocol, protocolName } from '../../uapi/sockets.ts';
import { SlotBytes } from './slot-bytes.ts';
import { SlotIndex } from './slot-index.ts';
import {
  hasCookie,
  hasSameAddresses,
  identityHash,
  isConnection,
  isSameSocket,
  isUnmistakable,
} from './socket-identity.ts';

const PAGE_BITS = 14;
const PAGE_ROWS = 1 << PAGE_BITS;

/** The socket was in the stream: its end will be too. */
export const DELIVERED = 1;
/** The kernel has reported its end: what is left of it waits in FIN_WAIT2 or TIME_WAIT. */
export const ENDED = 2;
/** It was found in FIN_WAIT2 or TIME_WAIT, as what is left of a connection that was never seen alive. */
export const REMAINED = 4;

/** Rows of sockets by slot, PAGE_ROWS of them. Pages, so that a table that grows is not copied. */
export interface KnownPage {
  /** All columns but those of bytes. */
  table: SocketTable;
  /** Number of the tick that saw it last. */
  tick: Uint32Array;
  flags: Uint8Array;
  /** When it was seen first, on the monotonic clock in ms. */
  seen: Float64Array;
  /** It was not there at that time; NaN where that is not known. */
  unborn: Float64Array;
  /** Its number in the stream. */
  id: Float64Array;
  /** Its identityHash(). */
  hash: Uint32Array;
  /** Slot of the socket that came behind it in the kernel's order, plus 1: what comes next is guessed from that. */
  following: Uint32Array;
}

/** The sockets of a stream, each in a slot: what was seen of it last, and since when. */
export class KnownSockets {
  readonly pages: KnownPage[] = [];
  readonly options: TableOptions;
  /** UNIX names; struct tcp_info, of sockets for which it is asked, or which the kernel reported as ended; SCTP's addresses. */
  readonly paths = new SlotBytes();
  readonly tcpInfo = new SlotBytes();
  readonly mptcpInfo = new SlotBytes();
  readonly localAddresses = new SlotBytes();
  readonly remoteAddresses = new SlotBytes();
  /** Whether what tables have of it is kept. */
  keepsTcpInfo: boolean | undefined = true;
  /** Slots that were ever used. */
  slots = 0;
  /** The number given last. */
  #id = 0;
  readonly #index = new SlotIndex();
  readonly #free: number[] = [];

  constructor(options: TableOptions) {
    this.options = options;
  }

  /** Numbers sockets, from 1 on. */
  nextId(): number {
    return ++this.#id;
  }

  page(slot: number): KnownPage {
    return this.pages[slot >> PAGE_BITS] as KnownPage;
  }

  /**
   * The slot of a row's socket, or -1.
   * @param tick - that of a look at the tables: what it saw already is not looked for again
   */
  find(table: Columns, row: number, tick = FORGOTTEN): number {
    const hash = identityHash(table, row);
    if (hasCookie(table, row)) return this.#index.find(hash, (slot) => this.is(slot, table, row));
    const exact = this.#index.find(hash, (slot) => this.isAsSeen(slot, table, row, tick));
    if (exact >= 0) return exact;
    // It may have been bound, connected, accepted or closed since.
    return this.#index.find(hash, (slot) => {
      if (!this.#isUnseen(slot, tick) || !this.is(slot, table, row)) return false;
      return isConnection(table, row) || !this.#comesLater(slot, table, row, tick);
    });
  }

  /** Whether a later row has the slot's inode, and the rest too. */
  #comesLater(slot: number, table: Columns, row: number, tick: number): boolean {
    const inode = table.inode[row] as number;
    for (
      let at = table.inode.indexOf(inode, row + 1);
      at > row && at < table.length;
      at = table.inode.indexOf(inode, at + 1)
    ) {
      if (this.isAsSeen(slot, table, at, tick)) return true;
    }
    return false;
  }

  /** Whether the row may be of the socket in the slot. A UNIX socket gets its name once, and keeps it. */
  is(slot: number, table: Columns, row: number): boolean {
    if (!isSameSocket(this.page(slot).table, rowOf(slot), table, row)) return false;
    return isUnmistakable(table, row) || this.paths.length(slot) === 0 || this.#hasName(slot, table, row);
  }

  /**
   * Whether the row is of the socket in the slot beyond doubt, or with the addresses and the name that it had, and not seen in this tick. Of two
   * connections with the same ends (in two VRFs) each goes on with its inode, or in its state.
   */
  isAsSeen(slot: number, table: Columns, row: number, tick: number): boolean {
    // Nearly every row; all else is asked of /proc's alone.
    if (hasCookie(table, row)) return isSameSocket(this.page(slot).table, rowOf(slot), table, row);
    if (!this.is(slot, table, row)) return false;
    if (isConnection(table, row)) return this.#isUnchanged(slot, table, row);
    if (!this.#isUnseen(slot, tick) || !hasSameAddresses(this.page(slot).table, rowOf(slot), table, row)) return false;
    return this.#hasName(slot, table, row);
  }

  #isUnchanged(slot: number, table: Columns, row: number): boolean {
    const known = this.page(slot).table;
    const at = rowOf(slot);
    if (known.inode[at] !== table.inode[row]) return false;
    return table.inode[row] !== 0 || (known.state[at] === table.state[row] && hasSameUser(known, at, table, row));
  }

  #isUnseen(slot: number, tick: number): boolean {
    return this.page(slot).tick[rowOf(slot)] !== tick;
  }

  #hasName(slot: number, { unix }: Columns, row: number): boolean {
    if (!unix) return true;
    const from = unix.path.start(row);
    const name = this.paths.at(slot);
    if (name.length !== (unix.path.ends[row] as number) - from) return false;
    for (let i = 0; i < name.length; i++) if (name[i] !== unix.path.bytes[from + i]) return false;
    return true;
  }

  protocol(slot: number): Protocol {
    const { table } = this.page(slot);
    return protocolName(table.family[rowOf(slot)] as number, table.protocol[rowOf(slot)] as number);
  }

  family(slot: number): Family {
    return familyOf(this.page(slot).table, rowOf(slot));
  }

  /** Takes in a socket; returns its slot. */
  add(table: Columns, row: number, tick: number, seen: number, unborn: number): number {
    const slot = this.#free.pop() ?? this.slots++;
    if (slot >> PAGE_BITS === this.pages.length) this.pages.push(newPage(this.options));
    const page = this.page(slot);
    const at = rowOf(slot);
    const hash = identityHash(table, row);
    page.tick[at] = tick;
    page.flags[at] = 0;
    page.seen[at] = seen;
    page.unborn[at] = unborn;
    page.id[at] = this.nextId();
    page.hash[at] = hash;
    page.following[at] = 0;
    this.#index.add(hash, slot);
    this.update(slot, table, row);
    return slot;
  }

  /** Overwrites what is known of a socket with a newer row. */
  update(slot: number, table: Columns, row: number): void {
    copyFields(table, row, this.page(slot).table, rowOf(slot));
    const { unix, sctp, tcpInfo, mptcpInfo } = table;
    if (unix) this.paths.set(slot, unix.path.bytes, unix.path.start(row), unix.path.ends[row] as number);
    if (tcpInfo && tcpInfo.ends[row] !== tcpInfo.start(row)) this.setTcpInfo(slot, table, row);
    if (mptcpInfo) this.mptcpInfo.set(slot, mptcpInfo.bytes, mptcpInfo.start(row), mptcpInfo.ends[row] as number);
    if (!sctp) return;
    const { localAddresses: local, remoteAddresses: remote } = sctp;
    this.localAddresses.set(slot, local.bytes, local.start(row), local.ends[row] as number);
    this.remoteAddresses.set(slot, remote.bytes, remote.start(row), remote.ends[row] as number);
  }

  /** The same, of a socket that is known: the kernel forgets the user of one that ends, and the stream does not. */
  renew(slot: number, table: Columns, row: number): void {
    const known = this.page(slot).table;
    const at = rowOf(slot);
    const uid = known.uid[at] as number;
    const keeps = isUidKnown(known, at) && !isUidKnown(table, row);
    this.update(slot, table, row);
    if (!keeps) return;
    known.uid[at] = uid;
    known.unknown[at] = (known.unknown[at] as number) & ~UNKNOWN.uid;
  }

  setTcpInfo(slot: number, { tcpInfo }: Columns, row: number): void {
    if (tcpInfo && this.keepsTcpInfo)
      this.tcpInfo.set(slot, tcpInfo.bytes, tcpInfo.start(row), tcpInfo.ends[row] as number);
  }

  flag(slot: number, flag: number): void {
    const { flags } = this.page(slot);
    flags[rowOf(slot)] = (flags[rowOf(slot)] as number) | flag;
  }

  hasFlag(slot: number, flag: number): boolean {
    return ((this.page(slot).flags[rowOf(slot)] as number) & flag) !== 0;
  }

  /** Whether there is a socket in the slot. */
  holds(slot: number): boolean {
    return this.page(slot).tick[rowOf(slot)] !== FORGOTTEN;
  }

  /** Whether a UNIX socket has the name and the peer it had; true of all others. It is named once, so the length tells. */
  hasSameName(slot: number, { unix }: Columns, row: number): boolean {
    const known = this.page(slot).table.unix;
    if (!unix || !known) return true;
    const length = (unix.path.ends[row] as number) - unix.path.start(row);
    return known.peerInode[rowOf(slot)] === unix.peerInode[row] && this.paths.length(slot) === length;
  }

  /** Whether a socket has the asked fields it had; true of what is not asked for, or not told. */
  hasSameAsked(slot: number, table: Columns, row: number): boolean {
    return hasSameAsked(this.page(slot).table, rowOf(slot), table, row);
  }

  /** The socket is no longer found. What is known of it stays until its slot is freed. */
  forget(slot: number): void {
    this.#index.remove(this.page(slot).hash[rowOf(slot)] as number, slot);
    this.page(slot).tick[rowOf(slot)] = FORGOTTEN;
  }

  free(slot: number): void {
    for (const bytes of [this.paths, this.tcpInfo, this.mptcpInfo, this.localAddresses, this.remoteAddresses])
      bytes.clear(slot);
    this.#free.push(slot);
  }

  /** Appends the row of a slot to a table that has room. */
  copyTo(slot: number, to: Columns): void {
    const row = to.length++;
    copyFields(this.page(slot).table, rowOf(slot), to, row);
    const pairs = [
      [to.tcpInfo, this.tcpInfo],
      [to.mptcpInfo, this.mptcpInfo],
      [to.unix?.path, this.paths],
      [to.sctp?.localAddresses, this.localAddresses],
      [to.sctp?.remoteAddresses, this.remoteAddresses],
    ] as const;
    for (const [column, bytes] of pairs) column?.set(row, bytes.at(slot), 0, bytes.length(slot));
  }
}

/** In `tick`, of a slot without a socket. Ticks are counted from 1. */
export const FORGOTTEN = 0;

/** Whether a socket has the user it had; true where the row does not say it. */
export function hasSameUser(known: Columns, at: number, table: Columns, row: number): boolean {
  const unknown = table.unknown[row] as number;
  const isEqual = known.uid[at] === table.uid[row] && (((known.unknown[at] as number) ^ unknown) & UNKNOWN.uid) === 0;
  return isEqual || (unknown & UNKNOWN.uid) !== 0;
}

const isUidKnown = ({ unknown }: Columns, row: number) => ((unknown[row] as number) & UNKNOWN.uid) === 0;

export const rowOf = (slot: number) => slot & (PAGE_ROWS - 1);

function newPage(options: TableOptions): KnownPage {
  return {
    table: new SocketTable(PAGE_ROWS, newReport(), { ...options, tcpInfo: false }),
    tick: new Uint32Array(PAGE_ROWS),
    flags: new Uint8Array(PAGE_ROWS),
    seen: new Float64Array(PAGE_ROWS),
    unborn: new Float64Array(PAGE_ROWS),
    id: new Float64Array(PAGE_ROWS),
    hash: new Uint32Array(PAGE_ROWS),
    following: new Uint32Array(PAGE_ROWS),
  };
}
