import { BytesColumn } from './bytes-column.ts';
import type { OwnerChains } from './owner-chains.ts';
import type { ScanReport } from './report.ts';
import { SctpColumns } from './sctp-columns.ts';

/** Optional groups of columns: present in a table only when the query asked for them. */
export interface ColumnGroups {
  /** TCP's internals: INET_DIAG_INFO, about 280 bytes a row. */
  tcpInfo?: boolean | undefined;
  /** Buffer sizes: INET_DIAG_SKMEMINFO and UNIX_DIAG_MEMINFO. */
  memory?: boolean | undefined;
}

export interface TableOptions extends ColumnGroups {
  /** The table gets the columns of UNIX sockets. */
  unix?: boolean | undefined;
  /** The table gets the columns of SCTP's endpoints and associations. */
  sctp?: boolean | undefined;
}

/** The columns only UNIX sockets have. */
export class UnixColumns {
  /** SOCK_STREAM 1, SOCK_DGRAM 2, SOCK_SEQPACKET 5. */
  readonly type: Uint8Array;
  /** `/proc/net/unix`'s flags, 0x10000 for a listening socket; UNKNOWN from sock_diag, except for that one. */
  readonly flags: Uint32Array;
  /** References to the kernel's socket; UNKNOWN from sock_diag. */
  readonly refCount: Uint32Array;
  /** Inode of the connected socket, 0 for none, UNKNOWN from /proc. */
  readonly peerInode: Uint32Array;
  /** The name's bytes; an abstract one begins with a NUL. No bytes: no name. */
  readonly path: BytesColumn;

  constructor(rows: number, pathBytes = 0) {
    this.type = new Uint8Array(rows);
    this.flags = new Uint32Array(rows);
    this.refCount = new Uint32Array(rows);
    this.peerInode = new Uint32Array(rows);
    this.path = new BytesColumn(rows, pathBytes);
  }
}

/** Numbers in INET_DIAG_SKMEMINFO, `SK_MEMINFO_VARS` in `include/uapi/linux/sock_diag.h`. */
export const MEMORY_WORDS = 9;

/**
 * Sockets as a struct of arrays: row `i` is index `i` of every column. Both sources fill it.
 * Only the first `length` rows are valid while it is being filled; a table that a query returns is exactly that long.
 */
export class Columns {
  length = 0;
  readonly capacity: number;

  /** AF_INET 2, AF_INET6 10, AF_UNIX 1. */
  readonly family: Uint8Array;
  /** IPPROTO_*; 0 for UNIX sockets. */
  readonly protocol: Uint8Array;
  /** TCP_ESTABLISHED 1 … TCP_CLOSING 11, for every protocol; see tcpState() for SCTP's associations. */
  readonly state: Uint8Array;
  /** 0 off, 1 on, 2 keepalive, 3 timewait, 4 probe. */
  readonly timer: Uint8Array;
  readonly retransmits: Uint8Array;
  /** Unanswered keepalive or window probes. */
  readonly probes: Uint8Array;
  /** Bit 0: receiving is shut down, bit 1: sending. UNKNOWN_BYTE from /proc. */
  readonly shutdown: Uint8Array;
  /** 1 for an IPv6 socket that takes no IPv4; UNKNOWN_BYTE where the kernel does not say. */
  readonly v6only: Uint8Array;
  /** For a raw socket its IP protocol. */
  readonly localPort: Uint16Array;
  readonly remotePort: Uint16Array;
  /** Sixteen bytes a row in network order; IPv4 takes the first four. */
  readonly localAddress: Uint8Array;
  readonly remoteAddress: Uint8Array;
  /** Bytes not yet read by the program; for a listening socket connections not yet accepted. */
  readonly recvQ: Uint32Array;
  /** Bytes not yet acknowledged by the other end; 0 for a listening socket. */
  readonly sendQ: Uint32Array;
  /** A listening socket's limit of connections not yet accepted; UNKNOWN for others, and from /proc. */
  readonly backlog: Uint32Array;
  readonly uid: Uint32Array;
  /** 0 for TIME_WAIT, SYN_RECV, orphans and connections not yet accepted. */
  readonly inode: Uint32Array;
  /** Index of the interface the socket is bound to, 0 for none, UNKNOWN from /proc. */
  readonly interface: Uint32Array;
  /** Until the timer fires, in ms. */
  readonly expires: Uint32Array;
  /** The kernel's identity of the socket: low word, high word; 0, 0 from /proc. */
  readonly cookie: Uint32Array;

  readonly unix: UnixColumns | undefined;
  readonly sctp: SctpColumns | undefined;
  /** `struct tcp_info` of each row as the kernel sent it (`include/uapi/linux/tcp.h`); no bytes where it sent none. */
  readonly tcpInfo: BytesColumn | undefined;
  /** MEMORY_WORDS words a row; UNKNOWN in the first where the kernel sent none. */
  readonly memory: Uint32Array | undefined;

  /** Index of a row's first owner in `owners`, or NO_OWNER. */
  firstOwner: Uint32Array | undefined;
  owners: OwnerChains | undefined;
  readonly report: ScanReport;

  /** The address columns as 32-bit words, four a row: how the decoders fill them. */
  readonly localAddressWords: Uint32Array;
  readonly remoteAddressWords: Uint32Array;

  constructor(rows: number, report: ScanReport, options: TableOptions = {}) {
    this.capacity = rows;
    this.report = report;
    this.family = new Uint8Array(rows);
    this.protocol = new Uint8Array(rows);
    this.state = new Uint8Array(rows);
    this.timer = new Uint8Array(rows);
    this.retransmits = new Uint8Array(rows);
    this.probes = new Uint8Array(rows);
    this.shutdown = new Uint8Array(rows);
    this.v6only = new Uint8Array(rows);
    this.localPort = new Uint16Array(rows);
    this.remotePort = new Uint16Array(rows);
    this.localAddressWords = new Uint32Array(rows * 4);
    this.remoteAddressWords = new Uint32Array(rows * 4);
    this.localAddress = new Uint8Array(this.localAddressWords.buffer);
    this.remoteAddress = new Uint8Array(this.remoteAddressWords.buffer);
    this.recvQ = new Uint32Array(rows);
    this.sendQ = new Uint32Array(rows);
    this.backlog = new Uint32Array(rows);
    this.uid = new Uint32Array(rows);
    this.inode = new Uint32Array(rows);
    this.interface = new Uint32Array(rows);
    this.expires = new Uint32Array(rows);
    this.cookie = new Uint32Array(rows * 2);
    this.unix = options.unix ? new UnixColumns(rows) : undefined;
    this.sctp = options.sctp ? new SctpColumns(rows) : undefined;
    this.tcpInfo = options.tcpInfo ? new BytesColumn(rows) : undefined;
    this.memory = options.memory ? new Uint32Array(rows * MEMORY_WORDS) : undefined;
  }
}

/** The columns of every table, each a typed array of one or more elements a row. */
export const COLUMNS = [
  'family',
  'protocol',
  'state',
  'timer',
  'retransmits',
  'probes',
  'shutdown',
  'v6only',
  'localPort',
  'remotePort',
  'localAddressWords',
  'remoteAddressWords',
  'recvQ',
  'sendQ',
  'backlog',
  'uid',
  'inode',
  'interface',
  'expires',
  'cookie',
] as const;

/** Likewise of UnixColumns. */
export const UNIX_COLUMNS = ['type', 'flags', 'refCount', 'peerInode'] as const;
