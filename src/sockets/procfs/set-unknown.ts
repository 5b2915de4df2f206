import type { Columns } from '../table/columns.ts';
import { ASKED_BITS, UNKNOWN } from '../table/unknown.ts';

/** What sock_diag tells and /proc does not, of any socket. */
const NOT_IN_PROC =
  ASKED_BITS |
  UNKNOWN.shutdown |
  UNKNOWN.v6only |
  UNKNOWN.backlog |
  UNKNOWN.interface |
  UNKNOWN.cookie |
  UNKNOWN.memory;

const NO_BYTES = new Uint8Array(0);

/** Says of a new row what /proc does not tell: of every socket, and beside that the fields of `more`. */
export function setUnknown(table: Columns, row: number, more = 0): void {
  table.unknown[row] = NOT_IN_PROC | more;
  table.tcpInfo?.set(row, NO_BYTES, 0, 0);
  table.unix?.path.set(row, NO_BYTES, 0, 0);
}
