// Made from fields.ts by `npm run docs`: change the table, not this file.
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
import type { Columns, SctpColumns } from './columns.ts';
import { mptcpInfoJSON } from './mptcp-info.ts';
import type { MptcpInfoJSON } from './mptcp-info-types.ts';
import type { Owner } from './owner-chains.ts';
import {
  addressOf,
  familyOf,
  isSctp,
  isUnix,
  localAddressesOf,
  memoryOf,
  ownersOf,
  pathOf,
  primaryRemoteAddressOf,
  protocolOf,
  remoteAddressesOf,
  type Shutdown,
  type SocketMemory,
  shutdownOf,
  textOf,
  tlsOf,
  word64,
} from './readers.ts';
import { tcpInfoJSON } from './tcp-info.ts';
import type { TcpInfoJSON } from './tcp-info-types.ts';
import type { Tls } from './tls.ts';
import { UNKNOWN } from './unknown.ts';

// Types, because no interface can be taken for a Record<string, unknown>.
/** An IPv4 or IPv6 socket as plain data. */
export type InetSocketJSON = {
  /** `raw` too for whatever has no name here. */
  protocol: Protocol;
  /** The IP version, or `unix`. */
  family: Family;
  /** TCP's state; of a socket of another protocol, or of an SCTP association, the nearest one. */
  state: State;
  /** Text without brackets or scope; empty for a UNIX socket. */
  localAddress: string;
  /** 0 for none; a raw socket's IP protocol. */
  localPort: number;
  /** Text without brackets or scope; empty for a UNIX socket. */
  remoteAddress: string;
  /** 0 for none. */
  remotePort: number;
  /** Bytes not yet read by the program; of a listening socket connections to be accepted. */
  recvQ: number | null;
  /** Bytes not yet acknowledged by the other end; 0 for a listening socket. */
  sendQ: number | null;
  /** A listening socket's limit of connections to be accepted, which only sock_diag tells. */
  backlog: number | null;
  /**
   * Who made it. `null` where the kernel says 0 of a socket without a file, as it does whoever made that: TIME_WAIT,
   * SYN_RECV, orphans.
   */
  uid: number | null;
  /**
   * 0 for sockets without a file: TIME_WAIT, SYN_RECV, orphans, not yet accepted. `null` where /proc has a number that
   * is none.
   */
  inode: number | null;
  /** The kernel's identity of the socket for as long as it lives, as SO_COOKIE gives it. /proc does not tell it. */
  cookie: string | null;
  /** Index of the interface it is bound to; 0 for none. /proc does not tell it. */
  interface: number | null;
  /** False for an IPv6 socket that serves IPv4 too. The kernel says it of listening and unconnected ones. */
  v6only: boolean | null;
  /** The timer that runs. */
  timer: Timer | null;
  /** Until the timer fires. In ms. */
  expires: number | null;
  /** Retransmissions of what is not yet acknowledged. */
  retransmits: number | null;
  /** Unanswered keepalive or window probes. */
  probes: number | null;
  /** Which directions are shut down. /proc does not tell it. */
  shutdown: Shutdown | null;
  /** All addresses of an SCTP endpoint or association, `localAddress` first; `null` for every other protocol. */
  localAddresses?: string[] | null;
  /** All addresses of an SCTP association's other end, `remoteAddress` first; none of an endpoint. */
  remoteAddresses?: string[] | null;
  /** That of `remoteAddresses` to which an association sends while it can. */
  primaryRemoteAddress?: string | null;
  /** An SCTP association's own state, of which `state` is TCP's nearest; `null` for an endpoint. */
  associationState?: AssociationState | null;
  /** Tells apart the associations of one socket, which share its inode and cookie. Only /proc tells it. */
  associationId?: number | null;
  /** The mark of its packets, SO_MARK. The kernel tells it to whoever has CAP_NET_ADMIN; /proc does not tell it. */
  mark?: number | null;
  /**
   * Type of service of its IPv4 packets, IP_TOS. Unknown of connections in SYN_RECV or TIME_WAIT, of closed ones in
   * FIN_WAIT2, and from /proc.
   */
  tos?: number | null;
  /**
   * Traffic class of the IPv6 packets of an IPv6 socket, IPV6_TCLASS. Unknown of connections in SYN_RECV or TIME_WAIT,
   * of closed ones in FIN_WAIT2, and from /proc.
   */
  tclass?: number | null;
  /**
   * The name of a TCP socket's congestion control, TCP_CONGESTION, as `cubic`. Unknown of connections in SYN_RECV or
   * TIME_WAIT, of closed ones in FIN_WAIT2, and from /proc.
   */
  congestion?: string | null;
  /**
   * The class of its packets: of the control group of net_cls, else the socket's priority. Unknown of connections in
   * SYN_RECV or TIME_WAIT, of closed ones in FIN_WAIT2, and from /proc.
   */
  classId?: number | null;
  /**
   * The id of the control group (version 2) it was made in, which is the inode of its folder below /sys/fs/cgroup.
   * Linux 5.7 and later; /proc does not tell it.
   */
  cgroup?: string | null;
  /**
   * The name of the protocol above TCP that the kernel runs itself, TCP_ULP: `tls`, `mptcp`, `espintcp`, `smc`.
   * Unknown where there is none, and from /proc. Linux 5.4 and later.
   */
  ulp?: string | null;
  /** What the kernel encrypts of a TCP connection whose ulp is `tls`. /proc does not tell it. */
  tls?: Tls | null;
  /**
   * The name of the MPTCP connection at this end: of a connection of `mptcp`, and of the TCP sockets that are its
   * subflows. Unknown of all else. Of subflows only to who has CAP_NET_ADMIN; Linux 5.9 and later.
   */
  mptcpToken?: number | null;
  /**
   * Who holds it, lowest pid first: several after fork() or when it was passed on. Empty when owners were not asked
   * for.
   */
  owners?: Owner[];
  /** TCP's internals, `struct tcp_info` in `include/uapi/linux/tcp.h`; absent where the kernel sent none. */
  tcpInfo?: TcpInfoJSON;
  /** The same of an MPTCP connection, `struct mptcp_info` in `include/uapi/linux/mptcp.h`. */
  mptcpInfo?: MptcpInfoJSON;
  /** Sizes of its buffers; absent where the kernel sent none. */
  memory?: SocketMemory;
  type?: undefined;
  path?: undefined;
  peerInode?: undefined;
  refCount?: undefined;
  flags?: undefined;
};

