import type { Ax25Socket, Digipeater } from '../legacy-socket.ts';
import { type LinkForm, linkFields, linkForm } from './link-socket.ts';
import { parseLines, type Words, withoutHeading } from './words.ts';

const FIELDS = { device: 1, state: 4, sendQ: 21 };
/** Words of a line. */
const LENGTH = 24;
const OLD_FIELDS = { device: 2, state: 3, sendQ: 15 };

/** What the kernel writes for queues and inode that there are none of. */
const NOTHING = '*';

/**
 * `/proc/net/ax25` (`ax25_info_show()` in `net/ax25/af_ax25.c`), which has no heading:
 *
 *     pointer device source dest,digi… st vs vr va t1 t1 t2 t2 t3 t3 idle idle n2 n2 rtt window paclen sendQ recvQ inode
 *
 * where the last three are `*` while no program holds a socket of the link. In older kernels it has a heading, and
 *
 *     dest source device st vs vr va t1/t1 t2/t2 t3/t3 idle/idle n2/n2 rtt window paclen [sendQ recvQ [inode]]
 */
export function parseAx25(text: string): (Ax25Socket | null)[] {
  if (text.startsWith('dest_addr')) {
    const form = linkForm(text, OLD_FIELDS);
    return parseLines(withoutHeading(text), (words) => oldLine(words, form));
  }
  return parseLines(text.startsWith('magic') ? withoutHeading(text) : text, line);
}

function line(words: Words): Ax25Socket {
  words.expect(LENGTH);
  const stars = [0, 1, 2].filter((i) => words.is(FIELDS.sendQ + i, NOTHING)).length;
  if (!words.cut && stars % 3 !== 0) words.misread = true;
  return {
    family: 'ax25',
    ...addresses(words.text(2), words.text(3)),
    ...linkFields(words, FIELDS, 'ax25', { hasInode: true }, !words.is(FIELDS.sendQ, NOTHING)),
  };
}

function oldLine(words: Words, form: LinkForm): Ax25Socket {
  words.expect(OLD_FIELDS.sendQ, form.length);
  return {
    family: 'ax25',
    ...addresses(words.text(1), words.text(0)),
    ...linkFields(words, OLD_FIELDS, 'ax25', form, words.may(OLD_FIELDS.sendQ)),
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
