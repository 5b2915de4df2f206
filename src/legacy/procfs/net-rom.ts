import type { NetRomSocket } from '../legacy-socket.ts';
import { linkFields } from './link-socket.ts';
import { parseLines, type Words, withoutHeading } from './words.ts';

/**
 * `/proc/net/nr` (`nr_info_show()` in `net/netrom/af_netrom.c`):
 *
 *     user dest source device my/id your/id st vs vr va t1/t1 t2/t2 t4/t4 idle/idle n2/n2 window sendQ recvQ inode
 */
export function parseNetRom(text: string): (NetRomSocket | null)[] {
  return parseLines(withoutHeading(text), line);
}

function line(words: Words): NetRomSocket {
  return {
    family: 'netrom',
    user: words.optional(0, '*'),
    destination: words.optional(1, '*'),
    source: words.optional(2, '*'),
    ...linkFields(words, { device: 3, state: 6, sendQ: 16 }, 'netrom'),
  };
}
