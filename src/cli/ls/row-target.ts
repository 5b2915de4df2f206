import type { SocketTable } from '../../index.ts';

/** What takes the rows of a listing. */
export interface RowTarget {
  /** @param rows - which of the table's, and in which order; the table may be filled anew behind it */
  add(table: SocketTable, rows: Uint32Array): Promise<void>;
  /** Whether a row had no owner that some process may hold. */
  readonly ownerless: boolean;
}