/** A UNIX socket as plain data. */
export type UnixSocketJSON = {
  /** `raw` too for whatever has no name here. */
  protocol: Protocol;
  /** The IP version, or `unix`. */
  family: Family;
  /** TCP's state; of a socket of another protocol, or of an SCTP association, the nearest one. */
  state: State;
  /** Bytes not yet read by the program; of a listening socket connections to be accepted. */
  recvQ: number | null;
  /** Bytes not yet acknowledged by the other end; 0 for a listening socket. */
  sendQ: number | null;
  /** A listening socket's limit of connections to be accepted, which only sock_diag tells. */
  backlog: number | null;
  /**
   * Who made it. `null` where the kernel says 0 of a socket without a file, as it does whoever made that: TIME_WAIT,
   * SYN_RECV, orphans.
   */
  uid: number | null;
  /**
   * 0 for sockets without a file: TIME_WAIT, SYN_RECV, orphans, not yet accepted. `null` where /proc has a number that
   * is none.
   */
  inode: number | null;
  /** The kernel's identity of the socket for as long as it lives, as SO_COOKIE gives it. /proc does not tell it. */
  cookie: string | null;
  /** Which directions are shut down. /proc does not tell it. */
  shutdown: Shutdown | null;
  /** `stream`, `dgram` or `seqpacket` for a UNIX socket, else `null`. */
  type: SocketType | null;
  /** A UNIX socket's name, `@` for the NUL that an abstract one begins with; `null` when it has none. See pathBytes. */
  path: string | null;
  /** Inode of the UNIX socket it is connected to, 0 for none. /proc does not tell it. */
  peerInode: number | null;
  /** References to the kernel's UNIX socket, which only /proc tells. */
  refCount: number | null;
  /** Flags of `/proc/net/unix`; sock_diag tells only 0x10000, a listening socket's. */
  flags: number | null;
  /**
   * Who holds it, lowest pid first: several after fork() or when it was passed on. Empty when owners were not asked
   * for.
   */
  owners?: Owner[];
  /** Sizes of its buffers; absent where the kernel sent none. */
  memory?: SocketMemory;
  localAddress?: undefined;
  localPort?: undefined;
  remoteAddress?: undefined;
  remotePort?: undefined;
  interface?: undefined;
  v6only?: undefined;
  timer?: undefined;
  expires?: undefined;
  retransmits?: undefined;
  probes?: undefined;
  mark?: undefined;
  tos?: undefined;
  tclass?: undefined;
  congestion?: undefined;
  classId?: undefined;
  cgroup?: undefined;
  ulp?: undefined;
  tls?: undefined;
  mptcpToken?: undefined;
  localAddresses?: undefined;
  remoteAddresses?: undefined;
  primaryRemoteAddress?: undefined;
  associationState?: undefined;
  associationId?: undefined;
  tcpInfo?: undefined;
  mptcpInfo?: undefined;
};

