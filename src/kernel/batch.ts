import { firstRows, showAs } from '../base/shown.ts';

/**
 * Some rows of a table, as they came from the kernel; valid until the next batch is asked for. A loop over `forEach` costs no
 * object a row; iterating gives each row as plain data of its own.
 */
export class Batch<Record, Row> implements Iterable<Row> {
  readonly #walk: (visit: (record: Record) => void) => void;
  readonly #toRow: (record: Record) => Row;

  /**
   * @param walk - calls `visit` for each row with one and the same record
   * @param toRow - copies what it needs of the record
   */
  constructor(walk: (visit: (record: Record) => void) => void, toRow: (record: Record) => Row) {
    this.#walk = walk;
    this.#toRow = toRow;
  }

  /** Calls `visit` for each row. The record is the same object every time: copy what is to last. Can be called again. */
  forEach(visit: (record: Record) => void): void {
    this.#walk(visit);
  }

  [Symbol.iterator](): IterableIterator<Row> {
    const rows: Row[] = [];
    this.#walk((record) => {
      rows.push(this.#toRow(record));
    });
    return rows.values();
  }
}

showAs(Batch, (batch) => firstRows([...batch]));
