import { formatAddress } from '../../base/address.ts';
import { AF_INET, AF_INET6, AF_UNIX } from '../../uapi/sockets.ts';
import type { Columns } from '../table/columns.ts';
import { ADDRESS_BYTES } from '../table/sctp.ts';
import { BytesIndex } from './bytes-index.ts';
import type { GroupKey } from './group-key.ts';

export const IPV4_BITS = 32;
export const IPV6_BITS = 128;
/** `::ffff:0:0/96`: IPv4 mapped into IPv6. */
const MAPPED = 12;

/** How many bits of an address tell groups apart. */
export interface PrefixLengths {
  inet: number;
  inet6: number;
}

/** Addresses by their first bits. IPv4 that is mapped into IPv6 counts as IPv4; what is no address is unknown. */
export function prefixKey(name: string, column: 'localAddress' | 'remoteAddress', lengths: PrefixLengths): GroupKey {
  const seen = new BytesIndex();
  const bytes = new Uint8Array(1 + ADDRESS_BYTES);
  const fill = (table: Columns, out: Float64Array) => {
    const addresses = table[column];
    for (let row = 0; row < table.length; row++) {
      if (table.family[row] === AF_UNIX) out[row] = Number.NaN;
      else {
        const from = row * ADDRESS_BYTES;
        const isIPv6 = table.family[row] === AF_INET6;
        const isMapped = isIPv6 && isMappedIPv4(addresses, from);
        if (isIPv6 && !isMapped) writePrefix(bytes, AF_INET6, addresses, from, lengths.inet6);
        else writePrefix(bytes, AF_INET, addresses, isMapped ? from + MAPPED : from, lengths.inet);
        out[row] = seen.find(bytes, 0, bytes[0] === AF_INET ? 5 : bytes.length);
      }
    }
  };
  return { name, fill, value: (number) => prefixText(seen.at(number), lengths), compare: (a, b) => seen.compare(a, b) };
}

function isMappedIPv4(bytes: Uint8Array, from: number): boolean {
  for (let i = 0; i < 10; i++) if (bytes[from + i] !== 0) return false;
  return bytes[from + 10] === 0xff && bytes[from + 11] === 0xff;
}

/** The family and the address behind it, with zeros behind the prefix. */
function writePrefix(out: Uint8Array, family: number, source: Uint8Array, from: number, length: number): void {
  out[0] = family;
  for (let i = 0; i < (family === AF_INET ? 4 : ADDRESS_BYTES); i++) {
    const bits = Math.min(8, Math.max(0, length - 8 * i));
    out[i + 1] = (source[from + i] as number) & (0xff00 >> bits);
  }
}

/** `10.2.3.0/24`; a whole address has no length behind it. */
function prefixText(bytes: Uint8Array, { inet, inet6 }: PrefixLengths): string {
  const family = bytes[0] as number;
  const text = formatAddress(family, bytes, 1);
  const [length, whole] = family === AF_INET ? [inet, IPV4_BITS] : [inet6, IPV6_BITS];
  return length === whole ? text : `${text}/${length}`;
}
