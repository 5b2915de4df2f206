import { MEMORY_WORDS } from '../../src/sockets/table/columns.ts';
import { newReport } from '../../src/sockets/table/report.ts';
import { SocketTable } from '../../src/sockets/table/socket-table.ts';
import type { TableOptions } from '../../src/sockets/table/table-options.ts';
import { UNKNOWN } from '../../src/sockets/table/unknown.ts';
import { AF_INET, PROTOCOL_NUMBERS, type Protocol, STATE_NUMBERS, type State } from '../../src/uapi/sockets.ts';

/** What a row of a made table says; without a word it is a TCP connection over IPv4, from port 1000 to port 80. */
export interface MadeRow {
  protocol?: Protocol;
  family?: number;
  state?: State;
  /** 0: none, as from /proc. */
  cookie?: number;
  inode?: number;
  /** `null`: the kernel does not say it. */
  uid?: number | null;
  interface?: number;
  local?: readonly number[];
  remote?: readonly number[];
  localPort?: number;
  remotePort?: number;
  recvQ?: number;
  sendQ?: number;
  tcpInfo?: Uint8Array;
  memory?: readonly number[];
  mark?: number;
  path?: string;
  peerInode?: number;
  sctpLocal?: Uint8Array;
  association?: number;
}

/** A table of rows that no kernel gave. It has the columns of `options`, whether or not a row says something of them. */
export function madeTable(rows: readonly MadeRow[], options: TableOptions = {}): SocketTable {
  const table = new SocketTable(rows.length, newReport(), options);
  for (const row of rows) addRow(table, row);
  return table;
}

function addRow(table: SocketTable, made: MadeRow): void {
  const { protocol = 'tcp', family = AF_INET, state = 'ESTABLISHED', cookie = 0, inode = 0, uid = 0 } = made;
  const at = table.length++;
  table.family[at] = family;
  table.protocol[at] = PROTOCOL_NUMBERS[protocol];
  table.state[at] = STATE_NUMBERS[state];
  table.cookie[2 * at] = cookie;
  table.cookie[2 * at + 1] = Math.floor(cookie / 2 ** 32);
  table.unknown[at] = (cookie === 0 ? UNKNOWN.cookie : 0) | (made.memory ? 0 : UNKNOWN.memory);
  if (made.mark === undefined) table.unknown[at] |= UNKNOWN.mark;
  else table.mark?.fill(made.mark, at, at + 1);
  table.inode[at] = inode;
  table.uid[at] = uid ?? 0;
  if (uid === null) table.unknown[at] |= UNKNOWN.uid;
  table.interface[at] = made.interface ?? 0;
  table.localPort[at] = made.localPort ?? 1000;
  table.remotePort[at] = made.remotePort ?? 80;
  table.localAddress.set(made.local ?? [127, 0, 0, 1], 16 * at);
  table.remoteAddress.set(made.remote ?? [127, 0, 0, 2], 16 * at);
  table.recvQ[at] = made.recvQ ?? 0;
  table.sendQ[at] = made.sendQ ?? 0;
  addGroups(table, at, made);
}

function addGroups({ tcpInfo, memory, unix, sctp }: SocketTable, at: number, made: MadeRow): void {
  const info = made.tcpInfo ?? new Uint8Array(0);
  tcpInfo?.set(at, info, 0, info.length);
  memory?.set(made.memory ?? [], at * MEMORY_WORDS);
  if (unix) {
    const path = Buffer.from(made.path ?? '');
    unix.path.set(at, path, 0, path.length);
    unix.peerInode[at] = made.peerInode ?? 0;
  }
  if (!sctp) return;
  const addresses = made.sctpLocal ?? new Uint8Array(0);
  sctp.localAddresses.set(at, addresses, 0, addresses.length);
  sctp.remoteAddresses.set(at, addresses, 0, 0);
  sctp.associationId[at] = made.association ?? 0;
}

/** Offsets in `struct tcp_info`, `include/uapi/linux/tcp.h`; the first byte behind what a test sets is its end. */
const WORDS = {
  lastDataSent: 44,
  lastDataRecv: 52,
  lastAckRecv: 56,
  rtt: 68,
  totalRetrans: 100,
  bytesAcked: 120,
  bytesReceived: 128,
  segsOut: 136,
} as const;

/** The bytes of a `struct tcp_info` in which these words are set. */
export function tcpInfo(words: Partial<Record<keyof typeof WORDS, number>>, length = 248): Uint8Array {
  const info = new Uint8Array(length);
  for (const [name, value] of Object.entries(words)) {
    info.set(new Uint8Array(Uint32Array.of(value).buffer), WORDS[name as keyof typeof WORDS]);
  }
  return info;
}
