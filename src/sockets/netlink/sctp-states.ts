import { STATE_NUMBERS } from '../../uapi/sockets.ts';

const LISTEN = 1 << STATE_NUMBERS.LISTEN;
const EVERY_STATE = 0xfff;

/**
 * The states to ask for. The kernel takes LISTEN for all endpoints, whatever theirs, and any other than CLOSE for all
 * associations, whose numbers are not TCP's: so there is but one choice, and the rows are looked at again.
 */
export function sctpStates(states: number): number {
  return states === LISTEN ? LISTEN : EVERY_STATE;
}