/** One socket as plain data: what was not asked for, and what its family lacks, is absent; what its source does not know is null. */
export type SocketJSON = InetSocketJSON | UnixSocketJSON;

export function socketJSON(table: Columns, row: number): SocketJSON {
  return isUnix(table, row) ? unixJSON(table, row) : inetJSON(table, row);
}

function inetJSON(table: Columns, row: number): InetSocketJSON {
  const unknown = table.unknown[row] as number;
  const json: InetSocketJSON = {
    protocol: protocolOf(table, row),
    family: familyOf(table, row),
    state: STATES[table.state[row] as number] ?? 'UNKNOWN',
    localAddress: addressOf(table, row, table.localAddress),
    localPort: table.localPort[row] as number,
    remoteAddress: addressOf(table, row, table.remoteAddress),
    remotePort: table.remotePort[row] as number,
    recvQ: (unknown & UNKNOWN.recvQ) === 0 ? (table.recvQ[row] as number) : null,
    sendQ: (unknown & UNKNOWN.sendQ) === 0 ? (table.sendQ[row] as number) : null,
    backlog: (unknown & UNKNOWN.backlog) === 0 ? (table.backlog[row] as number) : null,
    uid: (unknown & UNKNOWN.uid) === 0 ? (table.uid[row] as number) : null,
    inode: (unknown & UNKNOWN.inode) === 0 ? (table.inode[row] as number) : null,
    cookie: (unknown & UNKNOWN.cookie) === 0 ? word64(table.cookie, row).toString() : null,
    interface: (unknown & UNKNOWN.interface) === 0 ? (table.interface[row] as number) : null,
    v6only: (unknown & UNKNOWN.v6only) === 0 ? table.v6only[row] === 1 : null,
    timer: (unknown & UNKNOWN.timer) === 0 ? (TIMERS[table.timer[row] as number] ?? null) : null,
    expires: (unknown & UNKNOWN.expires) === 0 ? (table.expires[row] as number) : null,
    retransmits: (unknown & UNKNOWN.retransmits) === 0 ? (table.retransmits[row] as number) : null,
    probes: (unknown & UNKNOWN.probes) === 0 ? (table.probes[row] as number) : null,
    shutdown: shutdownOf(table, row),
  };
  if (isSctp(table, row)) addSctp(table, row, json);
  if (table.named) addNamed(table, row, json);
  if (table.owners) json.owners = ownersOf(table, row);
  const tcpInfo = table.tcpInfo && tcpInfoJSON(table.tcpInfo.at(row));
  if (tcpInfo) json.tcpInfo = tcpInfo;
  const mptcpInfo = table.mptcpInfo && mptcpInfoJSON(table.mptcpInfo.at(row));
  if (mptcpInfo) json.mptcpInfo = mptcpInfo;
  const memory = memoryOf(table, row);
  if (memory) json.memory = memory;
  return json;
}

