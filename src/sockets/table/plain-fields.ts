import { parseAddress } from '../../base/parse-address.ts';
import { FAMILY_NUMBERS, NAMED_PROTOCOLS, PROTOCOL_NUMBERS } from '../../uapi/sockets.ts';
import type { BytesColumn } from './bytes-column.ts';
import { type Columns, MEMORY_WORDS } from './columns.ts';
import { plainMptcpInfoLength, writePlainMptcpInfo } from './plain-mptcp-info.ts';
import { plainTcpInfoLength, writePlainTcpInfo } from './plain-tcp-info.ts';
import { familyNumber, isAddress, isNumber, isUnknown, MOST_32, NO_BYTES } from './plain-values.ts';
import { MEMORY_NAMES, type SocketMemory } from './readers.ts';
import { ADDRESS_BYTES } from './sctp.ts';
import type { InetSocketJSON, SocketJSON, UnixSocketJSON } from './socket-json.ts';
import { packTls } from './tls.ts';
import { UNKNOWN } from './unknown.ts';

/**
 * The way back of readers.ts: of each field that has a reader of its own a check of what plain data has of it, and what puts that into columns.
 * Called by the code that `npm run docs` makes of fields.ts.
 */

/** A socket of which nothing is checked yet. */
export type UncheckedSocket = { readonly [Name in keyof InetSocketJSON | keyof UnixSocketJSON]?: unknown };

export function isProtocol({ protocol, family }: UncheckedSocket): boolean {
  return NAMED_PROTOCOLS.includes(protocol as never) && (protocol === 'unix') === (family === 'unix');
}

export function putProtocol(table: Columns, row: number, { protocol }: SocketJSON): void {
  table.protocol[row] = PROTOCOL_NUMBERS[protocol];
}

export function isFamily({ family }: UncheckedSocket): boolean {
  return family === 'inet' || family === 'inet6' || family === 'unix';
}

export function putFamily(table: Columns, row: number, { family }: SocketJSON): void {
  table.family[row] = FAMILY_NUMBERS[family];
}

export function isShutdown({ shutdown }: UncheckedSocket): boolean {
  if (isUnknown(shutdown)) return true;
  const { receive, send } = shutdown as { receive?: unknown; send?: unknown };
  return typeof receive === 'boolean' && typeof send === 'boolean';
}

export function putShutdown(table: Columns, row: number, { shutdown }: SocketJSON): void {
  if (isUnknown(shutdown)) return;
  table.shutdown[row] = (shutdown.receive ? 1 : 0) | (shutdown.send ? 2 : 0);
  clear(table, row, UNKNOWN.shutdown);
}

/** No name is null, and of an abstract one the first NUL is `@`. */
export function isPath({ path }: UncheckedSocket): boolean {
  return path === null || (typeof path === 'string' && path !== '' && !path.startsWith('\0'));
}

/** A name that begins with `@` is taken for an abstract one. */
export function putPath({ unix }: Columns, row: number, { path }: SocketJSON): void {
  putBytes(unix?.path, row, path === null || path === undefined ? NO_BYTES : pathBytes(path));
}

function pathBytes(path: string): Uint8Array {
  return Buffer.from(path.startsWith('@') ? `\0${path.slice(1)}` : path);
}

export function isLocalAddresses({ localAddresses, family }: UncheckedSocket): boolean {
  return areAddresses(localAddresses, family);
}

export function putLocalAddresses({ sctp }: Columns, row: number, { localAddresses, family }: SocketJSON): void {
  putBytes(sctp?.localAddresses, row, addressBytes(localAddresses, family));
}

export function isRemoteAddresses({ remoteAddresses, family }: UncheckedSocket): boolean {
  return areAddresses(remoteAddresses, family);
}

export function putRemoteAddresses({ sctp }: Columns, row: number, { remoteAddresses, family }: SocketJSON): void {
  putBytes(sctp?.remoteAddresses, row, addressBytes(remoteAddresses, family));
}

export function isPrimaryRemoteAddress({ primaryRemoteAddress, remoteAddresses }: UncheckedSocket): boolean {
  return isUnknown(primaryRemoteAddress) || (remoteAddresses as unknown[]).includes(primaryRemoteAddress);
}

export function putPrimaryRemoteAddress(table: Columns, row: number, json: SocketJSON): void {
  const { primaryRemoteAddress, remoteAddresses } = json;
  if (!table.sctp || isUnknown(primaryRemoteAddress)) return;
  table.sctp.primary[row] = remoteAddresses?.indexOf(primaryRemoteAddress) ?? 0;
  clear(table, row, UNKNOWN.primary);
}

export function isTcpInfo({ tcpInfo }: UncheckedSocket): boolean {
  return tcpInfo === undefined || plainTcpInfoLength(tcpInfo) > 0;
}

export function putTcpInfo({ tcpInfo: column }: Columns, row: number, { tcpInfo }: SocketJSON): void {
  if (column) putBytes(column, row, tcpInfo ? writePlainTcpInfo(tcpInfo) : NO_BYTES);
}

export function isMptcpInfo({ mptcpInfo }: UncheckedSocket): boolean {
  return mptcpInfo === undefined || plainMptcpInfoLength(mptcpInfo) > 0;
}

export function putMptcpInfo({ mptcpInfo: column }: Columns, row: number, { mptcpInfo }: SocketJSON): void {
  if (column) putBytes(column, row, mptcpInfo ? writePlainMptcpInfo(mptcpInfo) : NO_BYTES);
}

export function isTls({ tls }: UncheckedSocket): boolean {
  return isUnknown(tls) || (typeof tls === 'object' && packTls(tls) !== undefined);
}

export function putTls(table: Columns, row: number, { tls }: SocketJSON): void {
  if (!table.tls || isUnknown(tls)) return;
  table.tls[row] = packTls(tls) ?? 0;
  clear(table, row, UNKNOWN.tls);
}

export function isMemory({ memory }: UncheckedSocket): boolean {
  if (memory === undefined) return true;
  if (memory === null || typeof memory !== 'object') return false;
  return MEMORY_NAMES.every((name) => isNumber((memory as SocketMemory)[name], MOST_32));
}

export function putMemory(table: Columns, row: number, { memory }: SocketJSON): void {
  if (!memory || !table.memory) return;
  for (const [word, name] of MEMORY_NAMES.entries()) table.memory[row * MEMORY_WORDS + word] = memory[name];
  clear(table, row, UNKNOWN.memory);
}

function clear({ unknown }: Columns, row: number, bit: number): void {
  unknown[row] = (unknown[row] as number) & ~bit;
}

function areAddresses(value: unknown, family: unknown): boolean {
  return Array.isArray(value) && value.every((address) => isAddress(address, family));
}

function addressBytes(addresses: readonly string[] | null | undefined, family: string): Uint8Array {
  if (!addresses) return NO_BYTES;
  const bytes = new Uint8Array(addresses.length * ADDRESS_BYTES);
  for (const [i, address] of addresses.entries()) parseAddress(familyNumber(family), address, bytes, i * ADDRESS_BYTES);
  return bytes;
}

function putBytes(column: BytesColumn | undefined, row: number, bytes: Uint8Array): void {
  column?.set(row, bytes, 0, bytes.length);
}
