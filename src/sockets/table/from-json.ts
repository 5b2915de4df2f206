// Made from fields.ts by `npm run docs`: change the table, not this file.
import { parseAddress } from '../../base/parse-address.ts';
import {
  ASSOCIATION_STATES,
  type AssociationState,
  SOCKET_TYPES,
  type SocketType,
  STATES,
  type State,
  TIMERS,
  type Timer,
} from '../../uapi/sockets.ts';
import type { Columns, SctpColumns, UnixColumns } from './columns.ts';
import {
  isFamily,
  isLocalAddresses,
  isMemory,
  isMptcpInfo,
  isPath,
  isPrimaryRemoteAddress,
  isProtocol,
  isRemoteAddresses,
  isShutdown,
  isTcpInfo,
  isTls,
  putFamily,
  putLocalAddresses,
  putMemory,
  putMptcpInfo,
  putPath,
  putPrimaryRemoteAddress,
  putProtocol,
  putRemoteAddresses,
  putShutdown,
  putTcpInfo,
  putTls,
  type UncheckedSocket,
} from './plain-fields.ts';
import { isOwners } from './plain-owners.ts';
import {
  familyNumber,
  isAddress,
  isBoolean,
  isName,
  isNumber,
  isText,
  isText64,
  isUnknown,
  NO_BYTES,
  putNumber,
  putText,
  putText64,
} from './plain-values.ts';
import { ADDRESS_BYTES } from './sctp.ts';
import type { InetSocketJSON, SocketJSON, UnixSocketJSON } from './socket-json.ts';
import { ALL_BITS, UNKNOWN } from './unknown.ts';

/**
 * Whether data is a socket as plain data: every field that its rows have is there, of its type and in its column's range. One that may be
 * unknown, or is to be asked for, may be missing; what is no field is passed over.
 */
export function isSocketJSON(data: unknown): data is SocketJSON {
  if (typeof data !== 'object' || data === null) return false;
  const json: UncheckedSocket = data;
  return (
    isProtocol(json) &&
    isFamily(json) &&
    isName(json.state, STATES) &&
    (isUnknown(json.recvQ) || isNumber(json.recvQ, 0xffffffff)) &&
    (isUnknown(json.sendQ) || isNumber(json.sendQ, 0xffffffff)) &&
    (isUnknown(json.backlog) || isNumber(json.backlog, 0xffffffff)) &&
    (isUnknown(json.uid) || isNumber(json.uid, 0xffffffff)) &&
    (isUnknown(json.inode) || isNumber(json.inode, 0xffffffff)) &&
    (isUnknown(json.cookie) || isText64(json.cookie)) &&
    isShutdown(json) &&
    isTcpInfo(json) &&
    isMptcpInfo(json) &&
    isMemory(json) &&
    isOwners(json.owners) &&
    (json.family === 'unix' ? isUnixJSON(json) : isInetJSON(json))
  );
}

function isInetJSON(json: UncheckedSocket): boolean {
  return (
    isAddress(json.localAddress, json.family) &&
    isNumber(json.localPort, 0xffff) &&
    isAddress(json.remoteAddress, json.family) &&
    isNumber(json.remotePort, 0xffff) &&
    (isUnknown(json.interface) || isNumber(json.interface, 0xffffffff)) &&
    (isUnknown(json.v6only) || isBoolean(json.v6only)) &&
    (isUnknown(json.timer) || isName(json.timer, TIMERS)) &&
    (isUnknown(json.expires) || isNumber(json.expires, 0xffffffff)) &&
    (isUnknown(json.retransmits) || isNumber(json.retransmits, 0xff)) &&
    (isUnknown(json.probes) || isNumber(json.probes, 0xff)) &&
    (isUnknown(json.mark) || isNumber(json.mark, 0xffffffff)) &&
    (isUnknown(json.tos) || isNumber(json.tos, 0xff)) &&
    (isUnknown(json.tclass) || isNumber(json.tclass, 0xff)) &&
    (isUnknown(json.congestion) || isText(json.congestion, 16)) &&
    (isUnknown(json.classId) || isNumber(json.classId, 0xffffffff)) &&
    (isUnknown(json.cgroup) || isText64(json.cgroup)) &&
    (isUnknown(json.ulp) || isText(json.ulp, 16)) &&
    isTls(json) &&
    (isUnknown(json.mptcpToken) || isNumber(json.mptcpToken, 0xffffffff)) &&
    (json.protocol !== 'sctp' || isSctpJSON(json))
  );
}

function isSctpJSON(json: UncheckedSocket): boolean {
  return (
    isLocalAddresses(json) &&
    isRemoteAddresses(json) &&
    isPrimaryRemoteAddress(json) &&
    (isUnknown(json.associationState) || isName(json.associationState, ASSOCIATION_STATES)) &&
    (isUnknown(json.associationId) || isNumber(json.associationId, 0xffffffff))
  );
}

function isUnixJSON(json: UncheckedSocket): boolean {
  return (
    (isUnknown(json.type) || isName(json.type, SOCKET_TYPES)) &&
    isPath(json) &&
    (isUnknown(json.peerInode) || isNumber(json.peerInode, 0xffffffff)) &&
    (isUnknown(json.refCount) || isNumber(json.refCount, 0xffffffff)) &&
    (isUnknown(json.flags) || isNumber(json.flags, 0xffffffff))
  );
}

