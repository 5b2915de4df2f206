/**
 * Every field of a socket, once. `npm run docs` makes from this table the columns, the getters of Socket, plain data, and copying of rows; all
 * that lists, filters or describes fields is to be made from it too.
 */

/** How a field is kept, and what its getter makes of that. */
export type Kind =
  /** One number a row. */
  | { is: 'u8' | 'u16' | 'u32' }
  /** One byte a row, 0 or 1. */
  | { is: 'boolean' }
  /** One byte a row: the number of a name in a list of uapi/sockets.ts; `otherwise` for a number that is not in it. */
  | { is: 'code'; names: 'STATES' | 'TIMERS' | 'SOCKET_TYPES' | 'ASSOCIATION_STATES'; type: string; otherwise: string }
  /** Two words a row, the low one first; decimal text in JSON. */
  | { is: 'id64' }
  /** Sixteen bytes a row, in network order; IPv4 takes the first four. */
  | { is: 'address' }
  /** As many bytes as there are. */
  | { is: 'bytes' }
  /** No column of its own. */
  | { is: 'derived' };

/** What a field is asked for by, in a query; without it the field costs nothing extra and is always there. */
export type Asked = 'owners' | 'tcpInfo' | 'memory';

export interface Field {
  kind: Kind;
  /** The heading of its column in a listing. */
  heading: string;
  /** Its doc comment. */
  doc: string;
  unit?: 'bytes' | 'ms' | 'packets';
  /** The source may not know it: then its bit in the row's `unknown` word is set, its column holds 0, and it is null. */
  mayBeUnknown?: true;
  /** The only rows that have it; for others it is null. Fields of `unix` and `sctp` have columns only in tables that have such rows. */
  on?: 'inet' | 'unix' | 'sctp';
  asked?: Asked;
  /** The function of readers.ts that makes the value, with its type, where the kind does not say it all. */
  read?: { by: string; type: string };
  /** Left out of plain data: `column` has no getter either. */
  hidden?: 'json' | 'column';
  /** What several rows together have of it. */
  fold?: 'sum' | 'max' | 'mean';
  /** Further words for it. */
  words?: readonly string[];
}

