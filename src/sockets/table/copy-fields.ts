// Made from fields.ts by `npm run docs`: change the table, not this file.
import { type Columns, MEMORY_WORDS, type SctpColumns, type UnixColumns } from './columns.ts';
import type { NumberColumn } from './number-column.ts';
import { UNKNOWN } from './unknown.ts';

/** Copies every column that is no BytesColumn, and the groups of them that both tables have. */
export function copyFields(from: Columns, row: number, to: Columns, at: number): void {
  to.unknown[at] = from.unknown[row] as number;
  to.protocol[at] = from.protocol[row] as number;
  to.family[at] = from.family[row] as number;
  to.state[at] = from.state[row] as number;
  to.localAddressWords[4 * at] = from.localAddressWords[4 * row] as number;
  to.localAddressWords[4 * at + 1] = from.localAddressWords[4 * row + 1] as number;
  to.localAddressWords[4 * at + 2] = from.localAddressWords[4 * row + 2] as number;
  to.localAddressWords[4 * at + 3] = from.localAddressWords[4 * row + 3] as number;
  to.localPort[at] = from.localPort[row] as number;
  to.remoteAddressWords[4 * at] = from.remoteAddressWords[4 * row] as number;
  to.remoteAddressWords[4 * at + 1] = from.remoteAddressWords[4 * row + 1] as number;
  to.remoteAddressWords[4 * at + 2] = from.remoteAddressWords[4 * row + 2] as number;
  to.remoteAddressWords[4 * at + 3] = from.remoteAddressWords[4 * row + 3] as number;
  to.remotePort[at] = from.remotePort[row] as number;
  to.recvQ[at] = from.recvQ[row] as number;
  to.sendQ[at] = from.sendQ[row] as number;
  to.backlog[at] = from.backlog[row] as number;
  to.uid[at] = from.uid[row] as number;
  to.inode[at] = from.inode[row] as number;
  to.cookie[2 * at] = from.cookie[2 * row] as number;
  to.cookie[2 * at + 1] = from.cookie[2 * row + 1] as number;
  to.interface[at] = from.interface[row] as number;
  to.v6only[at] = from.v6only[row] as number;
  to.timer[at] = from.timer[row] as number;
  to.expires[at] = from.expires[row] as number;
  to.retransmits[at] = from.retransmits[row] as number;
  to.probes[at] = from.probes[row] as number;
  to.shutdown[at] = from.shutdown[row] as number;
  if (to.named) copyNamed(from, row, to, at);
  if (from.unix && to.unix) copyUnix(from.unix, row, to.unix, at);
  if (from.sctp && to.sctp) copySctp(from.sctp, row, to.sctp, at);
  if (to.memory) copyElements(from.memory, row, to.memory, at, MEMORY_WORDS);
}

/** Makes 0 what a query asks for and a row does not know: a table that is filled again holds what another socket had. */
export function clearAsked(table: Columns, row: number): void {
  const unknown = table.unknown[row] as number;
  if (table.named) clearNamed(table, row, unknown);
  if (table.memory && (unknown & UNKNOWN.memory) !== 0) clearElements(table.memory, row, MEMORY_WORDS);
}

/** Whether what a query asks for by its name is as it was; what is not told now counts as such. */
export function hasSameAsked(known: Columns, at: number, table: Columns, row: number): boolean {
  if (!known.named || !table.named) return true;
  const unknown = table.unknown[row] as number;
  return (
    (!known.mark ||
      !table.mark ||
      (unknown & UNKNOWN.mark) !== 0 ||
      hasSameElements(known.mark, at, table.mark, row, 1)) &&
    (!known.tos || !table.tos || (unknown & UNKNOWN.tos) !== 0 || hasSameElements(known.tos, at, table.tos, row, 1)) &&
    (!known.tclass ||
      !table.tclass ||
      (unknown & UNKNOWN.tclass) !== 0 ||
      hasSameElements(known.tclass, at, table.tclass, row, 1)) &&
    (!known.congestion ||
      !table.congestion ||
      (unknown & UNKNOWN.congestion) !== 0 ||
      hasSameElements(known.congestion, at, table.congestion, row, 16)) &&
    (!known.classId ||
      !table.classId ||
      (unknown & UNKNOWN.classId) !== 0 ||
      hasSameElements(known.classId, at, table.classId, row, 1)) &&
    (!known.cgroup ||
      !table.cgroup ||
      (unknown & UNKNOWN.cgroup) !== 0 ||
      hasSameElements(known.cgroup, at, table.cgroup, row, 2)) &&
    (!known.ulp || !table.ulp || (unknown & UNKNOWN.ulp) !== 0 || hasSameElements(known.ulp, at, table.ulp, row, 16)) &&
    (!known.tls || !table.tls || (unknown & UNKNOWN.tls) !== 0 || hasSameElements(known.tls, at, table.tls, row, 1)) &&
    (!known.mptcpToken ||
      !table.mptcpToken ||
      (unknown & UNKNOWN.mptcpToken) !== 0 ||
      hasSameElements(known.mptcpToken, at, table.mptcpToken, row, 1))
  );
}

