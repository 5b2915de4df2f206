import { isEndpoint } from '../../../sockets/table/sctp.ts';
import type { SocketTable } from '../../../sockets/table/socket-table.ts';
import { AF_UNIX, PROTOCOL_NUMBERS, STATE_NUMBERS, STATES, type State } from '../../../uapi/sockets.ts';
import type { Settings } from '../../settings.ts';

const LISTEN = STATE_NUMBERS.LISTEN;
const TCP = PROTOCOL_NUMBERS.tcp;

/** What a heading says of the choice. */
export function shownMode({ all, listening }: Settings): string {
  if (all) return '(servers and established)';
  return listening ? '(only servers)' : '(w/o servers)';
}

/**
 * The states the kernel is asked for; isShown() settles the rest.
 * @param moved - a /proc from elsewhere, which costs the same whatever is asked, and may have listening sockets in any state
 */
export function wantedStates({ all, listening }: Settings, moved = false): State[] {
  if (all || moved) return [...STATES];
  // A UDP or raw socket without a remote end is in CLOSE.
  return listening ? ['LISTEN', 'CLOSE'] : STATES.filter((state) => state !== 'LISTEN');
}

/**
 * netstat's choice: TCP by the remote port, UDP and raw by the remote address, UNIX by whether it listens; all endpoints of
 * SCTP are servers.
 */
export function isShown({ all, listening }: Settings, table: SocketTable, row: number): boolean {
  return all || isServer(table, row) === listening;
}

function isServer(table: SocketTable, row: number): boolean {
  if (table.family[row] === AF_UNIX) return table.state[row] === LISTEN;
  if (table.protocol[row] === TCP) return table.remotePort[row] === 0;
  if (table.sctp) return isEndpoint(table.unknown[row] as number);
  for (let i = 4 * row; i < 4 * row + 4; i++) if (table.remoteAddressWords[i] !== 0) return false;
  return true;
}
