import { UNKNOWN } from '../../base/absent.ts';
import type { BytesColumn } from './bytes-column.ts';
import { type Columns, MEMORY_WORDS, type UnixColumns } from './columns.ts';
import { SCTP_ADDRESSES, SCTP_COLUMNS, type SctpColumns } from './sctp-columns.ts';

/**
 * Copies the columns of one element a row, and the groups of them that both tables have; what lies in a BytesColumn is the
 * caller's. Written out, because a loop over names is ten times slower, and this runs for every socket.
 */
export function copyFields(from: Columns, row: number, to: Columns, at: number): void {
  to.family[at] = from.family[row] as number;
  to.protocol[at] = from.protocol[row] as number;
  to.state[at] = from.state[row] as number;
  to.timer[at] = from.timer[row] as number;
  to.retransmits[at] = from.retransmits[row] as number;
  to.probes[at] = from.probes[row] as number;
  to.shutdown[at] = from.shutdown[row] as number;
  to.v6only[at] = from.v6only[row] as number;
  to.localPort[at] = from.localPort[row] as number;
  to.remotePort[at] = from.remotePort[row] as number;
  for (let i = 0; i < 4; i++) {
    to.localAddressWords[4 * at + i] = from.localAddressWords[4 * row + i] as number;
    to.remoteAddressWords[4 * at + i] = from.remoteAddressWords[4 * row + i] as number;
  }
  to.recvQ[at] = from.recvQ[row] as number;
  to.sendQ[at] = from.sendQ[row] as number;
  to.backlog[at] = from.backlog[row] as number;
  to.uid[at] = from.uid[row] as number;
  to.inode[at] = from.inode[row] as number;
  to.interface[at] = from.interface[row] as number;
  to.expires[at] = from.expires[row] as number;
  to.cookie[2 * at] = from.cookie[2 * row] as number;
  to.cookie[2 * at + 1] = from.cookie[2 * row + 1] as number;
  if (from.unix && to.unix) copyUnixFields(from.unix, row, to.unix, at);
  if (from.sctp && to.sctp) copySctpFields(from.sctp, row, to.sctp, at);
  if (from.memory && to.memory) copyMemory(from.memory, row, to.memory, at);
}

/** Appends a whole row to a table that has room; what the other table has no columns for is left out, or empty. */
export function appendRow(from: Columns, row: number, to: Columns): void {
  const at = to.length++;
  if (to.memory && !from.memory) to.memory[at * MEMORY_WORDS] = UNKNOWN;
  copyFields(from, row, to, at);
  copyBytes(from.tcpInfo, row, to.tcpInfo, at);
  copyBytes(from.unix?.path, row, to.unix?.path, at);
  for (const name of SCTP_ADDRESSES) copyBytes(from.sctp?.[name], row, to.sctp?.[name], at);
}

function copyBytes(from: BytesColumn | undefined, row: number, to: BytesColumn | undefined, at: number): void {
  if (from) to?.set(at, from.bytes, from.start(row), from.ends[row] as number);
  else to?.set(at, NO_BYTES, 0, 0);
}

const NO_BYTES = new Uint8Array(0);

function copyUnixFields(from: UnixColumns, row: number, to: UnixColumns, at: number): void {
  to.type[at] = from.type[row] as number;
  to.flags[at] = from.flags[row] as number;
  to.refCount[at] = from.refCount[row] as number;
  to.peerInode[at] = from.peerInode[row] as number;
}

function copySctpFields(from: SctpColumns, row: number, to: SctpColumns, at: number): void {
  for (const name of SCTP_COLUMNS) to[name][at] = from[name][row] as number;
}

function copyMemory(from: Uint32Array, row: number, to: Uint32Array, at: number): void {
  for (let i = 0; i < MEMORY_WORDS; i++) to[at * MEMORY_WORDS + i] = from[row * MEMORY_WORDS + i] as number;
}
