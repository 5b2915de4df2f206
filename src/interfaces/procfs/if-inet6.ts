import { formatAddress } from '../../base/address.ts';
import { decodeText } from '../../base/text.ts';
import { addressFlagNames } from '../../uapi/links.ts';
import { AF_INET6 } from '../../uapi/sockets.ts';
import type { LocatedAddress } from '../interface.ts';

/** `if6_seq_show()` of `net/ipv6/addrconf.c`: address, index, prefix length, scope, flags and name, all but the last in hexadecimal. */
const LINE = /^([\da-f]{32}) ([\da-f]{1,8}) ([\da-f]{1,8}) ([\da-f]{1,8}) ([\da-f]{1,8}) +([^ \t]+)$/i;

/** The bits of `IPV6_ADDR_SCOPE_MASK` of `include/net/ipv6.h`, in the words rtnetlink has for them. */
const SCOPES: Readonly<Record<number, string>> = { 16: 'host', 32: 'link', 64: 'site' };

/** Parses /proc/net/if_inet6. Lines that are no address are counted. */
export function parseIfInet6(bytes: Uint8Array): { rows: LocatedAddress[]; malformed: number } {
  const lines = decodeText(bytes).split('\n');
  if (lines.at(-1) === '') lines.pop();
  const rows = lines.map(parseLine);
  const good = rows.filter((row) => row !== undefined);
  return { rows: good, malformed: rows.length - good.length };
}

function parseLine(line: string): LocatedAddress | undefined {
  const [, address, ...fields] = LINE.exec(line) ?? [];
  if (address === undefined) return undefined;
  const [index, prefixLength, scope, flags] = fields.map((field) => Number.parseInt(field, 16));
  return {
    index: index as number,
    name: fields.at(-1) as string,
    address: {
      family: 'inet6',
      address: formatAddress(AF_INET6, Buffer.from(address, 'hex'), 0),
      prefixLength: prefixLength as number,
      peer: null,
      broadcast: null,
      label: null,
      scope: SCOPES[scope as number] ?? 'global',
      flags: addressFlagNames('inet6', flags as number),
      validLifetime: null,
      preferredLifetime: null,
    },
  };
}
