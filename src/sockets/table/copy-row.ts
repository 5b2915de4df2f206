import type { BytesColumn } from './bytes-column.ts';
import { type Columns, SCTP_ADDRESSES } from './columns.ts';
import { copyFields } from './copy-fields.ts';

/** Appends a whole row to a table that has room; what the other table has no columns for is left out, or empty. */
export function appendRow(from: Columns, row: number, to: Columns): void {
  const at = to.length++;
  copyFields(from, row, to, at);
  copyBytes(from.tcpInfo, row, to.tcpInfo, at);
  copyBytes(from.mptcpInfo, row, to.mptcpInfo, at);
  copyBytes(from.unix?.path, row, to.unix?.path, at);
  for (const name of SCTP_ADDRESSES) copyBytes(from.sctp?.[name], row, to.sctp?.[name], at);
}

function copyBytes(from: BytesColumn | undefined, row: number, to: BytesColumn | undefined, at: number): void {
  if (from) to?.set(at, from.bytes, from.start(row), from.ends[row] as number);
  else to?.set(at, NO_BYTES, 0, 0);
}

const NO_BYTES = new Uint8Array(0);
