// Made from fields.ts by `npm run docs`: change the table, not this file.
import { BytesColumn } from './bytes-column.ts';
import type { OwnerChains } from './owner-chains.ts';
import type { RateColumns } from './rates.ts';
import type { ScanReport } from './report.ts';
import type { TableOptions } from './table-options.ts';

/** Numbers in INET_DIAG_SKMEMINFO, `SK_MEMINFO_VARS` in `include/uapi/linux/sock_diag.h`. */
export const MEMORY_WORDS = 9;

/** The columns only UNIX sockets have. */
export class UnixColumns {
  /** `stream`, `dgram` or `seqpacket` for a UNIX socket, else `null`. By its number. */
  readonly type: Uint8Array;
  /** The name's bytes; an abstract one begins with a NUL. No bytes: no name. */
  readonly path: BytesColumn;
  /** Inode of the UNIX socket it is connected to, 0 for none. /proc does not tell it. */
  readonly peerInode: Uint32Array;
  /** References to the kernel's UNIX socket, which only /proc tells. */
  readonly refCount: Uint32Array;
  /** Flags of `/proc/net/unix`; sock_diag tells only 0x10000, a listening socket's. */
  readonly flags: Uint32Array;

  constructor(rows: number) {
    this.type = new Uint8Array(rows);
    this.path = new BytesColumn(rows);
    this.peerInode = new Uint32Array(rows);
    this.refCount = new Uint32Array(rows);
    this.flags = new Uint32Array(rows);
  }
}

/**
 * The columns only SCTP has. A row is an endpoint, which is a socket and has only local addresses, or one of the associations
 * of a socket, which all have its inode and its cookie.
 */
export class SctpColumns {
  /** ADDRESS_BYTES each, in the row's family, so that IPv4 in an IPv6 row is mapped. */
  readonly localAddresses: BytesColumn;
  /** The same of the other end. */
  readonly remoteAddresses: BytesColumn;
  /** Index of the primary path's address in `remoteAddresses`; an endpoint has none, and the kernel may mark none. */
  readonly primary: Uint32Array;
  /** An SCTP association's own state, of which `state` is TCP's nearest; `null` for an endpoint. By its number. */
  readonly associationState: Uint8Array;
  /** The state of an association's socket, by TCP's numbers: what `/proc/net/sctp` calls SST. */
  readonly socketState: Uint8Array;
  /** Tells apart the associations of one socket, which share its inode and cookie. Only /proc tells it. */
  readonly associationId: Uint32Array;

  constructor(rows: number) {
    this.localAddresses = new BytesColumn(rows);
    this.remoteAddresses = new BytesColumn(rows);
    this.primary = new Uint32Array(rows);
    this.associationState = new Uint8Array(rows);
    this.socketState = new Uint8Array(rows);
    this.associationId = new Uint32Array(rows);
  }
}

/**
 * Sockets as a struct of arrays: row `i` is index `i` of every column. Both sources fill it. Only the first `length` rows are
 * valid while it is being filled; a table that a query returns is exactly that long.
 */
export class Columns {
  length = 0;
  readonly capacity: number;

