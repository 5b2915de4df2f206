// Made from fields.ts by `npm run docs`: change the table, not this file.

import { showAs } from '../../base/shown.ts';
import {
  ASSOCIATION_STATES,
  type AssociationState,
  type Family,
  type Protocol,
  SOCKET_TYPES,
  type SocketType,
  STATES,
  type State,
  TIMERS,
  type Timer,
} from '../../uapi/sockets.ts';
import type { Columns } from './columns.ts';
import type { MptcpInfo } from './mptcp-info-types.ts';
import type { Owner } from './owner-chains.ts';
import {
  addressOf,
  familyOf,
  isSctp,
  isUnix,
  localAddressesOf,
  memoryOf,
  mptcpInfoOf,
  ownersOf,
  pathBytesOf,
  pathOf,
  primaryRemoteAddressOf,
  protocolOf,
  remoteAddressesOf,
  type Shutdown,
  type SocketMemory,
  shutdownOf,
  tcpInfoOf,
  textOf,
  tlsOf,
  word64,
} from './readers.ts';
import { type SocketJSON, socketJSON } from './socket-json.ts';
import type { TcpInfo } from './tcp-info-types.ts';
import type { Tls } from './tls.ts';
import { UNKNOWN } from './unknown.ts';

/**
 * One row of a table, read when asked. `null` means that the row's source does not know, that sockets of its family have no such field, or that
 * the field was not asked for.
 */
export class Socket {
  readonly #table: Columns;
  readonly #row: number;

  constructor(table: Columns, row: number) {
    this.#table = table;
    this.#row = row;
  }

