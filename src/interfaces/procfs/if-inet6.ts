import { formatAddress } from '../../base/address.ts';
import { isInterfaceName } from '../../base/interface-name.ts';
import { decodeText } from '../../base/text.ts';
import type { LineCounts } from '../../kernel/report.ts';
import { addressFlagNames } from '../../uapi/links.ts';
import { AF_INET6 } from '../../uapi/sockets.ts';
import type { LocatedAddress } from '../interface.ts';

/** `if6_seq_show()` of `net/ipv6/addrconf.c`: address, index, prefix length, scope, flags and name, all but the last in hexadecimal. */
const LINE = /^([\da-f]{32}) (-?[\da-f]+) (-?[\da-f]+) (-?[\da-f]+) (-?[\da-f]+) +([^ \t]+)$/i;

const BITS = 128;
const MOST = 2 ** 32 - 1;

/** The bits of `IPV6_ADDR_SCOPE_MASK` of `include/net/ipv6.h`, in the words rtnetlink has for them. */
const SCOPES: Readonly<Record<number, string>> = { 16: 'host', 32: 'link', 64: 'site' };

/**
 * Parses /proc/net/if_inet6. Lines that are no address are counted. A number that does not fit is unknown, as is a name that is none or ends where
 * the file does, and its row counted.
 */
export function parseIfInet6(bytes: Uint8Array): { rows: LocatedAddress[] } & LineCounts {
  const lines = decodeText(bytes).split('\n');
  const last = lines.length - 1;
  if (lines[last] === '') lines.pop();
  const counts = { malformed: 0, incomplete: 0 };
  const rows = lines.flatMap((line, i) => parseLine(line, i === last, counts) ?? []);
  return { rows, ...counts };
}

function parseLine(line: string, isCut: boolean, counts: LineCounts): LocatedAddress | undefined {
  const [, address, ...fields] = LINE.exec(line) ?? [];
  if (address === undefined) {
    counts.malformed++;
    return undefined;
  }
  const text = fields.at(-1) as string;
  const [index = null, prefix = null, scope, flags] = fields.map(word);
  const prefixLength = prefix !== null && prefix <= BITS ? prefix : null;
  const name = !isCut && isName(text) ? text : null;
  if (name === null || [index, prefixLength, scope, flags].includes(null)) counts.incomplete++;
  return {
    index,
    name,
    address: {
      family: 'inet6',
      address: formatAddress(AF_INET6, Buffer.from(address, 'hex'), 0),
      prefixLength,
      peer: null,
      broadcast: null,
      label: null,
      scope: typeof scope === 'number' ? (SCOPES[scope] ?? 'global') : null,
      flags: typeof flags === 'number' ? addressFlagNames('inet6', flags) : null,
      validLifetime: null,
      preferredLifetime: null,
    },
  };
}

/** Whether it can be an interface's name; of bytes that are no UTF-8 each counts as one. */
function isName(text: string): boolean {
  const bytes = Buffer.from(text.replaceAll('\ufffd', '?'));
  return isInterfaceName(bytes, 0, bytes.length);
}

/** A hexadecimal number of 32 bits; null for another one. */
function word(text: string): number | null {
  const value = Number.parseInt(text, 16);
  // Of -0 the zero.
  return value >= 0 && value <= MOST ? value + 0 : null;
}
