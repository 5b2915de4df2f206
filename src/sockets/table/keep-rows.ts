import { ASKED_FIELDS } from './asked-fields.ts';
import { COLUMNS, type Columns, MEMORY_WORDS, SCTP_COLUMNS, UNIX_COLUMNS } from './columns.ts';
import type { NumberColumn } from './number-column.ts';
import { movePrinted } from './printed.ts';

/** Drops the rows of a batch that are not wanted; the others move up. */
export function keepRows(table: Columns, wanted: (row: number) => boolean): void {
  let kept = 0;
  for (let row = 0; row < table.length; row++) {
    if (!wanted(row)) {
      if (row === table.length - 1) table.endsCut = false;
      continue;
    }
    if (kept < row) moveRow(table, row, kept);
    kept++;
  }
  table.length = kept;
}

function moveRow(table: Columns, from: number, to: number): void {
  for (const name of COLUMNS) moveElements(table[name], table[name].length / table.capacity, from, to);
  for (const name of ASKED_FIELDS) {
    const column = table[name];
    if (column) moveElements(column, column.length / table.capacity, from, to);
  }
  if (table.memory) moveElements(table.memory, MEMORY_WORDS, from, to);
  if (table.firstOwner) moveElements(table.firstOwner, 1, from, to);
  if (table.printed) movePrinted(table, from, to);
  const { unix, sctp, tcpInfo, mptcpInfo } = table;
  for (const name of unix ? UNIX_COLUMNS : []) moveElements(unix?.[name] as NumberColumn, 1, from, to);
  for (const name of sctp ? SCTP_COLUMNS : []) moveElements(sctp?.[name] as NumberColumn, 1, from, to);
  for (const column of [unix?.path, sctp?.localAddresses, sctp?.remoteAddresses, tcpInfo, mptcpInfo]) {
    // Ascending rows: what is overwritten was moved or dropped before.
    column?.set(to, column.bytes, column.start(from), column.ends[from] as number);
  }
}

function moveElements(column: NumberColumn, width: number, from: number, to: number): void {
  column.copyWithin(to * width, from * width, (from + 1) * width);
}
