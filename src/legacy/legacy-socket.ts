/** Families whose sockets few kernels still have, in netstat's order; each has a table of its own in `/proc/net`. */
export const LEGACY_FAMILIES = ['ipx', 'ax25', 'x25', 'netrom', 'rose'] as const;

export type LegacyFamily = (typeof LEGACY_FAMILIES)[number];

/** Where a link is, by the number the kernel keeps for it. Numbers without a name are `UNKNOWN`. */
export type LinkState = 'LISTENING' | 'SABM_SENT' | 'CONN_SENT' | 'DISC_SENT' | 'ESTABLISHED' | 'RECOVERY' | 'UNKNOWN';

/** Families with a window of numbered frames or packets. */
export type LinkFamily = Exclude<LegacyFamily, 'ipx'>;

/** By number: `AX25_STATE_0` …, `X25_STATE_0` …, by netstat's names, `NR_STATE_0` … and `ROSE_STATE_0` … in `include/net`. */
export const LINK_STATES: Readonly<Record<LinkFamily, readonly LinkState[]>> = {
  ax25: ['LISTENING', 'SABM_SENT', 'DISC_SENT', 'ESTABLISHED', 'RECOVERY'],
  x25: ['LISTENING', 'SABM_SENT', 'DISC_SENT', 'ESTABLISHED', 'RECOVERY'],
  netrom: ['LISTENING', 'CONN_SENT', 'DISC_SENT', 'ESTABLISHED'],
  rose: ['LISTENING', 'CONN_SENT', 'DISC_SENT', 'ESTABLISHED'],
};

/** What the families with a window of numbered frames or packets share. */
export interface LinkSocket {
  /** Interface; null before one is chosen. */
  device: string | null;
  state: LinkState;
  /** V(S), the number the next frame sent gets: 0 to 7, or to 127 where the window is extended. Null, as each number here, where /proc has one that is none. */
  vs: number | null;
  /** V(R), the number expected of the next frame received. */
  vr: number | null;
  /** V(A), the last number the other end acknowledged. */
  va: number | null;
  /** Memory taken by what is to be sent (`sk_wmem_alloc`), in bytes; null where a program holds no socket of the link. */
  sendQ: number | null;
  /** Memory taken by what is not read yet (`sk_rmem_alloc`), in bytes; null as for `sendQ`. */
  recvQ: number | null;
  /** Of the socket; 0 when it is orphaned, null as for `sendQ` and where the kernel is too old to tell. */
  inode: number | null;
}

/** A repeater on the way of AX.25 frames. */
export interface Digipeater {
  callsign: string;
  /** It is the one that has passed the frame on. */
  repeated: boolean;
}

/** One AX.25 link: a line of `/proc/net/ax25` (`ax25_info_show()` in `net/ax25/af_ax25.c`). */
export interface Ax25Socket extends LinkSocket {
  family: 'ax25';
  /** Callsign with SSID: `N0CALL-1`. */
  source: string;
  /** The source itself is a digipeater of the link (`iamdigi`). */
  sourceRepeats: boolean;
  /** Null of a socket that listens. */
  destination: string | null;
  digipeaters: Digipeater[];
}

/** One NET/ROM circuit: a line of `/proc/net/nr` (`nr_info_show()` in `net/netrom/af_netrom.c`). */
export interface NetRomSocket extends LinkSocket {
  family: 'netrom';
  /** Callsign of the user at the node; null before there is one. */
  user: string | null;
  destination: string | null;
  source: string | null;
}

/** One ROSE circuit: a line of `/proc/net/rose` (`rose_info_show()` in `net/rose/af_rose.c`). */
export interface RoseSocket extends LinkSocket {
  family: 'rose';
  /** Ten digits; null before it is set, as each address here. */
  destination: string | null;
  destinationCall: string | null;
  source: string | null;
  sourceCall: string | null;
  /** Logical channel, 0 to 4095; null where /proc has a number that is none, as the neighbour. */
  lci: number | null;
  /** Number of the neighbour the circuit goes through, 0 without one. */
  neighbour: number | null;
}

/** One X.25 circuit: a line of `/proc/net/x25/socket` (`x25_seq_socket_show()` in `net/x25/x25_proc.c`). */
export interface X25Socket extends LinkSocket {
  family: 'x25';
  /** Up to 15 digits (X.121); null before it is set. */
  destination: string | null;
  source: string | null;
  /** Logical channel, 0 to 4095; 0 before there is one, null where /proc has a number that is none. */
  lci: number | null;
}

/** One end of an IPX socket. */
export interface IpxEndpoint {
  /** Eight hexadecimal digits. */
  network: string;
  /** Twelve hexadecimal digits; null where the kernel does not list it. */
  node: string | null;
  port: number;
}

/** One IPX socket: a line of `/proc/net/ipx/socket` (`ipx_seq_socket_show()` in `net/ipx/ipx_proc.c`, until Linux 4.17). */
export interface IpxSocket {
  family: 'ipx';
  local: IpxEndpoint;
  /** Null when it is not connected. */
  remote: IpxEndpoint | null;
  /** Memory taken by what is to be sent, in bytes; null, as each number here, where /proc has one that is none. */
  sendQ: number | null;
  /** Memory taken by what is not read yet, in bytes. */
  recvQ: number | null;
  state: 'ESTABLISHED' | 'CLOSE' | 'UNKNOWN';
  uid: number | null;
}

export type LegacySocket = Ax25Socket | NetRomSocket | RoseSocket | X25Socket | IpxSocket;
