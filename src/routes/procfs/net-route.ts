import { ABSENT } from '../../base/absent.ts';
import { LineCursor, U32 } from '../../kernel/procfs/line-cursor.ts';
import type { LineCounts } from '../../kernel/report.ts';
import { RTAX_ADVMSS, RTAX_RTT, RTAX_WINDOW, TABLE_MAIN } from '../../uapi/routes.ts';
import { AF_INET } from '../../uapi/sockets.ts';
import type { RouteRecord } from '../route-record.ts';
import { known } from './known-number.ts';
import { copyName } from './route-name.ts';

/**
 * A line of `/proc/net/route` (`fib_route_seq_show()` in `net/ipv4/fib_trie.c`), behind a heading:
 *
 *     iface destination gateway flags refcnt use metric mask mtu window irtt
 *
 * Addresses are words in the machine's order, in hexadecimal, as are the flags. Metric and MTU are unsigned, though most kernels
 * print them with %d. There are only routes of the table main, without those of types broadcast and multicast, and of each only its
 * first next hop; `*` is no interface.
 */
const HEADING = Buffer.from('Iface\t');
const ASTERISK = 0x2a;

/** The kernel prints what is advertised with the headers of IPv4 and TCP added, and the round-trip time in whole ms. */
const HEADERS = 40;
const RTT_UNITS = 8;
const MOST_RTT = Math.floor(U32 / RTT_UNITS);

/** Mark numbers that may be unknown; of an MTU, a window or a time that is, none is set. A mask that does not fit makes the line bad: it is part of what the route leads to. */
const REF_COUNT = 2;
const USE_COUNT = 4;
const METRIC = 8;
const FLAGS = 16;
const MTU = 32;
const WINDOW = 64;
const RTT = 128;
const MASK = 256;

/**
 * Calls `visit` for each route of whole lines.
 * @param first - the bytes begin the file, with its heading
 */
export function parseNetRoute(bytes: Uint8Array, first: boolean, record: RouteRecord, visit: () => void): LineCounts {
  const cursor = new LineCursor(bytes, true);
  const word = new Uint32Array(1);
  const octets = new Uint8Array(word.buffer);
  const address = (target: Uint8Array) => {
    word[0] = cursor.hexWord();
    target.set(octets);
  };
  const counts: LineCounts = { malformed: 0, incomplete: 0 };
  for (let at = first && startsWith(bytes, HEADING) ? lineEnd(bytes) : 0; cursor.line(at); at = cursor.end + 1) {
    record.clear(AF_INET);
    if (!copyName(cursor, bytes, record.hop)) cursor.ok = false;
    if (record.hop.nameLength === 1 && record.hop.name[0] === ASTERISK) record.hop.nameLength = 0;
    address(record.destination);
    address(record.hop.gateway);
    const numbers = cursor.at;
    record.rtfFlags = known(cursor, cursor.hexColumn(U32, FLAGS), FLAGS);
    record.refCount = known(cursor, cursor.wordColumn(REF_COUNT), REF_COUNT);
    record.useCount = known(cursor, cursor.wordColumn(USE_COUNT), USE_COUNT);
    record.metric = known(cursor, cursor.wordColumn(METRIC), METRIC);
    word[0] = cursor.hexWord();
    // One that is cut is another mask.
    if (cursor.cutHere) cursor.ok = false;
    readMask(octets, record);
    if (record.prefixLength === ABSENT) cursor.misfits |= MASK;
    if (hasGateway(record)) record.hop.gatewayFamily = AF_INET;
    record.table = TABLE_MAIN;
    readMetrics(cursor, record);
    if (!cursor.ok) {
      counts.malformed++;
      continue;
    }
    if (cursor.misfits !== 0) {
      counts.incomplete++;
      record.keepPrinted(bytes, numbers, cursor.end);
    }
    visit();
  }
  return counts;
}

function readMetrics(cursor: LineCursor, record: RouteRecord): void {
  const mtu = cursor.wordColumn(MTU);
  // netstat takes what follows for the next number, and the line for none: only the last two it can do without.
  if (cursor.torn) cursor.ok = false;
  const window = cursor.decimalColumn(U32, WINDOW);
  const rtt = cursor.decimalColumn(MOST_RTT, RTT);
  if (mtu >= HEADERS) record.setMetric(RTAX_ADVMSS, mtu - HEADERS);
  else if (mtu !== 0) cursor.misfits |= MTU;
  if (window !== 0) record.setMetric(RTAX_WINDOW, window);
  if (rtt !== 0) record.setMetric(RTAX_RTT, rtt * RTT_UNITS);
}

/** Not by the flag: through an IPv6 router that is set and no address shown. */
function hasGateway({ hop: { gateway } }: RouteRecord): boolean {
  return gateway[0] !== 0 || gateway[1] !== 0 || gateway[2] !== 0 || gateway[3] !== 0;
}

/** The bits of a mask are all at its beginning, or it is kept as it is. */
function readMask(octets: Uint8Array, record: RouteRecord): void {
  const [a, b, c, d] = octets as unknown as [number, number, number, number];
  const mask = ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
  const length = Math.clz32(~mask);
  const isWhole = mask === (length === 0 ? 0 : (0xffffffff << (32 - length)) >>> 0);
  record.prefixLength = isWhole ? length : ABSENT;
  record.mask = mask;
}

function startsWith(bytes: Uint8Array, text: Uint8Array): boolean {
  return text.every((byte, i) => bytes[i] === byte);
}

function lineEnd(bytes: Uint8Array): number {
  const newline = bytes.indexOf(0x0a);
  return newline < 0 ? bytes.length : newline + 1;
}
