import { walkMessages } from '../../kernel/netlink/message.ts';
import type { ReplyBytes } from '../../kernel/netlink/reply-bytes.ts';
import { AF_UNIX, PROTOCOL_NUMBERS } from '../../uapi/sockets.ts';
import { hasPorts } from '../filter/ports.ts';
import { keepRows } from '../table/keep-rows.ts';
import type { ScanReport } from '../table/report.ts';
import { SocketTable } from '../table/socket-table.ts';
import type { TableOptions } from '../table/table-options.ts';
import type { TablePool } from '../table/table-pool.ts';
import type { DiagRequest } from './diag-request.ts';
import { decodeInetDiag, MIN_INET_MESSAGE } from './inet-diag.ts';
import { RecentCookies } from './recent-cookies.ts';
import { SctpDiagDecoder } from './sctp-diag.ts';
import { decodeUnixDiag, MIN_UNIX_MESSAGE } from './unix-diag.ts';

/** Decodes the parts of one reply, which must come in their order. */
export function replyDecoder(request: DiagRequest, report: ScanReport): (reply: ReplyBytes) => SocketTable {
  if (request.protocol === PROTOCOL_NUMBERS.sctp) {
    const decoder = new SctpDiagDecoder(request);
    return (reply) => decodeSctpReply(reply, request, report, decoder);
  }
  const seen = new RecentCookies();
  return (reply) => decodeReply(reply, request, report, seen);
}

function decodeSctpReply(
  reply: ReplyBytes,
  { tables, memory, fields }: DiagRequest,
  report: ScanReport,
  decoder: SctpDiagDecoder,
): SocketTable {
  const table = newTable(Math.ceil(reply.length / MIN_INET_MESSAGE), report, { memory, fields, sctp: true }, tables);
  const before = decoder.duplicates;
  const { interrupted } = walkMessages(reply, 'sock_diag', (part, start, end) =>
    decoder.decode(part, start, end, table),
  );
  report.interrupted ||= interrupted;
  report.duplicates += decoder.duplicates - before;
  return table;
}

/** Decodes a part of a reply, or a recorded one, of any protocol but SCTP. Pure but for the report and what was seen. */
export function decodeReply(
  reply: ReplyBytes,
  request: DiagRequest,
  report: ScanReport,
  seen = new RecentCookies(),
): SocketTable {
  const { family, protocol, ports, tables, tcpInfo, memory, fields } = request;
  const unix = family === AF_UNIX;
  const rows = Math.ceil(reply.length / (unix ? MIN_UNIX_MESSAGE : MIN_INET_MESSAGE));
  const mptcp = protocol === PROTOCOL_NUMBERS.mptcp;
  const groups = { tcpInfo: tcpInfo && (mptcp || protocol === PROTOCOL_NUMBERS.tcp), memory, fields };
  const table = newTable(rows, report, { ...groups, unix, mptcp }, tables);
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

/** One that was given back, where it fits. */
function newTable(rows: number, report: ScanReport, options: TableOptions, tables?: TablePool): SocketTable {
  return tables?.take(rows, options) ?? new SocketTable(rows, report, options);
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
