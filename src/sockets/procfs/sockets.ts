import { isOutOfReach, SockdiagError } from '../../base/errors.ts';
import { yieldToEventLoop } from '../../base/event-loop.ts';
import { readWhole, type WholeFile } from '../../kernel/procfs/read-whole.ts';
import type { ProcRoot } from '../../kernel/procfs/root.ts';
import { tableLines } from '../../kernel/procfs/table-lines.ts';
import { countIncomplete, countMalformed } from '../../kernel/report.ts';
import { AF_INET, FAMILY_NUMBERS, type Family, PROTOCOL_NUMBERS, type Protocol } from '../../uapi/sockets.ts';
import type { PortFilter } from '../filter/ports.ts';
import { type ScanReport, socketPart } from '../table/report.ts';
import { SocketTable } from '../table/socket-table.ts';
import type { ColumnGroups } from '../table/table-options.ts';
import { ConfirmedUnix } from './confirmed-unix.ts';
import { countLines, netInetFileName, parseNetInet } from './net-inet.ts';
import { NetUnixParser } from './net-unix.ts';
import { procSctpSockets } from './sctp.ts';
import { SeenSockets } from './seen-sockets.ts';
import type { UnixIndex } from './unix-index.ts';

/** One file of /proc/net. */
export interface ProcRequest extends ColumnGroups {
  family: Family;
  protocol: Protocol;
  /** Bit n for each state wanted. */
  states: number;
  /** Not of UNIX sockets. */
  ports?: PortFilter | undefined;
}

// About a millisecond's worth.
const UNIX_BATCH_ROWS = 4096;

/** Protocols /proc lists with the line that inet sockets share. */
type InetFile = 'tcp' | 'udp' | 'udplite' | 'raw' | 'icmp';

/** Reads the sockets of one file of /proc/net. Throws SockdiagError with the errno of open or read. */
export async function* procSockets(
  root: ProcRoot,
  request: ProcRequest,
  report: ScanReport,
  signal?: AbortSignal,
): AsyncGenerator<SocketTable, void, undefined> {
  const { protocol } = request;
  if (protocol === 'unix') yield* procUnixSockets(root, request, report, signal);
  else if (protocol === 'sctp')
    yield* procSctpSockets(root, { ...request, family: FAMILY_NUMBERS[request.family] }, report, signal);
  else yield* procInetSockets(root, protocol as InetFile, request, report, signal);
}

async function* procInetSockets(
  root: ProcRoot,
  protocol: InetFile,
  request: ProcRequest,
  report: ScanReport,
  signal?: AbortSignal,
): AsyncGenerator<SocketTable, void, undefined> {
  const { states, ports, tcpInfo, memory, fields } = request;
  const file = { family: FAMILY_NUMBERS[request.family], protocol: PROTOCOL_NUMBERS[protocol], states, ports };
  const part = socketPart(protocol, request.family) as InetFile | `${InetFile}6`;
  const seen = new SeenSockets(file.family === AF_INET ? 1 : 4);
  for await (const lines of tableLines(root.net(netInetFileName(protocol, file.family)), true, signal)) {
    const table = new SocketTable(countLines(lines), report, {
      tcpInfo: tcpInfo && protocol === 'tcp',
      memory,
      fields,
    });
    const counts = parseNetInet(lines, file, table, seen);
    report.duplicates += counts.duplicates;
    countMalformed(report, part, counts.malformed);
    countIncomplete(report, part, counts.incomplete);
    if (table.length > 0) yield table;
  }
}

/** Reads `/proc/net/unix`, whole before it is parsed: a name with a newline in it has no line of its own. */
export async function* procUnixSockets(
  root: ProcRoot,
  { states, memory, fields }: Pick<ProcRequest, 'states' | 'memory' | 'fields'>,
  report: ScanReport,
  signal?: AbortSignal,
): AsyncGenerator<SocketTable, void, undefined> {
  const { bytes, failure } = await readWhole(root.net('unix'), { signal, headed: true, at: 'thread' });
  const parser = new NetUnixParser(bytes, states);
  for (let more = true; more; ) {
    const table = new SocketTable(UNIX_BATCH_ROWS, report, { unix: true, memory, fields });
    more = parser.fill(table);
    if (table.length > 0) yield table;
    if (more) await yieldToEventLoop(signal);
  }
  report.duplicates += parser.duplicates;
  countMalformed(report, 'unix', parser.malformed);
  countIncomplete(report, 'unix', parser.incomplete);
  if (failure) throw failure;
}

/** What of /proc/net/unix sock_diag confirms, and why the rest of the file could not be read, when it is so. */
export async function readConfirmedUnix(
  root: ProcRoot,
  index: UnixIndex,
  signal?: AbortSignal,
): Promise<{ confirmed: ConfirmedUnix; failure: SockdiagError | undefined }> {
  const { bytes, failure } = await readAsFarAsPossible(root.net('unix'), signal);
  const confirmed = new ConfirmedUnix(bytes, index);
  return { confirmed: await confirmed.read(() => yieldToEventLoop(signal)), failure };
}

async function readAsFarAsPossible(path: string, signal?: AbortSignal): Promise<WholeFile> {
  try {
    return await readWhole(path, { signal, headed: true, at: 'thread' });
  } catch (error) {
    if (!(error instanceof SockdiagError) || !isOutOfReach(error)) throw error;
    return { bytes: new Uint8Array(0), failure: error };
  }
}
