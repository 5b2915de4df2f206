/** The kernel's numbers of connection tracking as tables. Each names the header it comes from. */

/** Protocols that connection tracking knows by name (`l4proto_name()` in `nf_conntrack_standalone.c`), and IPsec's. */
export const CONNTRACK_PROTOCOLS: Readonly<Record<number, string>> = {
  1: 'icmp',
  6: 'tcp',
  17: 'udp',
  33: 'dccp',
  47: 'gre',
  50: 'esp',
  51: 'ah',
  58: 'icmpv6',
  132: 'sctp',
  136: 'udplite',
};

export const IPPROTO_TCP = 6;
export const IPPROTO_DCCP = 33;
export const IPPROTO_SCTP = 132;

/** States by number; a protocol that is not here has none. */
export const CONNTRACK_STATES: Readonly<Record<number, readonly string[]>> = {
  // `include/uapi/linux/netfilter/nf_conntrack_tcp.h`
  [IPPROTO_TCP]: [
    'NONE',
    'SYN_SENT',
    'SYN_RECV',
    'ESTABLISHED',
    'FIN_WAIT',
    'CLOSE_WAIT',
    'LAST_ACK',
    'TIME_WAIT',
    'CLOSE',
    'SYN_SENT2',
  ],
  // `include/linux/netfilter/nf_conntrack_dccp.h`, up to the kernel that dropped it
  [IPPROTO_DCCP]: [
    'NONE',
    'REQUEST',
    'RESPOND',
    'PARTOPEN',
    'OPEN',
    'CLOSEREQ',
    'CLOSING',
    'TIMEWAIT',
    'IGNORE',
    'INVALID',
  ],
  // `include/uapi/linux/netfilter/nf_conntrack_sctp.h`
  [IPPROTO_SCTP]: [
    'NONE',
    'CLOSED',
    'COOKIE_WAIT',
    'COOKIE_ECHOED',
    'ESTABLISHED',
    'SHUTDOWN_SENT',
    'SHUTDOWN_RECD',
    'SHUTDOWN_ACK_SENT',
    'HEARTBEAT_SENT',
    'HEARTBEAT_ACKED',
  ],
};

/** Bits of a connection's status by number, `enum ip_conntrack_status` in `include/uapi/linux/netfilter/nf_conntrack_common.h`. */
export const CONNTRACK_FLAGS = [
  'expected',
  'seenReply',
  'assured',
  'confirmed',
  'sourceNat',
  'destinationNat',
  'sequenceAdjust',
  'sourceNatDone',
  'destinationNatDone',
  'dying',
  'fixedTimeout',
  'template',
  'untracked',
  'helper',
  'offload',
  'hardwareOffload',
] as const;

export type ConntrackFlag = (typeof CONNTRACK_FLAGS)[number];

export const CONNTRACK_FLAG_BITS = Object.fromEntries(CONNTRACK_FLAGS.map((name, bit) => [name, 1 << bit])) as Record<
  ConntrackFlag,
  number
>;
