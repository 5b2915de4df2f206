import type { SocketJSON } from '../../sockets/table/socket-json.ts';

/**
 * What lines of JSON have of `struct tcp_info` by themselves: twelve of its fields. docs/data.md says why these.
 */
export const TCP_INFO_COLUMNS = [
  'tcpInfo.rtt',
  'tcpInfo.rttvar',
  'tcpInfo.minRtt',
  'tcpInfo.rto',
  'tcpInfo.sndCwnd',
  'tcpInfo.unacked',
  'tcpInfo.lost',
  'tcpInfo.totalRetrans',
  'tcpInfo.bytesSent',
  'tcpInfo.bytesReceived',
  'tcpInfo.segsOut',
  'tcpInfo.segsIn',
] as const;

/** What they have of a socket, which no other key of the line says: which it is and whose, and how it went. */
export const INET_COLUMNS: readonly string[] = [
  ...['protocol', 'state', 'localAddress', 'localPort', 'remoteAddress', 'remotePort'],
  ...['uid', 'associationState', 'owners'],
  ...TCP_INFO_COLUMNS,
];

/** The same of a UNIX socket, which others know by its inode. */
export const UNIX_COLUMNS: readonly string[] = [
  ...['protocol', 'state', 'type', 'path', 'uid', 'inode', 'peerInode', 'owners'],
];

type NamedColumn = Readonly<Record<string, unknown>>;
type Made = (socket: SocketJSON) => unknown;

const ofFirstOwner = (member: 'pid' | 'fd' | 'name' | 'comm'): Made => {
  return ({ owners }) => owners && (owners[0]?.[member] ?? null);
};

/** What several fields make together, or the first owner has. */
const MADE: Readonly<Record<string, Made>> = {
  local: (socket) => endOf(socket, 'local'),
  remote: (socket) => endOf(socket, 'remote'),
  queueFull: ({ state, recvQ, backlog }) => {
    return state !== 'LISTEN' || recvQ === null || backlog === null ? null : recvQ > backlog;
  },
  pid: ofFirstOwner('pid'),
  fd: ofFirstOwner('fd'),
  process: ofFirstOwner('comm'),
  program: ofFirstOwner('name'),
  ownerCount: ({ owners }) => owners?.length,
};

function endOf(socket: SocketJSON, end: 'local' | 'remote'): string | null {
  if (socket.family === 'unix') {
    if (end === 'local') return socket.path ?? null;
    return socket.peerInode ? `${socket.peerInode}` : null;
  }
  const [address, port] =
    end === 'local' ? [socket.localAddress, socket.localPort] : [socket.remoteAddress, socket.remotePort];
  return address?.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

/** These columns of a socket, members of an object in that object; one that the socket has not is left out. */
export function columnsOfSocket(socket: SocketJSON, names: readonly string[]): object {
  const chosen: Record<string, unknown> = {};
  for (const name of names) {
    const [group = '', member] = name.split('.');
    const value = MADE[name]?.(socket) ?? (socket as NamedColumn)[group];
    if (value === undefined) continue;
    if (member === undefined) chosen[name] = value;
    else if (Object.hasOwn(value as NamedColumn, member)) {
      chosen[group] = { ...(chosen[group] as NamedColumn | undefined), [member]: (value as NamedColumn)[member] };
    }
  }
  return chosen;
}
