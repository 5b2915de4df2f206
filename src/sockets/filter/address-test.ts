import { AF_INET, AF_INET6, AF_UNIX } from '../../uapi/sockets.ts';
import type { Columns } from '../table/columns.ts';
import { isSctp } from '../table/readers.ts';
import { ADDRESS_BYTES } from '../table/sctp.ts';
import { UNKNOWN } from '../table/unknown.ts';
import type { Prefix } from './expression.ts';
import { FALSE, fillEach, TRUE, type TruthTest, UNKNOWN_TRUTH } from './truth.ts';

/** A prefix as words of an address, in the machine's order of bytes, as columns have them. */
interface PrefixWords {
  ipv4: boolean;
  words: Uint32Array;
  masks: Uint32Array;
}

/** `::ffff:0:0/96`, in front of IPv4 addresses of IPv6 sockets. */
const MAPPED = new Uint32Array(Uint8Array.of(0, 0, 0xff, 0xff).buffer)[0] as number;

function wordsOf({ family, address, length }: Prefix): PrefixWords {
  const bytes = new Uint8Array(ADDRESS_BYTES);
  const mask = new Uint8Array(ADDRESS_BYTES);
  bytes.set(address);
  for (let bit = 0; bit < length; bit++) mask[bit >> 3] = (mask[bit >> 3] as number) | (0x80 >> (bit & 7));
  for (let i = 0; i < bytes.length; i++) bytes[i] = (bytes[i] as number) & (mask[i] as number);
  return { ipv4: family === 'inet', words: new Uint32Array(bytes.buffer), masks: new Uint32Array(mask.buffer) };
}

/** Whether the address at a word is of one of the prefixes: of IPv4 what is mapped into IPv6 too. */
function hasPrefix(prefixes: readonly PrefixWords[], family: number, column: Uint32Array, at: number): boolean {
  for (let i = 0; i < prefixes.length; i++) {
    const { ipv4, words, masks } = prefixes[i] as PrefixWords;
    if (ipv4) {
      const mapped = family === AF_INET6;
      if (mapped && (column[at] !== 0 || column[at + 1] !== 0 || column[at + 2] !== MAPPED)) continue;
      const word = column[mapped ? at + 3 : at] as number;
      if ((word & (masks[0] as number)) >>> 0 === words[0]) return true;
    } else if (family !== AF_INET && isInIPv6(words, masks, column, at)) return true;
  }
  return false;
}

function isInIPv6(words: Uint32Array, masks: Uint32Array, column: Uint32Array, at: number): boolean {
  for (let i = 0; i < 4; i++) if (((column[at + i] as number) & (masks[i] as number)) >>> 0 !== words[i]) return false;
  return true;
}

/** Whether an address of a row begins as one of the prefixes. */
export function addressTest(side: 'localAddress' | 'remoteAddress', prefixes: readonly Prefix[]): TruthTest {
  const wanted = prefixes.map(wordsOf);
  return {
    slow: false,
    fill(table, out) {
      const { family, length } = table;
      const column = table[`${side}Words`];
      for (let row = 0; row < length; row++) {
        const of = family[row] as number;
        out[row] = of === AF_UNIX ? UNKNOWN_TRUTH : hasPrefix(wanted, of, column, 4 * row) ? TRUE : FALSE;
      }
    },
  };
}

/** The same of any of the addresses that a row of SCTP has at one end. */
export function addressesTest(side: 'localAddresses' | 'remoteAddresses', prefixes: readonly Prefix[]): TruthTest {
  const wanted = prefixes.map(wordsOf);
  return {
    slow: true,
    fill(table, out, decided) {
      fillEach(table, out, decided, (row) => {
        const column = isSctp(table, row) ? table.sctp?.[side] : undefined;
        if (!column || column.start(row) === column.ends[row]) return UNKNOWN_TRUTH;
        const words = wordsFrom(column.bytes);
        for (let at = column.start(row); at < (column.ends[row] as number); at += ADDRESS_BYTES) {
          if (hasPrefix(wanted, table.family[row] as number, words, at >> 2)) return TRUE;
        }
        return FALSE;
      });
    },
  };
}

/** The same of the address to which an association sends. */
export function primaryTest(prefixes: readonly Prefix[]): TruthTest {
  const wanted = prefixes.map(wordsOf);
  return {
    slow: true,
    fill(table, out, decided) {
      fillEach(table, out, decided, (row) => {
        const at = primaryPlace(table, row);
        if (at === undefined || !table.sctp) return UNKNOWN_TRUTH;
        const words = wordsFrom(table.sctp.remoteAddresses.bytes);
        return hasPrefix(wanted, table.family[row] as number, words, at >> 2) ? TRUE : FALSE;
      });
    },
  };
}

/** Where the primary address stands among the bytes of remote ones; undefined for none. */
export function primaryPlace(table: Columns, row: number): number | undefined {
  if (!isSctp(table, row) || !table.sctp || ((table.unknown[row] as number) & UNKNOWN.primary) !== 0) return undefined;
  const { remoteAddresses, primary } = table.sctp;
  const at = remoteAddresses.start(row) + (primary[row] as number) * ADDRESS_BYTES;
  return at < (remoteAddresses.ends[row] as number) ? at : undefined;
}

function wordsFrom(bytes: Uint8Array): Uint32Array {
  return new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2);
}
