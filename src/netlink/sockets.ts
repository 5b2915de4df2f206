import type { Addon } from '../addon.ts';
import { hasPorts, type PortFilter } from '../ports.ts';
import type { ColumnGroups } from '../table/columns.ts';
import { keepRows } from '../table/keep-rows.ts';
import type { ScanReport } from '../table/report.ts';
import type { SocketTable } from '../table/socket-table.ts';
import { TablePool } from '../table/table-pool.ts';
import { AF_UNIX } from '../uapi.ts';
import { dump, NETLINK_SOCK_DIAG } from './dump.ts';
import { decodeInetDiag, inetDiagRequest, MIN_MESSAGE as MIN_INET } from './inet-diag.ts';
import { type ReplyBytes, walkMessages } from './message.ts';
import { RecentCookies } from './recent-cookies.ts';
import { decodeUnixDiag, MIN_MESSAGE as MIN_UNIX, unixDiagRequest } from './unix-diag.ts';

/** One sock_diag dump. */
export interface DiagRequest extends ColumnGroups {
  family: number;
  protocol: number;
  /** Bit n for each state wanted. */
  states: number;
  /** Not of UNIX sockets. */
  ports?: PortFilter | undefined;
  /** Where batches are taken from; without it each is a new one. */
  tables?: TablePool | undefined;
}

/** Asks sock_diag for one table of the kernel; each part of its reply becomes a batch. */
export async function* diagSockets(
  addon: Addon,
  request: DiagRequest,
  report: ScanReport,
  signal?: AbortSignal,
): AsyncGenerator<SocketTable, void, undefined> {
  const bytes =
    request.family === AF_UNIX ? unixDiagRequest(request.states, request.memory === true) : inetDiagRequest(request);
  const seen = new RecentCookies();
  for await (const reply of dump(addon, NETLINK_SOCK_DIAG, bytes, signal)) {
    const table = decodeReply(reply, request, report, seen);
    if (table.length > 0) yield table;
  }
}

/** Decodes a part of a reply, or a recorded one. Pure but for the report and what was seen. */
export function decodeReply(
  reply: ReplyBytes,
  request: DiagRequest,
  report: ScanReport,
  seen = new RecentCookies(),
): SocketTable {
  const { family, protocol, ports, tables = new TablePool(), tcpInfo, memory } = request;
  const unix = family === AF_UNIX;
  const rows = Math.ceil(reply.length / (unix ? MIN_UNIX : MIN_INET));
  const table = tables.take(rows, report, { tcpInfo: tcpInfo && protocol === 6, memory, unix });
  const { interrupted } = walkMessages(reply, 'sock_diag', (part, start, end) => {
    if (unix) decodeUnixDiag(part, start, end, table);
    else decodeInetDiag(part, start, end, protocol, table);
    const row = table.length - 1;
    if (!hasPorts(ports, table.localPort[row] as number, table.remotePort[row] as number)) table.length--;
  });
  report.interrupted ||= interrupted;
  report.duplicates += dropDoubles(table, seen);
  return table;
}

/** Drops rows whose sockets were there before; returns how many. */
function dropDoubles(table: SocketTable, seen: RecentCookies): number {
  const { cookie, length } = table;
  const doubles = new Set<number>();
  seen.beginBatch(length);
  for (let row = 0; row < length; row++) {
    if (!seen.add(cookie[2 * row] as number, cookie[2 * row + 1] as number)) doubles.add(row);
  }
  if (doubles.size > 0) keepRows(table, (row) => !doubles.has(row));
  return doubles.size;
}
