import type { NetRomSocket } from '../legacy-socket.ts';
import { type LinkForm, linkFields, linkLines } from './link-socket.ts';
import type { Words } from './words.ts';

const FIELDS = { device: 3, state: 6, sendQ: 16 };

/** Words of two numbers with a slash. */
const PAIRS = [4, 5, 10, 11, 12, 13, 14];

/**
 * `/proc/net/nr` (`nr_info_show()` in `net/netrom/af_netrom.c`):
 *
 *     user dest source device my/id your/id st vs vr va t1/t1 t2/t2 t4/t4 idle/idle n2/n2 window sendQ recvQ [inode]
 */
export function parseNetRom(text: string): (NetRomSocket | null)[] {
  return linkLines(text, FIELDS, line);
}

function line(words: Words, form: LinkForm): NetRomSocket {
  // Without one of them netstat reads nothing of the line either.
  if (words.misread && PAIRS.some((at) => !words.text(at).includes('/'))) words.ok = false;
  return {
    family: 'netrom',
    user: words.optional(0, '*'),
    destination: words.optional(1, '*'),
    source: words.optional(2, '*'),
    ...linkFields(words, FIELDS, 'netrom', form),
  };
}
