import { parseAddress } from '../../base/parse-address.ts';
import { AF_INET, AF_INET6 } from '../../uapi/sockets.ts';
import type { Columns } from '../table/columns.ts';
import { isSctp } from '../table/readers.ts';
import { ADDRESS_BYTES } from '../table/sctp.ts';
import { UNKNOWN } from '../table/unknown.ts';

const MAPPED = 12;
const LAST = 16;

/**
 * Whether a row's socket keeps others from an address, all of which are held by the wildcard of their IP version; `::` holds those of IPv4 too unless
 * the socket is for IPv6 alone. Undefined for text that is no address.
 */
export function heldAddressTest(text: string): ((table: Columns, row: number) => boolean) | undefined {
  const wanted = new Uint8Array(LAST);
  if (parseAddress(AF_INET, text, wanted, MAPPED)) wanted.fill(0xff, MAPPED - 2, MAPPED);
  else if (!parseAddress(AF_INET6, text.toLowerCase(), wanted, 0)) return undefined;
  return (table, row) => {
    const all = isSctp(table, row) && table.sctp ? table.sctp.localAddresses.at(row) : undefined;
    const bytes = all ?? table.localAddress;
    const begin = all ? 0 : row * ADDRESS_BYTES;
    const end = all ? all.length : begin + ADDRESS_BYTES;
    const v6only = ((table.unknown[row] as number) & UNKNOWN.v6only) === 0 && table.v6only[row] === 1;
    for (let at = begin; at < end; at += ADDRESS_BYTES) {
      if (holds(table.family[row] as number, bytes, at, wanted, v6only)) return true;
    }
    return false;
  };
}

/** @param wanted - in IPv6's form */
function holds(family: number, bytes: Uint8Array, at: number, wanted: Uint8Array, v6only: boolean): boolean {
  if (isZero(wanted, 0, LAST)) return true;
  const ipv4 = isMapped(wanted, 0);
  if (family === AF_INET)
    return ipv4 && (isZero(bytes, at, 4) || isZero(wanted, MAPPED, 4) || isSame(bytes, at, wanted, MAPPED, 4));
  if (isZero(bytes, at, LAST)) return !(ipv4 && v6only);
  if (ipv4 && isZero(wanted, MAPPED, 4)) return isMapped(bytes, at);
  return isSame(bytes, at, wanted, 0, LAST);
}

function isMapped(bytes: Uint8Array, at: number): boolean {
  return isZero(bytes, at, MAPPED - 2) && bytes[at + MAPPED - 2] === 0xff && bytes[at + MAPPED - 1] === 0xff;
}

function isZero(bytes: Uint8Array, at: number, length: number): boolean {
  for (let i = 0; i < length; i++) if (bytes[at + i] !== 0) return false;
  return true;
}

function isSame(a: Uint8Array, from: number, b: Uint8Array, at: number, length: number): boolean {
  for (let i = 0; i < length; i++) if (a[from + i] !== b[at + i]) return false;
  return true;
}
