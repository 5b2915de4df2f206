import type { Ax25Socket, Digipeater } from '../legacy-socket.ts';
import { linkFields } from './link-socket.ts';
import { parseLines, type Words, withoutHeading } from './words.ts';

const FIELDS = { device: 1, state: 4, sendQ: 21 };
const OLD_FIELDS = { device: 2, state: 3, sendQ: 15 };

/**
 * `/proc/net/ax25` (`ax25_info_show()` in `net/ax25/af_ax25.c`), which has no heading:
 *
 *     pointer device source dest,digi… st vs vr va t1 t1 t2 t2 t3 t3 idle idle n2 n2 rtt window paclen sendQ recvQ inode
 *
 * In older kernels it has one, and
 *
 *     dest source device st vs vr va t1/t1 t2/t2 t3/t3 idle/idle n2/n2 rtt window paclen [sendQ recvQ inode]
 */
export function parseAx25(text: string): (Ax25Socket | null)[] {
  if (text.startsWith('dest_addr')) return parseLines(withoutHeading(text), oldLine);
  return parseLines(text.startsWith('magic') ? withoutHeading(text) : text, line);
}

function line(words: Words): Ax25Socket {
  return {
    family: 'ax25',
    ...addresses(words.text(2), words.text(3)),
    ...linkFields(words, FIELDS, 'ax25', !words.is(FIELDS.sendQ, '*')),
  };
}

function oldLine(words: Words): Ax25Socket {
  return {
    family: 'ax25',
    ...addresses(words.text(1), words.text(0)),
    ...linkFields(words, OLD_FIELDS, 'ax25', words.may(OLD_FIELDS.sendQ)),
  };
}

/** A `*` behind a callsign says that this station repeats. */
function addresses(source: string, path: string) {
  const [destination = '', ...digipeaters] = path.split(',');
  const from = station(source);
  return {
    source: from.callsign,
    sourceRepeats: from.repeated,
    destination: destination === '*' ? null : destination,
    digipeaters: digipeaters.map(station),
  };
}

function station(text: string): Digipeater {
  const repeated = text.length > 1 && text.endsWith('*');
  return { callsign: repeated ? text.slice(0, -1) : text, repeated };
}
