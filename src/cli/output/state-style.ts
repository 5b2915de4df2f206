import { CYAN, FAINT, GREEN, RED, YELLOW } from './styles.ts';

/** What waits for the other end, or for the program, stands out; what is over does not. */
const STYLES: Readonly<Record<string, number>> = {
  LISTEN: CYAN,
  ESTABLISHED: GREEN,
  SYN_SENT: YELLOW,
  SYN_RECV: YELLOW,
  FIN_WAIT1: YELLOW,
  LAST_ACK: YELLOW,
  CLOSING: YELLOW,
  BOUND_INACTIVE: YELLOW,
  CLOSE_WAIT: RED,
  FIN_WAIT2: FAINT,
  TIME_WAIT: FAINT,
};

/** How the name of a state is shown: an SGR parameter, 0 for none. */
export function stateStyle(state: string): number {
  return STYLES[state] ?? 0;
}
