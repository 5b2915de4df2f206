import { chooseSections } from '../sections.ts';
import type { Settings } from '../settings.ts';
import type { ShownChange, ShownSocket } from './shown-change.ts';
import { hasRemote } from './socket-text.ts';

/** Whether a change is one of those asked for, as far as the question was not answered where it comes from. */
export function changeFilter(settings: Settings): (change: ShownChange) => boolean {
  const { allPresent, listening, all } = settings;
  const { inet, families, unix, named } = chooseSections(settings);
  const protocols = new Set<string>(inet);
  const families_ = new Set<string>(families);
  const isNamed = ({ protocol, family }: ShownSocket) =>
    family === 'unix' ? unix : protocols.has(protocol) && families_.has(family);
  return (change) => {
    if (change.type === 'present' && !allPresent) return false;
    if (!('socket' in change)) return true;
    return (!named || isNamed(change.socket)) && (!listening || all || isServer(change.socket));
  };
}

/** As -l has it: what listens, and of protocols without connections what has no other end. */
function isServer(socket: ShownSocket): boolean {
  const connects = socket.protocol === 'tcp' || socket.protocol === 'unix';
  return connects ? socket.state === 'LISTEN' : !hasRemote(socket);
}
