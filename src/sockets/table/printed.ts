import type { Columns } from './columns.ts';

/** More than all numbers of a line take, of any size that somebody prints. */
const MOST_BYTES = 1024;

/** Keeps what /proc prints of a row whose numbers do not all fit their fields, for whoever shows the row as it is printed. */
export function keepPrinted(table: Columns, row: number, bytes: Uint8Array, start: number, end: number): void {
  const line = Buffer.from(bytes.subarray(start, Math.min(end, start + MOST_BYTES)));
  table.printed ??= new Map();
  table.printed.set(row, line.toString('latin1'));
}

/** A row moves up in its table, over one that is dropped. */
export function movePrinted({ printed }: Columns, from: number, to: number): void {
  const text = printed?.get(from);
  if (text === undefined) printed?.delete(to);
  else printed?.set(to, text);
}
