import { ASSOCIATION_STATES, type AssociationState, STATE_NUMBERS, type State } from '../../uapi/sockets.ts';
import { UNKNOWN } from './unknown.ts';

/** Bytes of each address in SctpColumns. */
export const ADDRESS_BYTES = 16;

/** What TCP calls a state that comes nearest, so that a query by states finds associations too. */
const TCP_STATES: Readonly<Record<AssociationState, State>> = {
  CLOSED: 'CLOSE',
  COOKIE_WAIT: 'SYN_SENT',
  COOKIE_ECHOED: 'SYN_SENT',
  ESTABLISHED: 'ESTABLISHED',
  SHUTDOWN_PENDING: 'FIN_WAIT1',
  SHUTDOWN_SENT: 'FIN_WAIT2',
  SHUTDOWN_RECEIVED: 'CLOSE_WAIT',
  SHUTDOWN_ACK_SENT: 'LAST_ACK',
};

/** TCP's number for an association's state. */
export function tcpState(associationState: number): number {
  const name = ASSOCIATION_STATES[associationState];
  return name === undefined ? STATE_NUMBERS.UNKNOWN : STATE_NUMBERS[TCP_STATES[name]];
}

/** Puts an IPv4 address, 4 bytes, into ADDRESS_BYTES of an IPv6 row: `::ffff:a.b.c.d`. */
export function mapIPv4(source: Uint8Array, from: number, target: Uint8Array, to: number): void {
  target.fill(0, to, to + 10);
  target.fill(0xff, to + 10, to + 12);
  for (let i = 0; i < 4; i++) target[to + 12 + i] = source[from + i] as number;
}

/** Whether a row of SCTP is an endpoint, and no association. */
export function isEndpoint(unknown: number): boolean {
  return (unknown & UNKNOWN.associationState) !== 0;
}
