import type { Change, Socket, SocketChange } from '../../index.ts';
import type { EventSettings } from '../options/events.ts';
import { chooseSections } from '../sections.ts';
import { hasRemote } from './socket-text.ts';

/** Whether a change is one of those asked for, as far as the question was not answered where it comes from. */
export function changeFilter(settings: EventSettings): (change: Change) => boolean {
  const { allPresent, listening, all } = settings;
  const { inet, families, unix, named } = chooseSections(settings);
  const protocols = new Set<string>(inet);
  const families_ = new Set<string>(families);
  const isNamed = ({ protocol, family }: Socket) =>
    family === 'unix' ? unix : protocols.has(protocol) && families_.has(family);
  return (change) => {
    if (change.type === 'present' && !allPresent) return false;
    if (!('socket' in change)) return true;
    return (!named || isNamed(change.socket)) && (!listening || all || isServer(change));
  };
}

/**
 * As -l has it: what listens, and of protocols without connections what has no other end. Of a TCP socket that was never seen alive
 * the kernel does not tell whether it listened, but that it had no other end.
 */
function isServer({ socket, unseen }: SocketChange): boolean {
  if (socket.protocol === 'unix') return socket.state === 'LISTEN';
  return socket.protocol === 'tcp' && !unseen ? socket.state === 'LISTEN' : !hasRemote(socket);
}
