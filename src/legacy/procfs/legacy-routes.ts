import type { Ax25Route, DdpRoute, IpxRoute, X25Route } from '../legacy-route.ts';
import { NO_DEVICE } from './link-socket.ts';
import { lineLength, parseLines, type Words, withoutHeading } from './words.ts';

/** A table with a heading, of which each line has as many words. */
function parseTable<Row extends object>(text: string, known: number, parse: (words: Words) => Row): (Row | null)[] {
  const length = lineLength(text, known);
  return parseLines(withoutHeading(text), (words) => {
    words.expect(length);
    return parse(words);
  });
}

const NUMBER = /^-?\d+$/;

/** `/proc/net/ax25_route` (`ax25_rt_seq_show()` in `net/ax25/ax25_route.c`): `callsign device vc|dg|* digi…`. */
export function parseAx25Routes(text: string): (Ax25Route | null)[] {
  return parseLines(withoutHeading(text), (words) => {
    const mode = words.text(2);
    const isMode = mode === 'vc' || mode === 'dg' || mode === '*';
    // netstat takes it for a count of uses, of which a number may be one of a kernel nobody knows.
    if (!isMode) words.refuse(2, 'ipMode');
    if (!isMode && !NUMBER.test(mode)) words.misread = true;
    return {
      family: 'ax25',
      destination: words.optional(0, 'default'),
      device: words.optional(1, NO_DEVICE),
      ipMode: mode === 'vc' || mode === 'dg' ? mode : null,
      digipeaters: words.from(3),
    };
  });
}

/** `/proc/net/x25/route` (`x25_seq_route_show()` in `net/x25/x25_proc.c`): `address digits device`. */
export function parseX25Routes(text: string): (X25Route | null)[] {
  return parseTable(text, 3, (words) => ({
    family: 'x25',
    destination: words.text(0),
    digits: words.count(1, 'digits', MOST_DIGITS),
    device: words.optional(2, NO_DEVICE),
  }));
}

/** Of an address of X.121. */
const MOST_DIGITS = 15;

const MOST_NODE = 2 ** 48 - 1;

/**
 * `/proc/net/ipx/route` (`ipx_seq_route_show()` in `net/ipx/ipx_proc.c`): `network router_network router_node`, of which the last
 * two are the words `Directly Connected` where there is no router.
 */
export function parseIpxRoutes(text: string): (IpxRoute | null)[] {
  return parseTable(text, 3, (words) => {
    words.required(words.hex(0, 'network'));
    const direct = words.text(1) === 'Directly';
    if (!direct) words.required(words.hex(1, 'router'));
    if (!direct) words.required(words.hex(2, 'node', MOST_NODE));
    return {
      family: 'ipx',
      network: words.text(0),
      router: direct ? null : { network: words.text(1), node: words.text(2) },
    };
  });
}

/** `/proc/net/atalk/route` (`atalk_seq_route_show()` in `net/appletalk/atalk_proc.c`): `target router flags device`. */
export function parseDdpRoutes(text: string): (DdpRoute | null)[] {
  return parseTable(text, 4, (words) => ({
    family: 'ddp',
    destination: words.optional(0, 'Default'),
    gateway: words.text(1),
    flags: unsigned(words.decimal(2, 'flags')),
    device: words.text(3),
  }));
}

/** The kernel writes the 32 bits as a signed number. */
const unsigned = (flags: number | null) => (flags === null ? null : flags >>> 0);