function copyNamed(from: Columns, row: number, to: Columns, at: number): void {
  if (to.mark) to.mark[at] = from.mark?.[row] ?? 0;
  if (to.tos) to.tos[at] = from.tos?.[row] ?? 0;
  if (to.tclass) to.tclass[at] = from.tclass?.[row] ?? 0;
  if (to.congestion) copyElements(from.congestion, row, to.congestion, at, 16);
  if (to.classId) to.classId[at] = from.classId?.[row] ?? 0;
  if (to.cgroup) copyElements(from.cgroup, row, to.cgroup, at, 2);
  if (to.ulp) copyElements(from.ulp, row, to.ulp, at, 16);
  if (to.tls) to.tls[at] = from.tls?.[row] ?? 0;
  if (to.mptcpToken) to.mptcpToken[at] = from.mptcpToken?.[row] ?? 0;
}

function clearNamed(table: Columns, row: number, unknown: number): void {
  if (table.mark && (unknown & UNKNOWN.mark) !== 0) clearElements(table.mark, row, 1);
  if (table.tos && (unknown & UNKNOWN.tos) !== 0) clearElements(table.tos, row, 1);
  if (table.tclass && (unknown & UNKNOWN.tclass) !== 0) clearElements(table.tclass, row, 1);
  if (table.congestion && (unknown & UNKNOWN.congestion) !== 0) clearElements(table.congestion, row, 16);
  if (table.classId && (unknown & UNKNOWN.classId) !== 0) clearElements(table.classId, row, 1);
  if (table.cgroup && (unknown & UNKNOWN.cgroup) !== 0) clearElements(table.cgroup, row, 2);
  if (table.ulp && (unknown & UNKNOWN.ulp) !== 0) clearElements(table.ulp, row, 16);
  if (table.tls && (unknown & UNKNOWN.tls) !== 0) clearElements(table.tls, row, 1);
  if (table.mptcpToken && (unknown & UNKNOWN.mptcpToken) !== 0) clearElements(table.mptcpToken, row, 1);
}

function copyUnix(from: UnixColumns, row: number, to: UnixColumns, at: number): void {
  to.type[at] = from.type[row] as number;
  to.peerInode[at] = from.peerInode[row] as number;
  to.refCount[at] = from.refCount[row] as number;
  to.flags[at] = from.flags[row] as number;
}

function copySctp(from: SctpColumns, row: number, to: SctpColumns, at: number): void {
  to.primary[at] = from.primary[row] as number;
  to.associationState[at] = from.associationState[row] as number;
  to.socketState[at] = from.socketState[row] as number;
  to.associationId[at] = from.associationId[row] as number;
}

function copyElements(from: NumberColumn | undefined, row: number, to: NumberColumn, at: number, width: number): void {
  for (let i = 0; i < width; i++) to[at * width + i] = from?.[row * width + i] ?? 0;
}

function clearElements(column: NumberColumn, row: number, width: number): void {
  for (let i = 0; i < width; i++) column[row * width + i] = 0;
}

function hasSameElements(known: NumberColumn, at: number, column: NumberColumn, row: number, width: number): boolean {
  for (let i = 0; i < width; i++) if (known[at * width + i] !== column[row * width + i]) return false;
  return true;
}
