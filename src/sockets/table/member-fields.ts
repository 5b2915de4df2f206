import type { Field } from './field.ts';

/** What is asked for by a name of its own, and is no field of a socket's plain data: a member of one, or what several make together. */
export type MemberField = Pick<Field, 'heading' | 'doc' | 'on' | 'asked' | 'fold' | 'words'> & {
  unit?: Field['unit'] | 'bytes/s' | 'segments/s';
  values: 'number' | 'boolean' | 'text';
  /** A socket has as many as it has owners. */
  many?: true;
};

/** Words of INET_DIAG_SKMEMINFO, `SK_MEMINFO_VARS` in `include/uapi/linux/sock_diag.h`, by the names of SocketMemory. */
export const MEMORY_FIELDS = {
  rmemAlloc: bytes('Recv Memory', 'Memory of what was received and not yet read.'),
  rcvbuf: bytes('Recv Buffer', 'Limit of that memory, SO_RCVBUF.'),
  wmemAlloc: bytes('Send Memory', 'Memory of what was sent and is not yet let go by the network device.'),
  sndbuf: bytes('Send Buffer', 'Limit of the memory of what is sent, SO_SNDBUF.'),
  fwdAlloc: bytes('Forward Memory', 'Memory that is reserved and not yet used.'),
  wmemQueued: bytes('Queued Memory', 'Memory of what was written and is not yet acknowledged.'),
  optmem: bytes('Option Memory', 'Memory of options and filters.'),
  backlog: bytes('Backlog Memory', 'Memory of what was received while the program held the socket.'),
  drops: {
    values: 'number',
    asked: 'memory',
    unit: 'packets',
    heading: 'Drops',
    doc: 'Packets that were dropped, for want of room above all.',
    fold: 'sum',
  },
} as const satisfies Record<string, MemberField>;

function bytes(heading: string, doc: string) {
  return { values: 'number', asked: 'memory', unit: 'bytes', heading, doc, fold: 'sum' } as const;
}

/** How much moves a second, by the names of RateColumns. */
export const RATE_FIELDS = {
  sendRate: rate('bytes/s', 'Send Rate', 'Bytes sent a second, those sent again included.'),
  recvRate: rate('bytes/s', 'Recv Rate', 'Bytes received a second.'),
  sendSegmentRate: rate('segments/s', 'Send Segments', 'Segments sent a second, those without data included.'),
  recvSegmentRate: rate('segments/s', 'Recv Segments', 'Segments received a second, those without data included.'),
  retransRate: rate('segments/s', 'Retrans Rate', 'Segments sent again a second.'),
} as const satisfies Record<string, MemberField>;

function rate(unit: 'bytes/s' | 'segments/s', heading: string, doc: string) {
  return { values: 'number', on: 'inet', asked: 'rates', unit, heading, doc, fold: 'sum' } as const;
}

const OWNED = { asked: 'owners', many: true } as const;

/** Of the processes that hold a socket. */
export const OWNER_FIELDS = {
  process: {
    ...OWNED,
    values: 'text',
    heading: 'Process',
    doc: "The kernel's name of the process, at most 15 bytes.",
    words: ['comm'],
  },
  program: { ...OWNED, values: 'text', heading: 'Program', doc: "The program's name, as netstat shows it." },
  pid: { ...OWNED, values: 'number', heading: 'PID', doc: 'The id of the process.' },
  fd: { ...OWNED, values: 'number', heading: 'FD', doc: "The process's descriptor of the socket." },
  ownerUid: { ...OWNED, values: 'number', heading: 'Owner UID', doc: 'The effective user id of the process.' },
  ownerUser: { ...OWNED, values: 'text', heading: 'Owner User', doc: 'The name of that user.' },
  ownerCount: {
    values: 'number',
    asked: 'owners',
    heading: 'Owners',
    doc: 'How many descriptors of processes hold it.',
  },
} as const satisfies Record<string, MemberField>;

/** What several fields of a socket make together. */
export const JOINT_FIELDS = {
  local: { values: 'text', heading: 'Local Address:Port', doc: "The local address and port, or a UNIX socket's name." },
  remote: {
    values: 'text',
    heading: 'Remote Address:Port',
    doc: 'The remote address and port, or the inode of the UNIX socket at the other end.',
  },
  user: {
    values: 'text',
    heading: 'User',
    doc: 'The name of the user who made it; the number where the user has no name.',
  },
  queueFull: {
    values: 'boolean',
    on: 'inet',
    heading: 'Queue Full',
    doc: 'More connections wait to be accepted than the backlog of the listening socket allows: recvQ above backlog. The kernel takes one more than the limit.',
  },
} as const satisfies Record<string, MemberField>;
