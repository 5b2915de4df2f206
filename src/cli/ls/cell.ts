import type { SocketTable } from '../../index.ts';
import type { UserNames } from '../../names/user-names.ts';
import type { LineWriter } from '../output/line-writer.ts';

/** What is not known, or what a row does not have. */
export const NOTHING = '-';

/** What a listing says of the cells of all its columns. */
export interface CellOptions {
  /** The process's id has a column of its own. */
  hasPid: boolean;
  allOwners: boolean;
  users: UserNames | undefined;
  /** Called for a row that some process may hold, and of which none was found. */
  onOwnerless: () => void;
}

/** The cells of one column in one table. */
export interface BoundCells {
  /** Writes the text of a row: printable, and in UTF-8. */
  write: (row: number) => void;
  /** An SGR parameter (ECMA-48), 0 for none. */
  style?: (row: number) => number;
}

/** The text of a field of a row, for eyes. Binding it once a table, nothing is made for a row. */
export type Cell = (table: SocketTable, out: LineWriter) => BoundCells;
