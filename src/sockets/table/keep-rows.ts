import { ASKED_FIELDS } from './asked-fields.ts';
import type { BytesColumn } from './bytes-column.ts';
import { COLUMNS, type Columns, MEMORY_WORDS, SCTP_ADDRESSES, SCTP_COLUMNS, UNIX_COLUMNS } from './columns.ts';
import type { NumberColumn } from './number-column.ts';
import { movePrinted } from './printed.ts';
import { RATE_NAMES } from './rates.ts';

/** The rows to be kept of the batch that is looked at. It grows with the largest one. */
let keptRows = new Uint32Array(0);

/**
 * Drops the rows of a batch that are not wanted; the others move up.
 * @param beside - has an element a row too, which moves with it
 */
export function keepRows(table: Columns, wanted: (row: number) => boolean, beside?: Uint32Array): void {
  const { length } = table;
  if (keptRows.length < length) keptRows = new Uint32Array(table.capacity);
  let count = 0;
  for (let row = 0; row < length; row++) if (wanted(row)) keptRows[count++] = row;
  if (count === length) return;
  if (count === 0 || keptRows[count - 1] !== length - 1) table.endsCut = false;
  moveRows(table, keptRows, count);
  if (beside) moveElements(beside, 1, keptRows, count);
  table.length = count;
}

/** A column at a time: a call for each of the columns of a row takes some microseconds a row. */
function moveRows(table: Columns, rows: Uint32Array, count: number): void {
  for (const name of COLUMNS) moveElements(table[name], table[name].length / table.capacity, rows, count);
  for (const name of ASKED_FIELDS) {
    const column = table[name];
    if (column) moveElements(column, column.length / table.capacity, rows, count);
  }
  for (const name of table.rates ? RATE_NAMES : []) {
    if (table.rates) moveElements(table.rates[name], 1, rows, count);
  }
  if (table.memory) moveElements(table.memory, MEMORY_WORDS, rows, count);
  if (table.firstOwner) moveElements(table.firstOwner, 1, rows, count);
  if (table.printed) for (let to = 0; to < count; to++) movePrinted(table, rows[to] as number, to);
  const { unix, sctp } = table;
  if (unix) for (const name of UNIX_COLUMNS) moveElements(unix[name], 1, rows, count);
  if (sctp) for (const name of SCTP_COLUMNS) moveElements(sctp[name], 1, rows, count);
  if (sctp) for (const name of SCTP_ADDRESSES) moveBytes(sctp[name], rows, count);
  moveBytes(unix?.path, rows, count);
  moveBytes(table.tcpInfo, rows, count);
  moveBytes(table.mptcpInfo, rows, count);
}

/** Ascending rows: what is overwritten was moved or dropped before. */
function moveElements(column: NumberColumn | Float64Array, width: number, rows: Uint32Array, count: number): void {
  if (width === 1) {
    for (let to = 0; to < count; to++) column[to] = column[rows[to] as number] as number;
    return;
  }
  for (let to = 0; to < count; to++) {
    const from = (rows[to] as number) * width;
    for (let i = 0; i < width; i++) column[to * width + i] = column[from + i] as number;
  }
}

function moveBytes(column: BytesColumn | undefined, rows: Uint32Array, count: number): void {
  if (!column) return;
  for (let to = 0; to < count; to++) {
    const from = rows[to] as number;
    // Where rows are set their ends are, and a kept row's beginning is the end of the one before it.
    const [start, end] = [column.start(from), column.ends[from] as number];
    column.set(to, column.bytes, start, end);
  }
}