/** Appends a socket to a new table that has room, and the columns for it. Its owners are the caller's business. */
export function appendJSON(table: Columns, json: SocketJSON): void {
  const row = table.length++;
  table.unknown[row] = ALL_BITS;
  putProtocol(table, row, json);
  putFamily(table, row, json);
  putNumber(table, row, table.state, STATES.indexOf(json.state as State), 0);
  putNumber(table, row, table.recvQ, json.recvQ, UNKNOWN.recvQ);
  putNumber(table, row, table.sendQ, json.sendQ, UNKNOWN.sendQ);
  putNumber(table, row, table.backlog, json.backlog, UNKNOWN.backlog);
  putNumber(table, row, table.uid, json.uid, UNKNOWN.uid);
  putNumber(table, row, table.inode, json.inode, UNKNOWN.inode);
  putText64(table, row, table.cookie, json.cookie, UNKNOWN.cookie);
  putShutdown(table, row, json);
  putTcpInfo(table, row, json);
  putMptcpInfo(table, row, json);
  putMemory(table, row, json);
  const unix = json.family === 'unix';
  if (!unix) putInet(table, row, json as InetSocketJSON);
  if (table.unix && unix) putUnix(table, table.unix, row, json as UnixSocketJSON);
  else putNoPath(table.unix, row);
  if (table.sctp && json.protocol === 'sctp') putSctp(table, table.sctp, row, json as InetSocketJSON);
  else putNoAddresses(table.sctp, row);
}

/** Bytes are to be set in every row. */
function putNoPath(columns: UnixColumns | undefined, row: number): void {
  columns?.path.set(row, NO_BYTES, 0, 0);
}

function putNoAddresses(columns: SctpColumns | undefined, row: number): void {
  columns?.localAddresses.set(row, NO_BYTES, 0, 0);
  columns?.remoteAddresses.set(row, NO_BYTES, 0, 0);
}

function putInet(table: Columns, row: number, json: InetSocketJSON): void {
  parseAddress(familyNumber(json.family), json.localAddress, table.localAddress, row * ADDRESS_BYTES);
  putNumber(table, row, table.localPort, json.localPort, 0);
  parseAddress(familyNumber(json.family), json.remoteAddress, table.remoteAddress, row * ADDRESS_BYTES);
  putNumber(table, row, table.remotePort, json.remotePort, 0);
  putNumber(table, row, table.interface, json.interface, UNKNOWN.interface);
  putNumber(table, row, table.v6only, isUnknown(json.v6only) ? null : Number(json.v6only), UNKNOWN.v6only);
  putNumber(table, row, table.timer, isUnknown(json.timer) ? null : TIMERS.indexOf(json.timer as Timer), UNKNOWN.timer);
  putNumber(table, row, table.expires, json.expires, UNKNOWN.expires);
  putNumber(table, row, table.retransmits, json.retransmits, UNKNOWN.retransmits);
  putNumber(table, row, table.probes, json.probes, UNKNOWN.probes);
  if (table.mark) putNumber(table, row, table.mark, json.mark, UNKNOWN.mark);
  if (table.tos) putNumber(table, row, table.tos, json.tos, UNKNOWN.tos);
  if (table.tclass) putNumber(table, row, table.tclass, json.tclass, UNKNOWN.tclass);
  if (table.congestion) putText(table, row, table.congestion, json.congestion, 16, UNKNOWN.congestion);
  if (table.classId) putNumber(table, row, table.classId, json.classId, UNKNOWN.classId);
  if (table.cgroup) putText64(table, row, table.cgroup, json.cgroup, UNKNOWN.cgroup);
  if (table.ulp) putText(table, row, table.ulp, json.ulp, 16, UNKNOWN.ulp);
  putTls(table, row, json);
  if (table.mptcpToken) putNumber(table, row, table.mptcpToken, json.mptcpToken, UNKNOWN.mptcpToken);
}

function putSctp(table: Columns, columns: SctpColumns, row: number, json: InetSocketJSON): void {
  putLocalAddresses(table, row, json);
  putRemoteAddresses(table, row, json);
  putPrimaryRemoteAddress(table, row, json);
  putNumber(
    table,
    row,
    columns.associationState,
    isUnknown(json.associationState) ? null : ASSOCIATION_STATES.indexOf(json.associationState as AssociationState),
    UNKNOWN.associationState,
  );
  putNumber(table, row, columns.associationId, json.associationId, UNKNOWN.associationId);
}

function putUnix(table: Columns, columns: UnixColumns, row: number, json: UnixSocketJSON): void {
  putNumber(
    table,
    row,
    columns.type,
    isUnknown(json.type) ? null : SOCKET_TYPES.indexOf(json.type as SocketType),
    UNKNOWN.type,
  );
  putPath(table, row, json);
  putNumber(table, row, columns.peerInode, json.peerInode, UNKNOWN.peerInode);
  putNumber(table, row, columns.refCount, json.refCount, UNKNOWN.refCount);
  putNumber(table, row, columns.flags, json.flags, UNKNOWN.flags);
}
