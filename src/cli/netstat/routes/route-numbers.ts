import type { RouteRecord } from '../../../index.ts';
import { RTAX_ADVMSS, RTAX_RTT, RTAX_WINDOW } from '../../../uapi/routes.ts';
import { behindBlanks, type Format, scanNumber } from '../scanf.ts';

/** The kernel's files show what is advertised with 40 bytes of headers, and round-trip times in ms instead of 1/8 ms. */
const HEADERS = 40;
const RTT_SHIFT = 3;

/** netstat reads numbers as signed ones. */
const signed = (value: number) => value | 0;

/** A column of /proc/net/route behind the gateway, as netstat's format has it; the mask is a word to it. */
type InetColumn = readonly ['flags' | 'refCount' | 'useCount' | 'metric' | 'mtu' | 'window' | 'rtt', Format] | 'word';

const INET_COLUMNS: readonly InetColumn[] = [
  ['flags', 'X'],
  ['refCount', 'd'],
  ['useCount', 'd'],
  ['metric', 'd'],
  'word',
  ['mtu', 'd'],
  ['window', 'd'],
  ['rtt', 'd'],
];

/** netstat shows no row of which it could not read so many. */
const INET_NEEDED = INET_COLUMNS.length - 1;

/** What netstat has in its variables of a line of /proc/net/route. The object is the same for every row: what a line lacks stays from the one before. */
export class InetRouteNumbers {
  flags = 0;
  metric = 0;
  refCount = 0;
  useCount = 0;
  mtu = 0;
  window = 0;
  rtt = 0;

  /** False of a route that netstat does not show. */
  read(record: RouteRecord): boolean {
    if (record.printed !== undefined) return this.#scan(record.printed) >= INET_NEEDED;
    this.flags = record.rtfFlags;
    this.metric = signed(record.metric);
    this.refCount = signed(Math.max(record.refCount, 0));
    this.useCount = signed(Math.max(record.useCount, 0));
    const isAdvertised = ((record.metricsSet >>> RTAX_ADVMSS) & 1) !== 0;
    this.mtu = isAdvertised ? signed(record.metricValue(RTAX_ADVMSS) + HEADERS) : 0;
    this.window = signed(record.metricValue(RTAX_WINDOW));
    this.rtt = record.metricValue(RTAX_RTT) >>> RTT_SHIFT;
    return true;
  }

  #scan(text: string): number {
    let at = 0;
    for (const [count, column] of INET_COLUMNS.entries()) {
      if (column === 'word') {
        const start = behindBlanks(text, at);
        at = wordEnd(text, start);
        if (at === start) return count;
        continue;
      }
      const [name, format] = column;
      const number = scanNumber(text, at, format);
      if (!number) return count;
      this[name] = Number(number.value);
      at = number.end;
    }
    return INET_COLUMNS.length;
  }
}

/** Eight characters belong to a number of /proc/net/ipv6_route, `%08x`: what is wider goes on as the next one. */
const INET6_WIDTH = 8;
const INET6_COLUMNS = ['metric', 'refCount', 'useCount', 'flags'] as const;
const NAME_WIDTH = 15;

/** The same of a line of /proc/net/ipv6_route behind its addresses. null: netstat never read one, and shows what its memory held. */
export class Inet6RouteNumbers {
  metric: number | null = null;
  refCount: number | null = null;
  useCount: number | null = null;
  flags = 0;
  /** The interface's name, in Latin-1, of a line whose numbers do not all fit; undefined: it is the route's own. */
  name: string | undefined;

  read(record: RouteRecord, rtfFlags: number): void {
    if (record.printed !== undefined) {
      this.#scan(record.printed);
      return;
    }
    this.name = undefined;
    this.metric = signed(record.metric);
    // rtnetlink has no count of users.
    this.refCount = record.refCount < 0 ? null : signed(record.refCount);
    this.useCount = record.useCount < 0 ? null : signed(record.useCount);
    this.flags = rtfFlags;
  }

  #scan(text: string): void {
    let at = 0;
    this.name = '-';
    for (const column of INET6_COLUMNS) {
      const number = scanNumber(text, at, 'X', INET6_WIDTH);
      if (!number) return;
      this[column] = Number(number.value);
      at = number.end;
    }
    const start = behindBlanks(text, at);
    const end = Math.min(wordEnd(text, start), start + NAME_WIDTH);
    if (end > start) this.name = text.slice(start, end);
  }
}

/** Where white space follows, or the NUL that ends a string. */
function wordEnd(text: string, start: number): number {
  const length = text.slice(start).search(/[ \t\n\v\f\r\0]/);
  return length < 0 ? text.length : start + length;
}