export const FIELDS = {
  protocol: {
    kind: { is: 'u8' },
    read: { by: 'protocolOf', type: 'Protocol' },
    heading: 'Protocol',
    doc: 'Its column: IPPROTO_*; 0 for UNIX sockets.',
  },
  family: {
    kind: { is: 'u8' },
    read: { by: 'familyOf', type: 'Family' },
    heading: 'Family',
    doc: 'The IP version, or `unix`. Its column: AF_INET 2, AF_INET6 10, AF_UNIX 1.',
  },
  state: {
    kind: { is: 'code', names: 'STATES', type: 'State', otherwise: "'UNKNOWN'" },
    heading: 'State',
    doc: "TCP's state; of every protocol's sockets the one of these that the kernel gives. Of an SCTP association TCP's nearest.",
  },
  localAddress: {
    kind: { is: 'address' },
    on: 'inet',
    heading: 'Local Address',
    doc: 'Text without brackets or scope; empty for a UNIX socket.',
    words: ['src'],
  },
  localPort: {
    kind: { is: 'u16' },
    on: 'inet',
    heading: 'Local Port',
    doc: "0 for none; a raw socket's IP protocol.",
    words: ['sport'],
  },
  remoteAddress: {
    kind: { is: 'address' },
    on: 'inet',
    heading: 'Remote Address',
    doc: 'Text without brackets or scope; empty for a UNIX socket.',
    words: ['dst'],
  },
  remotePort: { kind: { is: 'u16' }, on: 'inet', heading: 'Remote Port', doc: '0 for none.', words: ['dport'] },
  recvQ: {
    kind: { is: 'u32' },
    mayBeUnknown: true,
    unit: 'bytes',
    heading: 'Recv-Q',
    doc: 'Not yet read by the program; of a listening socket connections to be accepted.',
    fold: 'sum',
  },
  sendQ: {
    kind: { is: 'u32' },
    mayBeUnknown: true,
    unit: 'bytes',
    heading: 'Send-Q',
    doc: 'Not yet acknowledged by the other end; 0 for a listening socket.',
    fold: 'sum',
  },
  backlog: {
    kind: { is: 'u32' },
    mayBeUnknown: true,
    heading: 'Backlog',
    doc: "A listening socket's limit of connections to be accepted, which only sock_diag tells.",
    fold: 'sum',
  },
  uid: {
    kind: { is: 'u32' },
    mayBeUnknown: true,
    heading: 'User',
    doc: 'Who made it. 0 for sockets without a file, whoever made them.',
  },
  inode: {
    kind: { is: 'u32' },
    heading: 'Inode',
    doc: '0 for sockets without a file: TIME_WAIT, SYN_RECV, orphans, not yet accepted.',
  },
  cookie: {
    kind: { is: 'id64' },
    mayBeUnknown: true,
    heading: 'Cookie',
    doc: "The kernel's identity of the socket for as long as it lives, as SO_COOKIE gives it. /proc does not tell it.",
  },
  interface: {
    kind: { is: 'u32' },
    on: 'inet',
    mayBeUnknown: true,
    heading: 'Interface',
    doc: 'Index of the interface it is bound to; 0 for none. /proc does not tell it.',
  },
  v6only: {
    kind: { is: 'boolean' },
    on: 'inet',
    mayBeUnknown: true,
    heading: 'V6 only',
    doc: 'False for an IPv6 socket that serves IPv4 too. The kernel says it of listening and unconnected ones.',
  },
  timer: {
    kind: { is: 'code', names: 'TIMERS', type: 'Timer', otherwise: "'off'" },
    on: 'inet',
    heading: 'Timer',
    doc: 'The timer that runs.',
  },
  expires: {
    kind: { is: 'u32' },
    on: 'inet',
    unit: 'ms',
    heading: 'Expires',
    doc: 'Until the timer fires.',
    fold: 'max',
  },
  retransmits: {
    kind: { is: 'u8' },
    on: 'inet',
    heading: 'Retransmits',
    doc: 'Retransmissions of what is not yet acknowledged.',
    fold: 'sum',
  },
  probes: {
    kind: { is: 'u8' },
    on: 'inet',
    heading: 'Probes',
    doc: 'Unanswered keepalive or window probes.',
    fold: 'sum',
  },
  shutdown: {
    kind: { is: 'u8' },
    read: { by: 'shutdownOf', type: 'Shutdown | null' },
    mayBeUnknown: true,
    heading: 'Shutdown',
    doc: 'Which directions are shut down. Its column: bit 0 receiving, bit 1 sending. /proc does not tell it.',
  },
  type: {
    kind: { is: 'code', names: 'SOCKET_TYPES', type: 'SocketType', otherwise: "'unknown'" },
    on: 'unix',
    heading: 'Type',
    doc: '`stream`, `dgram` or `seqpacket` for a UNIX socket, else `null`.',
  },
  path: {
    kind: { is: 'bytes' },
    read: { by: 'pathOf', type: 'string | null' },
    on: 'unix',
    heading: 'Path',
    doc: "A UNIX socket's name, `@` for the NUL that an abstract one begins with; `null` when it has none. See pathBytes.",
  },
  pathBytes: {
    kind: { is: 'derived' },
    read: { by: 'pathBytesOf', type: 'Uint8Array | null' },
    on: 'unix',
    hidden: 'json',
    heading: 'Path',
    doc: "A UNIX socket's name as the kernel has it.",
  },
  peerInode: {
    kind: { is: 'u32' },
    on: 'unix',
    mayBeUnknown: true,
    heading: 'Peer Inode',
    doc: 'Inode of the UNIX socket it is connected to, 0 for none. /proc does not tell it.',
  },
  refCount: {
    kind: { is: 'u32' },
    on: 'unix',
    mayBeUnknown: true,
    heading: 'RefCnt',
    doc: "References to the kernel's UNIX socket, which only /proc tells.",
  },
  flags: {
    kind: { is: 'u32' },
    on: 'unix',
    mayBeUnknown: true,
    heading: 'Flags',
    doc: "Flags of `/proc/net/unix`; sock_diag tells only 0x10000, a listening socket's.",
  },
  localAddresses: {
    kind: { is: 'bytes' },
    read: { by: 'localAddressesOf', type: 'string[] | null' },
    on: 'sctp',
    heading: 'Local Addresses',
    doc: 'All addresses of an SCTP endpoint or association, `localAddress` first; `null` for every other protocol.',
  },
  remoteAddresses: {
    kind: { is: 'bytes' },
    read: { by: 'remoteAddressesOf', type: 'string[] | null' },
    on: 'sctp',
    heading: 'Remote Addresses',
    doc: "All addresses of an SCTP association's other end, `remoteAddress` first; none of an endpoint.",
  },
  primaryRemoteAddress: {
    kind: { is: 'derived' },
    read: { by: 'primaryRemoteAddressOf', type: 'string | null' },
    on: 'sctp',
    heading: 'Primary Remote Address',
    doc: 'That of `remoteAddresses` to which an association sends while it can.',
  },
  primary: {
    kind: { is: 'u32' },
    on: 'sctp',
    mayBeUnknown: true,
    hidden: 'column',
    heading: 'Primary',
    doc: "Index of the primary path's address in `remoteAddresses`; an endpoint has none, and the kernel may mark none.",
  },
  associationState: {
    kind: { is: 'code', names: 'ASSOCIATION_STATES', type: 'AssociationState', otherwise: 'null' },
    on: 'sctp',
    mayBeUnknown: true,
    heading: 'Association',
    doc: "An SCTP association's own state, of which `state` is TCP's nearest; `null` for an endpoint.",
  },
  socketState: {
    kind: { is: 'u8' },
    on: 'sctp',
    mayBeUnknown: true,
    hidden: 'column',
    heading: 'Socket State',
    doc: "The state of an association's socket, by TCP's numbers: what `/proc/net/sctp` calls SST.",
  },
  associationId: {
    kind: { is: 'u32' },
    on: 'sctp',
    mayBeUnknown: true,
    heading: 'Association Id',
    doc: 'Tells apart the associations of one socket, which share its inode and cookie. Only /proc tells it.',
  },
  owners: {
    kind: { is: 'derived' },
    read: { by: 'ownersOf', type: 'Owner[]' },
    asked: 'owners',
    heading: 'Owners',
    doc: 'Who holds it, lowest pid first: several after fork() or when it was passed on. Empty when owners were not asked for.',
  },
  tcpInfo: {
    kind: { is: 'bytes' },
    read: { by: 'tcpInfoOf', type: 'TcpInfo | undefined' },
    asked: 'tcpInfo',
    heading: 'tcp_info',
    doc: "TCP's internals, `struct tcp_info` in `include/uapi/linux/tcp.h`; absent where the kernel sent none.",
  },
  memory: {
    kind: { is: 'derived' },
    read: { by: 'memoryOf', type: 'SocketMemory | undefined' },
    asked: 'memory',
    mayBeUnknown: true,
    heading: 'Memory',
    doc: 'Sizes of its buffers; absent where the kernel sent none.',
  },
} as const satisfies Record<string, Field>;

export type FieldName = keyof typeof FIELDS;
