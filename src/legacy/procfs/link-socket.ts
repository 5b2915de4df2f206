import type { LinkSocket, LinkState } from '../legacy-socket.ts';
import type { Words } from './words.ts';

/** Where the fields that these tables share have their words. */
export interface LinkFields {
  device: number;
  /** V(S), V(R) and V(A) follow it. */
  state: number;
  /** The receive queue and the inode follow it. */
  sendQ: number;
}

/** What the kernel writes for an interface that is not chosen yet. */
export const NO_DEVICE = '???';

/**
 * @param held - a program holds a socket of the link: without one there are no queues
 */
export function linkFields(words: Words, at: LinkFields, states: readonly LinkState[], held = true): LinkSocket {
  return {
    device: words.optional(at.device, NO_DEVICE),
    state: states[words.decimal(at.state)] ?? 'UNKNOWN',
    vs: words.decimal(at.state + 1),
    vr: words.decimal(at.state + 2),
    va: words.decimal(at.state + 3),
    sendQ: held ? words.decimal(at.sendQ) : null,
    recvQ: held ? words.decimal(at.sendQ + 1) : null,
    inode: held && words.length > at.sendQ + 2 ? words.decimal(at.sendQ + 2) : null,
  };
}
