import { LINK_STATES, type LinkFamily, type LinkSocket } from '../legacy-socket.ts';
import { headingOf, lineLength, parseLines, type Words, withoutHeading } from './words.ts';

/** Where the fields that these tables share have their words. */
export interface LinkFields {
  device: number;
  /** V(S), V(R) and V(A) follow it. */
  state: number;
  /** The receive queue follows it, and the inode, which kernels before Linux 2.2 lack. */
  sendQ: number;
}

/** What the kernel writes for an interface that is not chosen yet. */
export const NO_DEVICE = '???';

/** Of logical channels, which have 12 bits. */
export const MOST_CHANNEL = 0xfff;

/** Of a frame or packet: the kernel keeps 16 bits at most. */
const MOST_NUMBER = 0xffff;

/** What a line has by the table's heading. */
export interface LinkForm {
  hasInode: boolean;
  /** Words of a line with queues. */
  length: number;
}

/** Of a table with a heading. */
export function linkForm(text: string, { sendQ }: LinkFields): LinkForm {
  const hasInode = headingOf(text).at(-1) !== 'Rcv-Q';
  return { hasInode, length: lineLength(text, sendQ + (hasInode ? 3 : 2)) };
}

/** The rows of a table with a heading whose lines all have queues. */
export function linkLines<Row extends object>(
  text: string,
  at: LinkFields,
  line: (words: Words, form: LinkForm) => Row,
): (Row | null)[] {
  const form = linkForm(text, at);
  return parseLines(withoutHeading(text), (words) => {
    words.expect(form.length);
    return line(words, form);
  });
}

/**
 * @param held - a program holds a socket of the link: without one there are no queues
 */
export function linkFields(
  words: Words,
  at: LinkFields,
  family: LinkFamily,
  { hasInode }: Pick<LinkForm, 'hasInode'>,
  held = true,
): LinkSocket {
  return {
    device: words.optional(at.device, NO_DEVICE),
    state: words.named(words.count(at.state, 'state'), LINK_STATES[family]),
    vs: words.count(at.state + 1, 'vs', MOST_NUMBER),
    vr: words.count(at.state + 2, 'vr', MOST_NUMBER),
    va: words.count(at.state + 3, 'va', MOST_NUMBER),
    sendQ: held ? words.count(at.sendQ, 'sendQ') : null,
    recvQ: held ? words.count(at.sendQ + 1, 'recvQ') : null,
    inode: held && hasInode && words.may(at.sendQ + 2) ? words.count(at.sendQ + 2, 'inode') : null,
  };
}
