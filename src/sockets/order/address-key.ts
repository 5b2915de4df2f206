import { formatAddress } from '../../base/address.ts';
import { AF_INET, AF_INET6, AF_UNIX } from '../../uapi/sockets.ts';
import type { Columns } from '../table/columns.ts';
import { isSctp } from '../table/readers.ts';
import { ADDRESS_BYTES } from '../table/sctp.ts';
import { UNKNOWN } from '../table/unknown.ts';
import { BytesIndex } from './bytes-index.ts';
import type { GroupKey, GroupValue } from './group-key.ts';

/** Addresses behind the number of their family: of IPv4 four bytes each, of IPv6 sixteen. */
export class Addresses {
  readonly seen = new BytesIndex();
  readonly #bytes = new Uint8Array(1 + ADDRESS_BYTES);

  find(family: number, source: Uint8Array, from: number): number {
    const bytes = this.#bytes;
    const length = family === AF_INET ? 4 : ADDRESS_BYTES;
    bytes[0] = family;
    for (let i = 0; i < length; i++) bytes[i + 1] = source[from + i] as number;
    return this.seen.find(bytes, 0, length + 1);
  }

  text(number: number): string {
    const bytes = this.seen.at(number);
    return formatAddress(bytes[0] as number, bytes, 1);
  }
}

function addressKey(name: string, fill: (addresses: Addresses) => GroupKey['fill']): GroupKey {
  const addresses = new Addresses();
  return {
    name,
    fill: fill(addresses),
    value: (number) => addresses.text(number),
    compare: (one, other) => addresses.seen.compare(one, other),
  };
}

/** An address as it is in the row: IPv4 in an IPv6 socket is another than IPv4. */
export function ownAddressKey(name: 'localAddress' | 'remoteAddress'): GroupKey {
  return addressKey(name, (addresses) => (table, out) => {
    const { length, family } = table;
    for (let row = 0; row < length; row++) {
      const known = family[row] !== AF_UNIX;
      out[row] = known ? addresses.find(family[row] as number, table[name], row * ADDRESS_BYTES) : Number.NaN;
    }
  });
}

/** All of an SCTP socket's addresses together. */
export function addressListKey(name: 'localAddresses' | 'remoteAddresses'): GroupKey {
  const seen = new BytesIndex();
  const fill = (table: Columns, out: Float64Array) => {
    const column = table.sctp?.[name];
    for (let row = 0; row < table.length; row++) {
      out[row] = column && isSctp(table, row) ? seen.find(...listBytes(table, row, column.at(row))) : Number.NaN;
    }
  };
  const value = (number: number): GroupValue => {
    const [family = AF_INET, ...bytes] = seen.at(number);
    const addresses = Uint8Array.from(bytes);
    return Array.from({ length: addresses.length / ADDRESS_BYTES }, (_, i) =>
      formatAddress(family, addresses, i * ADDRESS_BYTES),
    );
  };
  return { name, fill, value, compare: (one, other) => seen.compare(one, other) };
}

/** SCTP's sockets are few: an object of each may be made. Of IPv4 only the first four bytes of each address say something. */
function listBytes(table: Columns, row: number, addresses: Uint8Array): [Uint8Array, number, number] {
  // No address is of no family.
  if (addresses.length === 0) return [addresses, 0, 0];
  const family = sctpFamily(table, row);
  const bytes = Uint8Array.of(family, ...addresses);
  if (family === AF_INET)
    for (let at = 1; at < bytes.length; at += ADDRESS_BYTES) bytes.fill(0, at + 4, at + ADDRESS_BYTES);
  return [bytes, 0, bytes.length];
}

export function primaryKey(): GroupKey {
  return addressKey('primaryRemoteAddress', (addresses) => (table, out) => {
    for (let row = 0; row < table.length; row++) {
      const known = ((table.unknown[row] as number) & UNKNOWN.primary) === 0 && isSctp(table, row);
      const list = known ? table.sctp?.remoteAddresses.at(row) : undefined;
      const at = (table.sctp?.primary[row] as number) * ADDRESS_BYTES;
      out[row] = list && at < list.length ? addresses.find(sctpFamily(table, row), list, at) : Number.NaN;
    }
  });
}

const sctpFamily = (table: Columns, row: number) => (table.family[row] === AF_INET6 ? AF_INET6 : AF_INET);
