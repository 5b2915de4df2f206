import { ASKED_FIELDS } from '../../src/sockets/table/asked-fields.ts';
import { COLUMNS, SCTP_COLUMNS, UNIX_COLUMNS } from '../../src/sockets/table/columns.ts';
import { newReport } from '../../src/sockets/table/report.ts';
import { SocketTable } from '../../src/sockets/table/socket-table.ts';
import type { TableOptions } from '../../src/sockets/table/table-options.ts';

/** A table that had other rows before: every column holds the byte, again and again. */
export function usedTable(rows: number, fill: number, options: TableOptions): SocketTable {
  const table = new SocketTable(rows, newReport(), options);
  const columns: (ArrayBufferView | undefined)[] = [
    ...COLUMNS.map((name) => table[name]),
    ...ASKED_FIELDS.map((name) => table[name]),
    table.memory,
    ...UNIX_COLUMNS.map((name) => table.unix?.[name]),
    ...SCTP_COLUMNS.map((name) => table.sctp?.[name]),
  ];
  for (const column of columns) {
    if (column) new Uint8Array(column.buffer, column.byteOffset, column.byteLength).fill(fill);
  }
  return table;
}