  /** Which fields of the row its source does not know: bits of UNKNOWN. The columns of these hold 0. */
  readonly unknown: Uint32Array;
  /** Whether there are columns that were asked for by their names. */
  readonly named: boolean;
  /** IPPROTO_*; 0 for UNIX sockets. */
  readonly protocol: Uint16Array;
  /** AF_INET 2, AF_INET6 10, AF_UNIX 1. */
  readonly family: Uint8Array;
  /** TCP_ESTABLISHED 1 to TCP_CLOSING 11, for every protocol; see tcpState() for SCTP. */
  readonly state: Uint8Array;
  /** Sixteen bytes a row, in network order; IPv4 takes the first four. */
  readonly localAddress: Uint8Array;
  /** The same as 32-bit words, four a row: how the decoders fill it. */
  readonly localAddressWords: Uint32Array;
  /** 0 for none; a raw socket's IP protocol. */
  readonly localPort: Uint16Array;
  /** Sixteen bytes a row, in network order; IPv4 takes the first four. */
  readonly remoteAddress: Uint8Array;
  /** The same as 32-bit words, four a row: how the decoders fill it. */
  readonly remoteAddressWords: Uint32Array;
  /** 0 for none. */
  readonly remotePort: Uint16Array;
  /** Bytes not yet read by the program; of a listening socket connections to be accepted. */
  readonly recvQ: Uint32Array;
  /** Bytes not yet acknowledged by the other end; 0 for a listening socket. */
  readonly sendQ: Uint32Array;
  /** A listening socket's limit of connections to be accepted, which only sock_diag tells. */
  readonly backlog: Uint32Array;
  /**
   * Who made it. `null` where the kernel says 0 of a socket without a file, as it does whoever made that: TIME_WAIT,
   * SYN_RECV, orphans.
   */
  readonly uid: Uint32Array;
  /**
   * 0 for sockets without a file: TIME_WAIT, SYN_RECV, orphans, not yet accepted. `null` where /proc has a number that
   * is none.
   */
  readonly inode: Uint32Array;
  /**
   * The kernel's identity of the socket for as long as it lives, as SO_COOKIE gives it. /proc does not tell it. Two
   * words a row, the low one first.
   */
  readonly cookie: Uint32Array;
  /** Index of the interface it is bound to; 0 for none. /proc does not tell it. */
  readonly interface: Uint32Array;
  /** False for an IPv6 socket that serves IPv4 too. The kernel says it of listening and unconnected ones. 1 for true. */
  readonly v6only: Uint8Array;
  /** The timer that runs. By its number. */
  readonly timer: Uint8Array;
  /** Until the timer fires. In ms. */
  readonly expires: Uint32Array;
  /** Retransmissions of what is not yet acknowledged. */
  readonly retransmits: Uint8Array;
  /** Unanswered keepalive or window probes. */
  readonly probes: Uint8Array;
  /** Bit 0: receiving is shut down; bit 1: sending. */
  readonly shutdown: Uint8Array;
  /** The mark of its packets, SO_MARK. The kernel tells it to whoever has CAP_NET_ADMIN; /proc does not tell it. */
  readonly mark: Uint32Array | undefined;
  /**
   * Type of service of its IPv4 packets, IP_TOS. Unknown of connections in SYN_RECV or TIME_WAIT, of closed ones in
   * FIN_WAIT2, and from /proc.
   */
  readonly tos: Uint8Array | undefined;
  /**
   * Traffic class of the IPv6 packets of an IPv6 socket, IPV6_TCLASS. Unknown of connections in SYN_RECV or TIME_WAIT,
   * of closed ones in FIN_WAIT2, and from /proc.
   */
  readonly tclass: Uint8Array | undefined;
  /**
   * The name of a TCP socket's congestion control, TCP_CONGESTION, as `cubic`. Unknown of connections in SYN_RECV or
   * TIME_WAIT, of closed ones in FIN_WAIT2, and from /proc. ASCII, with NULs behind it.
   */
  readonly congestion: Uint8Array | undefined;
  /**
   * The class of its packets: of the control group of net_cls, else the socket's priority. Unknown of connections in
   * SYN_RECV or TIME_WAIT, of closed ones in FIN_WAIT2, and from /proc.
   */
  readonly classId: Uint32Array | undefined;
  /**
   * The id of the control group (version 2) it was made in, which is the inode of its folder below /sys/fs/cgroup.
   * Linux 5.7 and later; /proc does not tell it. Two words a row, the low one first.
   */
  readonly cgroup: Uint32Array | undefined;
  /**
   * The name of the protocol above TCP that the kernel runs itself, TCP_ULP: `tls`, `mptcp`, `espintcp`, `smc`.
   * Unknown where there is none, and from /proc. Linux 5.4 and later. ASCII, with NULs behind it.
   */
  readonly ulp: Uint8Array | undefined;
  /**
   * The version in bits 0 to 7 (TLS 1.2 is 3, 1.3 is 4), the cipher in 8 to 23, how it sends in 24 to 27, how it
   * receives in 28 to 31.
   */
  readonly tls: Uint32Array | undefined;
  /**
   * The name of the MPTCP connection at this end: of a connection of `mptcp`, and of the TCP sockets that are its
   * subflows. Unknown of all else. Of subflows only to who has CAP_NET_ADMIN; Linux 5.9 and later.
   */
  readonly mptcpToken: Uint32Array | undefined;

  readonly unix: UnixColumns | undefined;
  readonly sctp: SctpColumns | undefined;
  /** `struct tcp_info` of each row as the kernel sent it; no bytes where it sent none. */
  readonly tcpInfo: BytesColumn | undefined;
  /** `struct mptcp_info` likewise, only in tables that have rows of MPTCP. */
  readonly mptcpInfo: BytesColumn | undefined;
  /** MEMORY_WORDS words a row, where the kernel sent them. */
  readonly memory: Uint32Array | undefined;

