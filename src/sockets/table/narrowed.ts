import { ASKED_FIELDS } from './asked-fields.ts';
import { appendRow } from './copy-row.ts';
import { SocketTable } from './socket-table.ts';
import type { ColumnGroups } from './table-options.ts';

/** A batch with the columns that were asked for and no others: itself, where it has none, else its rows in a table of their own. */
export function narrowed(batch: SocketTable, asked: ColumnGroups & { owners?: unknown }): SocketTable {
  if (!asked.owners && batch.owners) {
    batch.owners = undefined;
    batch.firstOwner = undefined;
  }
  if (!hasMore(batch, asked)) return batch;
  const { tcpInfo, memory, fields } = asked;
  const table = new SocketTable(batch.length, batch.report, {
    unix: batch.unix !== undefined,
    sctp: batch.sctp !== undefined,
    mptcp: batch.mptcpInfo !== undefined,
    tcpInfo: tcpInfo && batch.tcpInfo !== undefined,
    memory,
    fields,
  });
  for (let row = 0; row < batch.length; row++) appendRow(batch, row, table);
  table.owners = batch.owners;
  table.firstOwner = batch.firstOwner?.slice(0, batch.length);
  table.printed = batch.printed;
  table.endsCut = batch.endsCut;
  table.rates = batch.rates;
  return table;
}

function hasMore(batch: SocketTable, { tcpInfo, memory, fields }: ColumnGroups): boolean {
  if (((batch.tcpInfo || batch.mptcpInfo) && !tcpInfo) || (batch.memory && !memory)) return true;
  return ASKED_FIELDS.some((name) => batch[name] && !fields?.includes(name));
}
