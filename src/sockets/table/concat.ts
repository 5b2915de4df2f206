import { ASKED_FIELDS } from './asked-fields.ts';
import type { BytesColumn } from './bytes-column.ts';
import { COLUMNS, MEMORY_WORDS, SCTP_ADDRESSES, SCTP_COLUMNS, UNIX_COLUMNS } from './columns.ts';
import type { NumberColumn } from './number-column.ts';
import { NO_OWNER } from './owner-chains.ts';
import type { ScanReport } from './report.ts';
import { SocketTable } from './socket-table.ts';
import type { TableOptions } from './table-options.ts';

/** Joins batches into one table of exactly their rows. Calls `pause` between columns so that other work gets its turn. */
export async function concatTables(
  batches: readonly SocketTable[],
  report: ScanReport,
  options: TableOptions,
  pause: () => Promise<void>,
): Promise<SocketTable> {
  const rows = batches.reduce((sum, batch) => sum + batch.length, 0);
  const table = new SocketTable(rows, report, options);
  table.length = rows;
  for (const name of COLUMNS) {
    copyColumn(table[name], batches, (batch) => batch[name], table[name].length / Math.max(rows, 1));
    await pause();
  }
  for (const name of ASKED_FIELDS) {
    const column = table[name];
    if (column) copyColumn(column, batches, (batch) => batch[name], column.length / Math.max(rows, 1));
  }
  if (table.memory) copyColumn(table.memory, batches, (batch) => batch.memory, MEMORY_WORDS);
  if (table.tcpInfo) copyBytes(table.tcpInfo, batches, (batch) => batch.tcpInfo);
  if (table.mptcpInfo) copyBytes(table.mptcpInfo, batches, (batch) => batch.mptcpInfo);
  if (table.unix) {
    for (const name of UNIX_COLUMNS) copyColumn(table.unix[name], batches, (batch) => batch.unix?.[name], 1);
    copyBytes(table.unix.path, batches, (batch) => batch.unix?.path);
  }
  if (table.sctp) {
    for (const name of SCTP_COLUMNS) copyColumn(table.sctp[name], batches, (batch) => batch.sctp?.[name], 1);
    for (const name of SCTP_ADDRESSES) copyBytes(table.sctp[name], batches, (batch) => batch.sctp?.[name]);
  }
  copyOwners(table, batches);
  return table;
}

function copyOwners(table: SocketTable, batches: readonly SocketTable[]): void {
  table.owners = batches[0]?.owners;
  if (!table.owners) return;
  table.firstOwner = new Uint32Array(table.length).fill(NO_OWNER);
  copyColumn(table.firstOwner, batches, (batch) => batch.firstOwner, 1);
}

/** Copies one column of every batch; a batch that lacks it leaves its rows as they are. */
function copyColumn(
  target: NumberColumn,
  batches: readonly SocketTable[],
  source: (batch: SocketTable) => NumberColumn | undefined,
  width: number,
): void {
  let at = 0;
  for (const batch of batches) {
    const column = source(batch);
    if (column) target.set(column.subarray(0, batch.length * width), at * width);
    at += batch.length;
  }
}

function copyBytes(
  target: BytesColumn,
  batches: readonly SocketTable[],
  source: (batch: SocketTable) => BytesColumn | undefined,
): void {
  target.bytes = new Uint8Array(batches.reduce((sum, batch) => sum + (source(batch)?.used(batch.length) ?? 0), 0));
  let at = 0;
  let used = 0;
  for (const batch of batches) {
    const column = source(batch);
    for (let row = 0; row < batch.length; row++) target.ends[at + row] = used + (column?.ends[row] ?? 0);
    if (column) target.bytes.set(column.bytes.subarray(0, column.used(batch.length)), used);
    used += column?.used(batch.length) ?? 0;
    at += batch.length;
  }
}
