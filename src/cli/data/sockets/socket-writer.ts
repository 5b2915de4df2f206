import type { NamedField } from '../../../sockets/table/named-fields.ts';
import { isSctp, isUnix } from '../../../sockets/table/readers.ts';
import type { SocketTable } from '../../../sockets/table/socket-table.ts';
import type { LineWriter } from '../../output/line-writer.ts';
import type { DataFormat } from '../../settings.ts';
import { RowFrame } from '../row-frame.ts';
import { timeColumn } from '../time-column.ts';
import type { WrittenRows } from '../written-rows.ts';
import { type SocketCells, socketCells } from './socket-cells.ts';

/** Writes rows of tables of sockets as data: bytes from columns, with no object a row. */
export class SocketWriter {
  readonly #out: LineWriter;
  readonly #frame: RowFrame;
  readonly #cells: SocketCells;
  readonly #time: Uint8Array;
  /** Where the row before begins. */
  #start = 0;

  constructor(
    format: DataFormat,
    columns: readonly NamedField[],
    out: LineWriter,
    { time, header = true }: WrittenRows,
  ) {
    this.#out = out;
    this.#frame = new RowFrame(format, out);
    this.#cells = socketCells(format, columns);
    const { prefix, names } = timeColumn(format, time);
    this.#time = prefix;
    if (format !== 'csv' || !header) return;
    this.#frame.begin();
    out.text([...names, ...this.#cells.names].join(','));
    this.#frame.end();
  }

  /** @param isShown - which rows; all of them by default */
  rows(table: SocketTable, isShown?: (table: SocketTable, row: number) => boolean): void {
    this.#bind(table);
    for (let row = 0; row < table.length; row++) if (!isShown || isShown(table, row)) this.#row(table, row);
  }

  /** @param rows - which rows, in this order */
  chosenRows(table: SocketTable, rows: Uint32Array): void {
    this.#bind(table);
    for (let at = 0; at < rows.length; at++) this.#row(table, rows[at] as number);
  }

  /** A cell that rows of two kinds have is bound twice, to the same. */
  #bind(table: SocketTable): void {
    const { inet, sctp, unix } = this.#cells;
    for (const kind of [inet, sctp, unix]) for (const cell of kind) cell.bind(table);
  }

  #row(table: SocketTable, row: number): void {
    const { inet, sctp, unix } = this.#cells;
    const out = this.#out;
    const cells = isUnix(table, row) ? unix : isSctp(table, row) ? sctp : inet;
    this.#frame.begin();
    if (out.length <= this.#start) this.#forget();
    this.#start = out.length;
    out.copy(this.#time);
    for (let at = 0; at < cells.length; at++) cells[at]?.write(out, row);
    this.#frame.end();
  }

  /** The buffer was handed on. */
  #forget(): void {
    const { inet, sctp, unix } = this.#cells;
    for (const kind of [inet, sctp, unix]) for (const cell of kind) cell.forget?.();
  }

  /** Behind the last row. */
  end(): void {
    this.#frame.close();
  }
}
