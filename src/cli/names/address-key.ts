import { formatAddress } from '../../base/address.ts';
import { AF_INET, AF_INET6 } from '../../uapi/sockets.ts';

/** The text under which HostNames knows an address. */
export function addressKey(family: number, bytes: Uint8Array, offset: number): string {
  return formatAddress(family, bytes, offset);
}

/** Bytes before the IPv4 address in a mapped one. */
export const MAPPED_PREFIX = 12;

/** True for ::ffff:a.b.c.d: IPv4 spoken through an IPv6 socket, which netstat shows as IPv4. */
export function isMapped(family: number, bytes: Uint8Array, offset: number): boolean {
  if (family !== AF_INET6 || bytes[offset + 10] !== 0xff || bytes[offset + 11] !== 0xff) return false;
  for (let i = 0; i < 10; i++) if (bytes[offset + i] !== 0) return false;
  return true;
}

/** The unspecified address has no name, and 0.0.0.0/8 none but those of networks, which no socket has. */
export function neverLookedUp(family: number, bytes: Uint8Array, offset: number): boolean {
  if (family === AF_INET) return bytes[offset] === 0;
  if (family !== AF_INET6) return true;
  for (let i = 0; i < 16; i++) if (bytes[offset + i] !== 0) return false;
  return true;
}
