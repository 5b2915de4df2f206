import type { RoseSocket } from '../legacy-socket.ts';
import { type LinkForm, linkFields, linkLines, MOST_CHANNEL } from './link-socket.ts';
import type { Words } from './words.ts';

/** What the kernel writes for a callsign that is not set: of the source, and of the destination. */
const NO_SOURCE = '??????-?';
const NOTHING = '*';

const FIELDS = { device: 4, state: 7, sendQ: 17 };

/**
 * `/proc/net/rose` (`rose_info_show()` in `net/rose/af_rose.c`), of which lci is hexadecimal:
 *
 *     dest dest_call source source_call device lci neigh st vs vr va t t1 t2 t3 hb idle/idle sendQ recvQ [inode]
 */
export function parseRose(text: string): (RoseSocket | null)[] {
  return linkLines(text, FIELDS, line);
}

function line(words: Words, form: LinkForm): RoseSocket {
  return {
    family: 'rose',
    destination: words.optional(0, NOTHING),
    destinationCall: words.optional(1, NOTHING),
    source: words.optional(2, NOTHING),
    sourceCall: words.optional(3, NO_SOURCE, NOTHING),
    lci: words.hex(5, 'lci', MOST_CHANNEL),
    neighbour: words.count(6, 'neighbour'),
    ...linkFields(words, FIELDS, 'rose', form),
  };
}
