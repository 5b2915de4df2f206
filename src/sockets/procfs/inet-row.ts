import { U32 } from '../../kernel/procfs/line-cursor.ts';
import { STATE_NUMBERS } from '../../uapi/sockets.ts';
import { hasPorts, type PortFilter } from '../filter/ports.ts';
import type { Columns } from '../table/columns.ts';
import { UNKNOWN } from '../table/unknown.ts';
import { setUnknown } from './set-unknown.ts';

const { SYN_RECV, CLOSE } = STATE_NUMBERS;

/** `when` is in clock ticks of 1/100 s. */
export const MS_PER_TICK = 10;
export const MOST_TICKS = Math.floor(U32 / MS_PER_TICK);

/** Which rows of a file are wanted. */
export interface NetInetFile {
  family: number;
  protocol: number;
  /** Bit n for each state wanted; a state without a name is wanted with CLOSE. */
  states: number;
  ports?: PortFilter | undefined;
}

/** What a line is. */
export type RowKind = typeof WHOLE | typeof INCOMPLETE | typeof UNWANTED | typeof MALFORMED | typeof ODD;
export const WHOLE = 0;
/** Some number of the row is unknown. */
export const INCOMPLETE = 1;
export const UNWANTED = 2;
export const MALFORMED = 3;
/** Not as every kernel prints it: whether it is a row must be looked at more closely. */
export const ODD = 4;

/** Whether the row behind the last, whose ports are set, is wanted. */
export function isWanted({ states, ports }: NetInetFile, table: Columns, state: number): boolean {
  if ((states & (1 << (state || CLOSE))) === 0) return false;
  const row = table.length;
  return ports === undefined || hasPorts(ports, table.localPort[row] as number, table.remotePort[row] as number);
}

/**
 * Sets what the row behind the last has beside its numbers.
 * @param unknown - bits of UNKNOWN
 */
export function finishRow(table: Columns, { family, protocol }: NetInetFile, unknown: number): void {
  const row = table.length;
  table.family[row] = family;
  table.protocol[row] = protocol;
  // The kernel says user 0 of a socket without a file, whoever made it; of one in SYN_RECV it says the listener's.
  const nobody =
    table.inode[row] === 0 && table.uid[row] === 0 && table.state[row] !== SYN_RECV && (unknown & UNKNOWN.inode) === 0;
  setUnknown(table, row, nobody ? unknown | UNKNOWN.uid : unknown);
}