function addNamed(table: Columns, row: number, json: InetSocketJSON): void {
  const unknown = table.unknown[row] as number;
  if (table.mark) json.mark = (unknown & UNKNOWN.mark) === 0 ? (table.mark[row] as number) : null;
  if (table.tos) json.tos = (unknown & UNKNOWN.tos) === 0 ? (table.tos[row] as number) : null;
  if (table.tclass) json.tclass = (unknown & UNKNOWN.tclass) === 0 ? (table.tclass[row] as number) : null;
  if (table.congestion)
    json.congestion = (unknown & UNKNOWN.congestion) === 0 ? textOf(table.congestion, row, 16) : null;
  if (table.classId) json.classId = (unknown & UNKNOWN.classId) === 0 ? (table.classId[row] as number) : null;
  if (table.cgroup) json.cgroup = (unknown & UNKNOWN.cgroup) === 0 ? word64(table.cgroup, row).toString() : null;
  if (table.ulp) json.ulp = (unknown & UNKNOWN.ulp) === 0 ? textOf(table.ulp, row, 16) : null;
  if (table.tls) json.tls = (unknown & UNKNOWN.tls) === 0 ? tlsOf(table, row) : null;
  if (table.mptcpToken)
    json.mptcpToken = (unknown & UNKNOWN.mptcpToken) === 0 ? (table.mptcpToken[row] as number) : null;
}

function addSctp(table: Columns, row: number, json: InetSocketJSON): void {
  const columns = table.sctp as SctpColumns;
  const unknown = table.unknown[row] as number;
  json.localAddresses = localAddressesOf(table, row);
  json.remoteAddresses = remoteAddressesOf(table, row);
  json.primaryRemoteAddress = primaryRemoteAddressOf(table, row);
  json.associationState =
    (unknown & UNKNOWN.associationState) === 0
      ? (ASSOCIATION_STATES[columns.associationState[row] as number] ?? null)
      : null;
  json.associationId = (unknown & UNKNOWN.associationId) === 0 ? (columns.associationId[row] as number) : null;
}

function unixJSON(table: Columns, row: number): UnixSocketJSON {
  const columns = table.unix;
  const unknown = table.unknown[row] as number;
  const json: UnixSocketJSON = {
    protocol: protocolOf(table, row),
    family: familyOf(table, row),
    state: STATES[table.state[row] as number] ?? 'UNKNOWN',
    recvQ: (unknown & UNKNOWN.recvQ) === 0 ? (table.recvQ[row] as number) : null,
    sendQ: (unknown & UNKNOWN.sendQ) === 0 ? (table.sendQ[row] as number) : null,
    backlog: (unknown & UNKNOWN.backlog) === 0 ? (table.backlog[row] as number) : null,
    uid: (unknown & UNKNOWN.uid) === 0 ? (table.uid[row] as number) : null,
    inode: (unknown & UNKNOWN.inode) === 0 ? (table.inode[row] as number) : null,
    cookie: (unknown & UNKNOWN.cookie) === 0 ? word64(table.cookie, row).toString() : null,
    shutdown: shutdownOf(table, row),
    type: columns && (unknown & UNKNOWN.type) === 0 ? (SOCKET_TYPES[columns.type[row] as number] ?? 'unknown') : null,
    path: pathOf(table, row),
    peerInode: columns && (unknown & UNKNOWN.peerInode) === 0 ? (columns.peerInode[row] as number) : null,
    refCount: columns && (unknown & UNKNOWN.refCount) === 0 ? (columns.refCount[row] as number) : null,
    flags: columns && (unknown & UNKNOWN.flags) === 0 ? (columns.flags[row] as number) : null,
  };
  if (table.owners) json.owners = ownersOf(table, row);
  const memory = memoryOf(table, row);
  if (memory) json.memory = memory;
  return json;
}
