import { formatAddress } from '../../base/address.ts';
import { decodeText } from '../../base/text.ts';
import {
  AF_INET,
  AF_INET6,
  AF_UNIX,
  type Family,
  PROTOCOL_NUMBERS,
  type Protocol,
  protocolName,
} from '../../uapi/sockets.ts';
import { type Columns, MEMORY_WORDS } from './columns.ts';
import { decodeMptcpInfo } from './mptcp-info.ts';
import type { MptcpInfo } from './mptcp-info-types.ts';
import { NO_OWNER, type Owner } from './owner-chains.ts';
import { ADDRESS_BYTES } from './sctp.ts';
import { decodeTcpInfo } from './tcp-info.ts';
import type { TcpInfo } from './tcp-info-types.ts';
import { type Tls, unpackTls } from './tls.ts';
import { UNKNOWN } from './unknown.ts';

/** Which directions of a socket are shut down. */
export interface Shutdown {
  receive: boolean;
  send: boolean;
}

/** Buffer sizes of one socket in bytes, `enum SK_MEMINFO_*` in `include/uapi/linux/sock_diag.h`; `drops` counts packets. */
export interface SocketMemory {
  rmemAlloc: number;
  rcvbuf: number;
  wmemAlloc: number;
  sndbuf: number;
  fwdAlloc: number;
  wmemQueued: number;
  optmem: number;
  backlog: number;
  drops: number;
}

/** In the order of their words. */
export const MEMORY_NAMES = [
  ...(['rmemAlloc', 'rcvbuf', 'wmemAlloc', 'sndbuf', 'fwdAlloc', 'wmemQueued', 'optmem'] as const),
  ...(['backlog', 'drops'] as const),
] satisfies (keyof SocketMemory)[];

export function isUnix(table: Columns, row: number): boolean {
  return table.family[row] === AF_UNIX;
}

/** Whether a row is of SCTP, and the table has its columns. */
export function isSctp(table: Columns, row: number): boolean {
  return table.sctp !== undefined && !isUnix(table, row) && table.protocol[row] === PROTOCOL_NUMBERS.sctp;
}

export function protocolOf(table: Columns, row: number): Protocol {
  return protocolName(table.family[row] as number, table.protocol[row] as number);
}

export function familyOf(table: Columns, row: number): Family {
  const family = table.family[row];
  return family === AF_UNIX ? 'unix' : family === AF_INET6 ? 'inet6' : 'inet';
}

export function addressOf(table: Columns, row: number, column: Uint8Array): string {
  const family = table.family[row] as number;
  return family === AF_UNIX ? '' : formatAddress(family, column, row * ADDRESS_BYTES);
}

/** Text of ASCII in a column of so many bytes a row, NULs behind it left out. */
export function textOf(column: Uint8Array, row: number, bytes: number): string {
  let text = '';
  for (let at = row * bytes; at < (row + 1) * bytes && column[at] !== 0; at++) {
    text += String.fromCharCode(column[at] as number);
  }
  return text;
}

export function word64(column: Uint32Array, row: number): bigint {
  return (BigInt(column[2 * row + 1] as number) << 32n) | BigInt(column[2 * row] as number);
}

export function shutdownOf(table: Columns, row: number): Shutdown | null {
  if (((table.unknown[row] as number) & UNKNOWN.shutdown) !== 0) return null;
  const bits = table.shutdown[row] as number;
  return { receive: (bits & 1) !== 0, send: (bits & 2) !== 0 };
}

export function ownersOf(table: Columns, row: number): Owner[] {
  return table.owners?.owners(table.firstOwner?.[row] ?? NO_OWNER) ?? [];
}

export function pathBytesOf(table: Columns, row: number): Uint8Array | null {
  return (isUnix(table, row) && table.unix?.path.at(row)) || null;
}

export function pathOf(table: Columns, row: number): string | null {
  const bytes = pathBytesOf(table, row);
  if (bytes === null || bytes.length === 0) return null;
  return bytes[0] === 0 ? `@${decodeText(bytes.subarray(1))}` : decodeText(bytes);
}

export function localAddressesOf(table: Columns, row: number): string[] | null {
  return isSctp(table, row) && table.sctp ? addressTexts(table, row, table.sctp.localAddresses.at(row)) : null;
}

export function remoteAddressesOf(table: Columns, row: number): string[] | null {
  return isSctp(table, row) && table.sctp ? addressTexts(table, row, table.sctp.remoteAddresses.at(row)) : null;
}

export function primaryRemoteAddressOf(table: Columns, row: number): string | null {
  if (((table.unknown[row] as number) & UNKNOWN.primary) !== 0) return null;
  return remoteAddressesOf(table, row)?.[table.sctp?.primary[row] as number] ?? null;
}

function addressTexts(table: Columns, row: number, addresses: Uint8Array): string[] {
  const shown = table.family[row] === AF_INET6 ? AF_INET6 : AF_INET;
  return Array.from({ length: addresses.length / ADDRESS_BYTES }, (_, i) =>
    formatAddress(shown, addresses, i * ADDRESS_BYTES),
  );
}

export function tcpInfoOf(table: Columns, row: number): TcpInfo | undefined {
  return table.tcpInfo && decodeTcpInfo(table.tcpInfo.at(row));
}

export function mptcpInfoOf(table: Columns, row: number): MptcpInfo | undefined {
  return table.mptcpInfo && decodeMptcpInfo(table.mptcpInfo.at(row));
}

export function tlsOf(table: Columns, row: number): Tls | null {
  if (!table.tls || isUnix(table, row) || ((table.unknown[row] as number) & UNKNOWN.tls) !== 0) return null;
  return unpackTls(table.tls[row] as number);
}

export function memoryOf({ memory, unknown }: Columns, row: number): SocketMemory | undefined {
  if (!memory || ((unknown[row] as number) & UNKNOWN.memory) !== 0) return undefined;
  const at = row * MEMORY_WORDS;
  return {
    rmemAlloc: memory[at] as number,
    rcvbuf: memory[at + 1] as number,
    wmemAlloc: memory[at + 2] as number,
    sndbuf: memory[at + 3] as number,
    fwdAlloc: memory[at + 4] as number,
    wmemQueued: memory[at + 5] as number,
    optmem: memory[at + 6] as number,
    backlog: memory[at + 7] as number,
    drops: memory[at + 8] as number,
  };
}
