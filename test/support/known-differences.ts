import type { Protocol, SocketJSON } from '../../src/index.ts';

/** What a row may hold: a Socket's plain data. */
type Field = keyof SocketJSON & string;

/**
 * The fields in which sock_diag and /proc rightly differ, and all of them: whatever is not here must be the same in both.
 * `netlink` or `procfs` says what that source gives instead of the truth; without them both know it, each in its own way.
 */
export interface KnownDifference {
  fields: readonly Field[];
  /** Of which rows. */
  protocols?: readonly Protocol[];
  states?: readonly string[];
  /** What the source that does not know gives. */
  netlink?: unknown;
  procfs?: unknown;
  why: string;
}

const INET = ['tcp', 'udp', 'udplite', 'raw', 'icmp'] as const;

export const KNOWN_DIFFERENCES: readonly KnownDifference[] = [
  { fields: ['cookie', 'backlog', 'shutdown'], procfs: null, why: '/proc/net has no such column' },
  { fields: ['interface', 'v6only'], protocols: INET, procfs: null, why: '/proc/net has no such column' },
  { fields: ['uid', 'recvQ', 'sendQ', 'peerInode'], protocols: ['unix'], procfs: null, why: 'not in /proc/net/unix' },
  { fields: ['refCount'], protocols: ['unix'], netlink: null, why: 'not in unix_diag' },
  {
    fields: ['uid'],
    protocols: ['tcp'],
    states: ['SYN_RECV'],
    netlink: null,
    why: 'inet_diag does not ask the listener',
  },
  {
    fields: ['retransmits'],
    protocols: ['tcp'],
    states: ['SYN_RECV'],
    why: 'inet_diag counts the SYN-ACKs sent again, /proc the timeouts, after some of which none is sent',
  },
  { fields: ['expires'], protocols: ['tcp'], why: 'it runs, and /proc counts it in hundredths of a second' },
  {
    fields: ['path'],
    protocols: ['unix'],
    why: '/proc prints every NUL of an abstract name as @, so that one inside it cannot be told from an @',
  },
];

/** Rows that only one source has. */
export const ONLY_IN_PROCFS = {
  why: 'unix_diag lists no socket without an inode, and a connection not yet accepted has none',
  test: ({ protocol, inode }: SocketJSON) => protocol === 'unix' && inode === 0,
};

/** The known difference a field of a row falls under. */
export function knownDifference(row: SocketJSON, field: string): KnownDifference | undefined {
  return KNOWN_DIFFERENCES.find(
    ({ fields, protocols, states }) =>
      (fields as readonly string[]).includes(field) &&
      (protocols === undefined || protocols.includes(row.protocol)) &&
      (states === undefined || states.includes(row.state)),
  );
}

/** Where a listing prints something else than netstat, and why: what netstat prints there is not said by any line of the file. */
export const LISTING_DIFFERENCES = [
  {
    args: '-6rn',
    file: 'ipv6_route',
    ours: '-',
    why: 'of a line that is cut before its interface netstat prints that of the line before, and of a first line that lacks numbers what its memory held',
  },
  {
    args: '-aA x25',
    file: 'x25',
    ours: '-',
    why: 'of the numbers that a line is cut before netstat prints what its memory held',
  },
  {
    args: '-aA ipx',
    file: 'ipx/socket',
    ours: '-',
    why: 'of the numbers that a line is cut before netstat prints those of the line before, and of a first line what its memory held',
  },
  ...(['nr_nodes', 'rose_nodes', 'x25/route'] as const).map((file) => ({
    args: '-r',
    file,
    ours: '-',
    why: 'netstat takes these by their places in the line, which a wider number moves: it prints pieces of numbers, and dies of some',
  })),
] as const;
