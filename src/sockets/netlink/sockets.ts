import type { Addon } from '../../kernel/addon/addon.ts';
import { dump, NETLINK_SOCK_DIAG } from '../../kernel/netlink/dump.ts';
import { walkMessages } from '../../kernel/netlink/message.ts';
import type { ReplyBytes } from '../../kernel/netlink/reply-bytes.ts';
import { AF_UNIX, PROTOCOL_NUMBERS } from '../../uapi/sockets.ts';
import { hasPorts, type PortFilter } from '../filter/ports.ts';
import { keepRows } from '../table/keep-rows.ts';
import type { ScanReport } from '../table/report.ts';
import type { SocketTable } from '../table/socket-table.ts';
import type { ColumnGroups } from '../table/table-options.ts';
import { TablePool } from '../table/table-pool.ts';
import { decodeInetDiag, inetDiagRequest, MIN_INET_MESSAGE } from './inet-diag.ts';
import { RecentCookies } from './recent-cookies.ts';
import { SctpDiagDecoder, sctpStates } from './sctp-diag.ts';
import { decodeUnixDiag, MIN_UNIX_MESSAGE, unixDiagRequest } from './unix-diag.ts';

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
  const decode = replyDecoder(request, report);
  for await (const reply of dump(addon, NETLINK_SOCK_DIAG, diagRequest(request), signal)) {
    const table = decode(reply);
    if (table.length > 0) yield table;
  }
}

function diagRequest(request: DiagRequest): Uint8Array {
  const { family, protocol, states, memory } = request;
  if (family === AF_UNIX) return unixDiagRequest(states, memory === true);
  if (protocol !== PROTOCOL_NUMBERS.sctp) return inetDiagRequest(request);
  return inetDiagRequest({ family, protocol, states: sctpStates(states), memory });
}

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
  { tables = new TablePool(), memory, fields }: DiagRequest,
  report: ScanReport,
  decoder: SctpDiagDecoder,
): SocketTable {
  const table = tables.take(Math.ceil(reply.length / MIN_INET_MESSAGE), report, { memory, fields, sctp: true });
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
  const { family, protocol, ports, tables = new TablePool(), tcpInfo, memory, fields } = request;
  const unix = family === AF_UNIX;
  const rows = Math.ceil(reply.length / (unix ? MIN_UNIX_MESSAGE : MIN_INET_MESSAGE));
  const table = tables.take(rows, report, { tcpInfo: tcpInfo && protocol === 6, memory, fields, unix });
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
