import type { Change, SocketChange } from '../../src/index.ts';
import type { Replay } from './replay.ts';

/** What a stream told of each socket that came while it ran, socket by socket: `opened ESTABLISHED`, `closed CLOSE unseen`. */
export function livesOf(changes: readonly Change[], wanted: (change: SocketChange) => boolean): string[][] {
  const lives = new Map<number, string[]>();
  for (const change of changes) {
    if (!('socket' in change) || !wanted(change)) continue;
    const { id, type, socket, unseen } = change;
    const life = lives.get(id) ?? [];
    lives.set(id, life);
    life.push(`${type} ${socket.state}${unseen ? ' unseen' : ''}`);
  }
  return [...lives.values()];
}

/**
 * Numbers of the sockets that came while a stream ran. What came in SYN_RECV and went so is left out where every connection is accepted:
 * if the kernel lists one in the moment in which it makes a whole socket of it, these two have not the same cookie.
 */
export function cameDuring({ changes, presentIds }: Replay): Set<number> {
  const came = new Set<number>();
  for (const change of changes) {
    if (!('socket' in change) || presentIds.has(change.id)) continue;
    const { state, tcpInfo } = change.socket;
    if (state !== 'SYN_RECV' || tcpInfo) came.add(change.id);
  }
  return came;
}
