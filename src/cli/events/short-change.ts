import type { Age, Owner } from '../../index.ts';
import type { SocketJSON } from '../../sockets/table/socket-json.ts';
import type { ChangeJSON } from '../../watch/changes/change-json.ts';
import { columnsOfSocket, INET_COLUMNS, UNIX_COLUMNS } from './json-columns.ts';

/** A change as a line of JSON has it by itself: docs/data.md says what is left out, and why. */
export function shortChange({ monotonic: _, ...change }: ChangeJSON): object {
  if (!('socket' in change)) return change;
  const { socket, previousOwners, age } = change;
  return {
    ...change,
    socket: shortSocket(socket),
    ...(previousOwners && { previousOwners: shortOwners(previousOwners) }),
    ...(age && { age: wholeAge(age) }),
  };
}

function shortSocket(socket: SocketJSON): object {
  const { family, owners } = socket;
  const columns = columnsOfSocket(socket, family === 'unix' ? UNIX_COLUMNS : INET_COLUMNS);
  return { ...columns, ...(owners && { owners: shortOwners(owners) }) };
}

/** A process once, however many descriptors it has. */
function shortOwners(owners: readonly Owner[]): Pick<Owner, 'pid' | 'comm'>[] {
  const processes = owners.filter(({ pid }, at) => pid !== owners[at - 1]?.pid);
  return processes.map(({ pid, comm }) => ({ pid, comm }));
}

/** In whole ms, as `time` is: the truth is still between the two. */
function wholeAge({ atLeast, atMost }: Age): Age {
  return { atLeast: Math.floor(atLeast), atMost: atMost === null ? null : Math.ceil(atMost) };
}