  /** Index of a row's first owner in `owners`, or NO_OWNER. */
  firstOwner: Uint32Array | undefined;
  owners: OwnerChains | undefined;
  /** What moves a second, from one of snapshots() to the next, where that was asked for. */
  rates: RateColumns | undefined;
  /** What /proc prints of the rows whose numbers do not all fit their fields, by row; only in the batches that its parsers fill. */
  printed: Map<number, string> | undefined;
  /** The last row has a name within which its file of /proc ends, so that it may be another one's; likewise. */
  endsCut = false;
  readonly report: ScanReport;

  constructor(rows: number, report: ScanReport, options: TableOptions = {}) {
    this.capacity = rows;
    this.report = report;
    this.unknown = new Uint32Array(rows);
    this.named = options.fields !== undefined && options.fields.length > 0;
    this.protocol = new Uint16Array(rows);
    this.family = new Uint8Array(rows);
    this.state = new Uint8Array(rows);
    this.localAddressWords = new Uint32Array(rows * 4);
    this.localAddress = new Uint8Array(this.localAddressWords.buffer);
    this.localPort = new Uint16Array(rows);
    this.remoteAddressWords = new Uint32Array(rows * 4);
    this.remoteAddress = new Uint8Array(this.remoteAddressWords.buffer);
    this.remotePort = new Uint16Array(rows);
    this.recvQ = new Uint32Array(rows);
    this.sendQ = new Uint32Array(rows);
    this.backlog = new Uint32Array(rows);
    this.uid = new Uint32Array(rows);
    this.inode = new Uint32Array(rows);
    this.cookie = new Uint32Array(rows * 2);
    this.interface = new Uint32Array(rows);
    this.v6only = new Uint8Array(rows);
    this.timer = new Uint8Array(rows);
    this.expires = new Uint32Array(rows);
    this.retransmits = new Uint8Array(rows);
    this.probes = new Uint8Array(rows);
    this.shutdown = new Uint8Array(rows);
    this.mark = options.fields?.includes('mark') ? new Uint32Array(rows) : undefined;
    this.tos = options.fields?.includes('tos') ? new Uint8Array(rows) : undefined;
    this.tclass = options.fields?.includes('tclass') ? new Uint8Array(rows) : undefined;
    this.congestion = options.fields?.includes('congestion') ? new Uint8Array(rows * 16) : undefined;
    this.classId = options.fields?.includes('classId') ? new Uint32Array(rows) : undefined;
    this.cgroup = options.fields?.includes('cgroup') ? new Uint32Array(rows * 2) : undefined;
    this.ulp = options.fields?.includes('ulp') ? new Uint8Array(rows * 16) : undefined;
    this.tls = options.fields?.includes('tls') ? new Uint32Array(rows) : undefined;
    this.mptcpToken = options.fields?.includes('mptcpToken') ? new Uint32Array(rows) : undefined;
    this.unix = options.unix ? new UnixColumns(rows) : undefined;
    this.sctp = options.sctp ? new SctpColumns(rows) : undefined;
    this.tcpInfo = options.tcpInfo ? new BytesColumn(rows) : undefined;
    this.mptcpInfo = options.tcpInfo && options.mptcp ? new BytesColumn(rows) : undefined;
    this.memory = options.memory ? new Uint32Array(rows * MEMORY_WORDS) : undefined;
  }
}

/** The columns of every table, each a typed array of one or more elements a row. */
export const COLUMNS = [
  'unknown',
  'protocol',
  'family',
  'state',
  'localAddressWords',
  'localPort',
  'remoteAddressWords',
  'remotePort',
  'recvQ',
  'sendQ',
  'backlog',
  'uid',
  'inode',
  'cookie',
  'interface',
  'v6only',
  'timer',
  'expires',
  'retransmits',
  'probes',
  'shutdown',
] as const;

/** Likewise of UnixColumns. */
export const UNIX_COLUMNS = ['type', 'peerInode', 'refCount', 'flags'] as const;

/** Likewise of SctpColumns. */
export const SCTP_COLUMNS = ['primary', 'associationState', 'socketState', 'associationId'] as const;

/** Those of SctpColumns that are bytes. */
export const SCTP_ADDRESSES = ['localAddresses', 'remoteAddresses'] as const;
