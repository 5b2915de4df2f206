import { ABSENT } from '../../base/absent.ts';
import { LineCursor, U32 } from '../../kernel/procfs/line-cursor.ts';
import type { LineCounts } from '../../kernel/report.ts';
import { RTF_ANYCAST, RTF_GATEWAY, RTF_LOCAL, RTF_PREF_SHIFT, RTN_ANYCAST, RTN_LOCAL } from '../../uapi/routes.ts';
import { AF_INET6 } from '../../uapi/sockets.ts';
import type { RouteRecord } from '../route-record.ts';
import { known } from './known-number.ts';
import { copyName } from './route-name.ts';

/**
 * A line of `/proc/net/ipv6_route` (`ipv6_route_native_seq_show()` in `net/ipv6/ip6_fib.c`), all in hexadecimal, without a heading:
 *
 *     destination length source length gateway metric refcnt use flags iface
 *
 * There are the routes of all tables, of several next hops each as a route of its own.
 */
const BITS = 128;

/** Mark the lengths of prefixes, without which nobody knows what a route leads to, and numbers that may be unknown. */
const NEEDED = 1;
const METRIC = 2;
const REF_COUNT = 4;
const USE_COUNT = 8;
const FLAGS = 16;
const NAME = 32;

/** Four numbers of eight digits, with a blank before each. */
const NUMBERS_LENGTH = 36;

/**
 * Calls `visit` for each route of whole lines.
 */
export function parseNetIpv6Route(bytes: Uint8Array, record: RouteRecord, visit: () => void): LineCounts {
  const cursor = new LineCursor(bytes, true);
  const counts: LineCounts = { malformed: 0, incomplete: 0 };
  for (let at = 0; cursor.line(at); at = cursor.end + 1) {
    record.clear(AF_INET6);
    readAddress(cursor, record.destination);
    record.prefixLength = cursor.hexColumn(BITS, NEEDED);
    readAddress(cursor, record.source);
    record.sourcePrefixLength = cursor.hexColumn(BITS, NEEDED);
    readAddress(cursor, record.hop.gateway);
    const numbers = cursor.at;
    record.metric = known(cursor, cursor.hexColumn(U32, METRIC), METRIC);
    record.refCount = known(cursor, cursor.hexColumn(U32, REF_COUNT), REF_COUNT);
    record.useCount = known(cursor, cursor.hexColumn(U32, USE_COUNT), USE_COUNT);
    record.rtfFlags = known(cursor, cursor.hexColumn(U32, FLAGS), FLAGS);
    // The name's column has blanks even without a name. At the end of the line a name has taken the place of the flags: some column is empty.
    if (cursor.at === cursor.end && !cursor.cutHere) cursor.ok = false;
    const isOdd = cursor.at - numbers !== NUMBERS_LENGTH;
    if (!copyName(cursor, bytes, record.hop) || cursor.cutHere) {
      // Cut short it is another interface's name.
      cursor.misfits |= NAME;
      record.hop.nameLength = 0;
    }
    if (isOdd || cursor.misfits !== 0) record.keepPrinted(bytes, numbers, cursor.end);
    fromFlags(record);
    if (!cursor.ok || cursor.torn || (cursor.misfits & NEEDED) !== 0) {
      counts.malformed++;
      continue;
    }
    if (cursor.misfits !== 0) counts.incomplete++;
    visit();
  }
  return counts;
}

/** 32 digits. */
function readAddress(cursor: LineCursor, address: Uint8Array): void {
  for (let at = 0; at < 16; at += 4) {
    const before = cursor.at;
    const word = at === 0 ? cursor.hexWord() : cursor.hexDigits(8);
    if (at > 0 && cursor.at - before !== 8) cursor.ok = false;
    address[at] = word >>> 24;
    address[at + 1] = word >>> 16;
    address[at + 2] = word >>> 8;
    address[at + 3] = word;
  }
}

/** What the flags tell of fields that have no column. A route without a mark can be of any type: anycast ones added by hand have none. */
function fromFlags(record: RouteRecord): void {
  const { rtfFlags, hop } = record;
  if (rtfFlags === ABSENT) {
    if (hop.gateway.some((byte) => byte !== 0)) hop.gatewayFamily = AF_INET6;
    return;
  }
  if ((rtfFlags & RTF_GATEWAY) !== 0) hop.gatewayFamily = AF_INET6;
  record.preference = (rtfFlags >>> RTF_PREF_SHIFT) & 3;
  if ((rtfFlags & RTF_LOCAL) !== 0) record.type = RTN_LOCAL;
  else if ((rtfFlags & RTF_ANYCAST) !== 0) record.type = RTN_ANYCAST;
}