  /** `raw` too for whatever has no name here. */
  get protocol(): Protocol {
    return protocolOf(this.#table, this.#row);
  }

  /** The IP version, or `unix`. */
  get family(): Family {
    return familyOf(this.#table, this.#row);
  }

  /** TCP's state; of a socket of another protocol, or of an SCTP association, the nearest one. */
  get state(): State {
    return STATES[this.#table.state[this.#row] as number] ?? 'UNKNOWN';
  }

  /** Text without brackets or scope; empty for a UNIX socket. */
  get localAddress(): string {
    return addressOf(this.#table, this.#row, this.#table.localAddress);
  }

  /** 0 for none; a raw socket's IP protocol. */
  get localPort(): number {
    return this.#table.localPort[this.#row] as number;
  }

  /** Text without brackets or scope; empty for a UNIX socket. */
  get remoteAddress(): string {
    return addressOf(this.#table, this.#row, this.#table.remoteAddress);
  }

  /** 0 for none. */
  get remotePort(): number {
    return this.#table.remotePort[this.#row] as number;
  }

  /** Bytes not yet read by the program; of a listening socket connections to be accepted. */
  get recvQ(): number | null {
    return this.#knows(UNKNOWN.recvQ) ? (this.#table.recvQ[this.#row] as number) : null;
  }

  /** Bytes not yet acknowledged by the other end; 0 for a listening socket. */
  get sendQ(): number | null {
    return this.#knows(UNKNOWN.sendQ) ? (this.#table.sendQ[this.#row] as number) : null;
  }

  /** A listening socket's limit of connections to be accepted, which only sock_diag tells. */
  get backlog(): number | null {
    return this.#knows(UNKNOWN.backlog) ? (this.#table.backlog[this.#row] as number) : null;
  }

  /**
   * Who made it. `null` where the kernel says 0 of a socket without a file, as it does whoever made that: TIME_WAIT,
   * SYN_RECV, orphans.
   */
  get uid(): number | null {
    return this.#knows(UNKNOWN.uid) ? (this.#table.uid[this.#row] as number) : null;
  }

  /**
   * 0 for sockets without a file: TIME_WAIT, SYN_RECV, orphans, not yet accepted. `null` where /proc has a number that
   * is none.
   */
  get inode(): number | null {
    return this.#knows(UNKNOWN.inode) ? (this.#table.inode[this.#row] as number) : null;
  }

  /** The kernel's identity of the socket for as long as it lives, as SO_COOKIE gives it. /proc does not tell it. */
  get cookie(): bigint | null {
    return this.#knows(UNKNOWN.cookie) ? word64(this.#table.cookie, this.#row) : null;
  }

  /** Index of the interface it is bound to; 0 for none. /proc does not tell it. */
  get interface(): number | null {
    return this.#knows(UNKNOWN.interface) ? (this.#table.interface[this.#row] as number) : null;
  }

  /** False for an IPv6 socket that serves IPv4 too. The kernel says it of listening and unconnected ones. */
  get v6only(): boolean | null {
    return this.#knows(UNKNOWN.v6only) ? this.#table.v6only[this.#row] === 1 : null;
  }

  /** The timer that runs. */
  get timer(): Timer | null {
    return this.#knows(UNKNOWN.timer) ? (TIMERS[this.#table.timer[this.#row] as number] ?? null) : null;
  }

  /** Until the timer fires. In ms. */
  get expires(): number | null {
    return this.#knows(UNKNOWN.expires) ? (this.#table.expires[this.#row] as number) : null;
  }

  /** Retransmissions of what is not yet acknowledged. */
  get retransmits(): number | null {
    return this.#knows(UNKNOWN.retransmits) ? (this.#table.retransmits[this.#row] as number) : null;
  }

  /** Unanswered keepalive or window probes. */
  get probes(): number | null {
    return this.#knows(UNKNOWN.probes) ? (this.#table.probes[this.#row] as number) : null;
  }

  /** Which directions are shut down. /proc does not tell it. */
  get shutdown(): Shutdown | null {
    return shutdownOf(this.#table, this.#row);
  }

  /** The mark of its packets, SO_MARK. The kernel tells it to whoever has CAP_NET_ADMIN; /proc does not tell it. */
  get mark(): number | null {
    const column = this.#table.mark;
    return column && this.#knows(UNKNOWN.mark) ? (column[this.#row] as number) : null;
  }

  /**
   * Type of service of its IPv4 packets, IP_TOS. Unknown of connections in SYN_RECV or TIME_WAIT, of closed ones in
   * FIN_WAIT2, and from /proc.
   */
  get tos(): number | null {
    const column = this.#table.tos;
    return column && this.#knows(UNKNOWN.tos) ? (column[this.#row] as number) : null;
  }

  /**
   * Traffic class of the IPv6 packets of an IPv6 socket, IPV6_TCLASS. Unknown of connections in SYN_RECV or TIME_WAIT,
   * of closed ones in FIN_WAIT2, and from /proc.
   */
  get tclass(): number | null {
    const column = this.#table.tclass;
    return column && this.#knows(UNKNOWN.tclass) ? (column[this.#row] as number) : null;
  }

  /**
   * The name of a TCP socket's congestion control, TCP_CONGESTION, as `cubic`. Unknown of connections in SYN_RECV or
   * TIME_WAIT, of closed ones in FIN_WAIT2, and from /proc.
   */
  get congestion(): string | null {
    const column = this.#table.congestion;
    return column && this.#knows(UNKNOWN.congestion) ? textOf(column, this.#row, 16) : null;
  }

  /**
   * The class of its packets: of the control group of net_cls, else the socket's priority. Unknown of connections in
   * SYN_RECV or TIME_WAIT, of closed ones in FIN_WAIT2, and from /proc.
   */
  get classId(): number | null {
    const column = this.#table.classId;
    return column && this.#knows(UNKNOWN.classId) ? (column[this.#row] as number) : null;
  }

  /**
   * The id of the control group (version 2) it was made in, which is the inode of its folder below /sys/fs/cgroup.
   * Linux 5.7 and later; /proc does not tell it.
   */
  get cgroup(): bigint | null {
    const column = this.#table.cgroup;
    return column && this.#knows(UNKNOWN.cgroup) ? word64(column, this.#row) : null;
  }

  /**
   * The name of the protocol above TCP that the kernel runs itself, TCP_ULP: `tls`, `mptcp`, `espintcp`, `smc`.
   * Unknown where there is none, and from /proc. Linux 5.4 and later.
   */
  get ulp(): string | null {
    const column = this.#table.ulp;
    return column && this.#knows(UNKNOWN.ulp) ? textOf(column, this.#row, 16) : null;
  }

  /** What the kernel encrypts of a TCP connection whose ulp is `tls`. /proc does not tell it. */
  get tls(): Tls | null {
    return tlsOf(this.#table, this.#row);
  }

  /**
   * The name of the MPTCP connection at this end: of a connection of `mptcp`, and of the TCP sockets that are its
   * subflows. Unknown of all else. Of subflows only to who has CAP_NET_ADMIN; Linux 5.9 and later.
   */
  get mptcpToken(): number | null {
    const column = this.#table.mptcpToken;
    return column && this.#knows(UNKNOWN.mptcpToken) ? (column[this.#row] as number) : null;
  }

  /** `stream`, `dgram` or `seqpacket` for a UNIX socket, else `null`. */
  get type(): SocketType | null {
    const columns = isUnix(this.#table, this.#row) ? this.#table.unix : undefined;
    return columns && this.#knows(UNKNOWN.type) ? (SOCKET_TYPES[columns.type[this.#row] as number] ?? 'unknown') : null;
  }

  /** A UNIX socket's name, `@` for the NUL that an abstract one begins with; `null` when it has none. See pathBytes. */
  get path(): string | null {
    return pathOf(this.#table, this.#row);
  }

  /** A UNIX socket's name as the kernel has it. */
  get pathBytes(): Uint8Array | null {
    return pathBytesOf(this.#table, this.#row);
  }

  /** Inode of the UNIX socket it is connected to, 0 for none. /proc does not tell it. */
  get peerInode(): number | null {
    const columns = isUnix(this.#table, this.#row) ? this.#table.unix : undefined;
    return columns && this.#knows(UNKNOWN.peerInode) ? (columns.peerInode[this.#row] as number) : null;
  }

  /** References to the kernel's UNIX socket, which only /proc tells. */
  get refCount(): number | null {
    const columns = isUnix(this.#table, this.#row) ? this.#table.unix : undefined;
    return columns && this.#knows(UNKNOWN.refCount) ? (columns.refCount[this.#row] as number) : null;
  }

  /** Flags of `/proc/net/unix`; sock_diag tells only 0x10000, a listening socket's. */
  get flags(): number | null {
    const columns = isUnix(this.#table, this.#row) ? this.#table.unix : undefined;
    return columns && this.#knows(UNKNOWN.flags) ? (columns.flags[this.#row] as number) : null;
  }

  /** All addresses of an SCTP endpoint or association, `localAddress` first; `null` for every other protocol. */
  get localAddresses(): string[] | null {
    return localAddressesOf(this.#table, this.#row);
  }

  /** All addresses of an SCTP association's other end, `remoteAddress` first; none of an endpoint. */
  get remoteAddresses(): string[] | null {
    return remoteAddressesOf(this.#table, this.#row);
  }

  /** That of `remoteAddresses` to which an association sends while it can. */
  get primaryRemoteAddress(): string | null {
    return primaryRemoteAddressOf(this.#table, this.#row);
  }

  /** An SCTP association's own state, of which `state` is TCP's nearest; `null` for an endpoint. */
  get associationState(): AssociationState | null {
    const columns = isSctp(this.#table, this.#row) ? this.#table.sctp : undefined;
    return columns && this.#knows(UNKNOWN.associationState)
      ? (ASSOCIATION_STATES[columns.associationState[this.#row] as number] ?? null)
      : null;
  }

  /** Tells apart the associations of one socket, which share its inode and cookie. Only /proc tells it. */
  get associationId(): number | null {
    const columns = isSctp(this.#table, this.#row) ? this.#table.sctp : undefined;
    return columns && this.#knows(UNKNOWN.associationId) ? (columns.associationId[this.#row] as number) : null;
  }

  /**
   * Who holds it, lowest pid first: several after fork() or when it was passed on. Empty when owners were not asked
   * for.
   */
  get owners(): Owner[] {
    return ownersOf(this.#table, this.#row);
  }

  /** TCP's internals, `struct tcp_info` in `include/uapi/linux/tcp.h`; absent where the kernel sent none. */
  get tcpInfo(): TcpInfo | undefined {
    return tcpInfoOf(this.#table, this.#row);
  }

  /** The same of an MPTCP connection, `struct mptcp_info` in `include/uapi/linux/mptcp.h`. */
  get mptcpInfo(): MptcpInfo | undefined {
    return mptcpInfoOf(this.#table, this.#row);
  }

  /** Sizes of its buffers; absent where the kernel sent none. */
  get memory(): SocketMemory | undefined {
    return memoryOf(this.#table, this.#row);
  }

  /** Plain data: what `JSON.stringify` prints. Fields that were not asked for, and those of other families, are left out. */
  toJSON(): SocketJSON {
    return socketJSON(this.#table, this.#row);
  }

  #knows(bit: number): boolean {
    return ((this.#table.unknown[this.#row] as number) & bit) === 0;
  }
}

showAs(Socket, (socket) => socket.toJSON());
