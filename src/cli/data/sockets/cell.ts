import type { SocketTable } from '../../../sockets/table/socket-table.ts';
import type { LineWriter } from '../../output/line-writer.ts';

/** Writes one field of a row, with what stands before it. */
export interface DataCell {
  /** Called before the rows of each table. */
  bind: (table: SocketTable) => void;
  write: (out: LineWriter, row: number) => void;
  /** What was written before has left the buffer. */
  forget?: () => void;
}

/** What every cell has that writes the same for all rows. */
export class FixedCell implements DataCell {
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  bind(): void {}

  write(out: LineWriter): void {
    out.copy(this.#bytes);
  }
}
