import type { X25Socket } from '../legacy-socket.ts';
import { type LinkForm, linkFields, linkLines, MOST_CHANNEL } from './link-socket.ts';
import type { Words } from './words.ts';

const FIELDS = { device: 2, state: 4, sendQ: 13 };

/**
 * `/proc/net/x25/socket` (`x25_seq_socket_show()` in `net/x25/x25_proc.c`), of which lci is hexadecimal:
 *
 *     dest source device lci st vs vr va t t2 t21 t22 t23 sendQ recvQ [inode]
 */
export function parseX25(text: string): (X25Socket | null)[] {
  return linkLines(text, FIELDS, line);
}

function line(words: Words, form: LinkForm): X25Socket {
  return {
    family: 'x25',
    destination: words.optional(0, '*'),
    source: words.optional(1, '*'),
    lci: words.hex(3, 'lci', MOST_CHANNEL),
    ...linkFields(words, FIELDS, 'x25', form),
  };
}
