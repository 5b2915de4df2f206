/** The kernel's numbers as tables. Each names the header it comes from. */

/** Address families, `include/linux/socket.h`. */
export const AF_UNIX = 1;
export const AF_INET = 2;
export const AF_INET6 = 10;

export type Family = 'inet' | 'inet6' | 'unix';

export const FAMILY_NUMBERS: Readonly<Record<Family, number>> = { inet: AF_INET, inet6: AF_INET6, unix: AF_UNIX };

/** The protocols a query can name, in netstat's order. */
export type Protocol = 'tcp' | 'sctp' | 'dccp' | 'udp' | 'udplite' | 'raw' | 'icmp' | 'unix' | 'mptcp';

/**
 * `include/uapi/linux/in.h`. UNIX sockets have protocol 0; `icmp` is a ping socket of either family; `mptcp` a connection of several
 * TCP connections, its subflows, which are sockets of `tcp`.
 */
export const PROTOCOL_NUMBERS: Readonly<Record<Protocol, number>> = {
  tcp: 6,
  sctp: 132,
  dccp: 33,
  udp: 17,
  udplite: 136,
  raw: 255,
  icmp: 1,
  unix: 0,
  mptcp: 262,
};

/** All that a query can name. */
export const NAMED_PROTOCOLS = Object.keys(PROTOCOL_NUMBERS) as Protocol[];

/** Those that a query is for when it names none: the protocols of netstat, which has no `mptcp`. */
export const PROTOCOLS: Protocol[] = NAMED_PROTOCOLS.filter((name) => name !== 'mptcp');

const PROTOCOL_NAMES = new Map(NAMED_PROTOCOLS.map((name) => [PROTOCOL_NUMBERS[name], name]));

export function protocolName(family: number, protocol: number): Protocol {
  return family === AF_UNIX ? 'unix' : (PROTOCOL_NAMES.get(protocol) ?? 'raw');
}

/** Socket states by number, `include/net/tcp_states.h`. 12 and 13 never reach user space under their own number: 13 only asks for sockets, which are then in 7. */
export const STATES = [
  'UNKNOWN',
  'ESTABLISHED',
  'SYN_SENT',
  'SYN_RECV',
  'FIN_WAIT1',
  'FIN_WAIT2',
  'TIME_WAIT',
  'CLOSE',
  'CLOSE_WAIT',
  'LAST_ACK',
  'LISTEN',
  'CLOSING',
] as const;

export type State = (typeof STATES)[number];

/**
 * TCP_BOUND_INACTIVE, by which sock_diag is asked for TCP sockets that have a port, and neither listen nor are connected, since Linux 6.8. It gives
 * them in CLOSE. An older kernel knows no such number, and gives none.
 */
export const TCP_BOUND_INACTIVE = 13;

export const STATE_NUMBERS = Object.fromEntries(STATES.map((name, number) => [name, number])) as Record<State, number>;

/** States of an SCTP association by number, `enum sctp_state` in `include/net/sctp/constants.h`. */
export const ASSOCIATION_STATES = [
  'CLOSED',
  'COOKIE_WAIT',
  'COOKIE_ECHOED',
  'ESTABLISHED',
  'SHUTDOWN_PENDING',
  'SHUTDOWN_SENT',
  'SHUTDOWN_RECEIVED',
  'SHUTDOWN_ACK_SENT',
] as const;

export type AssociationState = (typeof ASSOCIATION_STATES)[number];

/** The timer of an inet socket, `idiag_timer` in `include/uapi/linux/inet_diag.h`. */
export const TIMERS = ['off', 'on', 'keepalive', 'timewait', 'probe'] as const;

export type Timer = (typeof TIMERS)[number];

/** Types of UNIX sockets, `include/linux/net.h`. */
export const SOCKET_TYPES = ['unknown', 'stream', 'dgram', 'raw', 'rdm', 'seqpacket'] as const;

export type SocketType = (typeof SOCKET_TYPES)[number];

/** The flag of a listening UNIX socket in `/proc/net/unix`, `__SO_ACCEPTCON` in `include/linux/net.h`. */
export const SO_ACCEPTCON = 0x10000;
