import type { Columns } from '../../sockets/table/columns.ts';
import { PROTOCOL_NUMBERS, STATE_NUMBERS } from '../../uapi/sockets.ts';

const { tcp: TCP, sctp: SCTP } = PROTOCOL_NUMBERS;
const { SYN_RECV, TIME_WAIT } = STATE_NUMBERS;

export const hasCookie = ({ cookie }: Columns, row: number) =>
  ((cookie[2 * row] as number) | (cookie[2 * row + 1] as number)) !== 0;

/** Of these /proc has the addresses as the only thing that stays: their inode comes late and goes early. */
export const isConnection = (table: Columns, row: number) => table.protocol[row] === TCP && table.remotePort[row] !== 0;

/**
 * Whether a row's cookie, or of a TCP connection its addresses, are of one socket alone. Of all else from /proc the inode and what it says beside
 * that may be another socket's too: inode numbers wrap, and the connections that wait for a UNIX listener have but its name.
 */
export const isUnmistakable = (table: Columns, row: number) => hasCookie(table, row) || isConnection(table, row);

/**
 * A hash of what makes a socket the same over time: its cookie; from /proc, which has no cookies, the addresses of a TCP connection,
 * and the inode of all else. The associations of an SCTP socket share its cookie and its inode, so there it is the addresses too.
 */
export function identityHash(table: Columns, row: number): number {
  if (hasCookie(table, row)) {
    const low = table.cookie[2 * row] as number;
    const hash = Math.imul(low ^ Math.imul(table.cookie[2 * row + 1] as number, 0x85ebca6b), 0x9e3779b1);
    return table.protocol[row] === SCTP ? addressHash(table, row, hash) : mix(hash);
  }
  if (isConnection(table, row)) return addressHash(table, row, TCP);
  const inode = table.inode[row] as number;
  const kind = ((table.family[row] as number) << 16) | (table.protocol[row] as number);
  const hash = Math.imul(inode, 0x9e3779b1) ^ kind;
  if (table.unix && inode === 0) return mix(nameHash(table.unix.path.at(row), hash));
  return inode === 0 || table.protocol[row] === SCTP ? addressHash(table, row, hash) : mix(hash);
}

/** Whether a row may be of the socket that another row was of, by all but the names of UNIX sockets. */
export function isSameSocket(known: Columns, at: number, table: Columns, row: number): boolean {
  if (hasCookie(table, row)) {
    if (known.cookie[2 * at] !== table.cookie[2 * row] || known.cookie[2 * at + 1] !== table.cookie[2 * row + 1])
      return false;
    return table.protocol[row] !== SCTP || hasSameAddresses(known, at, table, row);
  }
  if (hasCookie(known, at)) return false;
  if (known.family[at] !== table.family[row] || known.protocol[at] !== table.protocol[row]) return false;
  const before = known.inode[at] as number;
  const inode = table.inode[row] as number;
  if (isConnection(known, at) !== isConnection(table, row)) return false;
  if (!isConnection(table, row)) {
    if (known.unix && table.unix && known.unix.type[at] !== table.unix.type[row]) return false;
    const shared = inode === 0 || table.protocol[row] === SCTP;
    return before === inode && (!shared || hasSameAddresses(known, at, table, row));
  }
  // Out of TIME_WAIT there is no way: that is another connection of the same ports.
  if (known.state[at] === TIME_WAIT && table.state[row] !== TIME_WAIT) return false;
  // In TIME_WAIT it has lost its inode, and until it is accepted it has none. Another inode is another socket on the same ports.
  const grown = before === 0 && (known.state[at] === SYN_RECV || known.state[at] === table.state[row]);
  return (before === inode || inode === 0 || grown) && hasSameAddresses(known, at, table, row);
}

export function hasSameAddresses(known: Columns, at: number, table: Columns, row: number): boolean {
  if (known.localPort[at] !== table.localPort[row] || known.remotePort[at] !== table.remotePort[row]) return false;
  for (let i = 0; i < 4; i++) {
    if (known.remoteAddressWords[4 * at + i] !== table.remoteAddressWords[4 * row + i]) return false;
    if (known.localAddressWords[4 * at + i] !== table.localAddressWords[4 * row + i]) return false;
  }
  return true;
}

function addressHash(table: Columns, row: number, seed: number): number {
  let hash = seed ^ (((table.localPort[row] as number) << 16) | (table.remotePort[row] as number));
  for (let i = 0; i < 4; i++) {
    hash = Math.imul(hash ^ (table.remoteAddressWords[4 * row + i] as number), 0x85ebca6b);
    hash = Math.imul((hash ^ (hash >>> 15)) + (table.localAddressWords[4 * row + i] as number), 0xc2b2ae35);
  }
  return mix(hash);
}

function nameHash(name: Uint8Array, seed: number): number {
  return name.reduce((hash, byte) => Math.imul(hash ^ byte, 0x01000193), seed);
}

function mix(hash: number): number {
  const spread = Math.imul(hash ^ (hash >>> 16), 0x7feb352d);
  return (spread ^ (spread >>> 15)) >>> 0;
}
