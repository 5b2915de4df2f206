import { isOutOfReach, SockdiagError } from '../base/errors.ts';
import type { ProcRoot } from '../kernel/procfs/root.ts';
import { countIncomplete, countMalformed, noteIncomplete } from '../kernel/report.ts';
import { STATE_NUMBERS } from '../uapi/sockets.ts';
import { mergeUnix } from './merge-unix.ts';
import { procSockets } from './procfs/sockets.ts';
import { portFilter, type Query, type Step } from './query.ts';
import { newReport, type ScanReport, type SocketLines, socketPart } from './table/report.ts';
import type { SocketTable } from './table/socket-table.ts';
import { UNKNOWN } from './table/unknown.ts';

const SYN_RECV = STATE_NUMBERS.SYN_RECV;

/** Completes sock_diag's rows of one table with what only /proc tells of them. */
export function mergeProcFields(
  batches: AsyncIterable<SocketTable>,
  step: Step,
  query: Query,
  root: ProcRoot,
  report: ScanReport,
): AsyncIterable<SocketTable> {
  return step.protocol === 'unix'
    ? mergeUnix(batches, query, root, report)
    : mergeSynRecv(batches, step, query, root, report);
}

/** A row of one of sock_diag's tables. */
interface RowPlace {
  table: SocketTable;
  row: number;
}

/**
 * sock_diag gives user 0 for a connection in SYN_RECV, and its retransmissions; /proc gives its listener's user and the timeouts. Of one that
 * /proc does not tell the user is unknown, and what sock_diag counts stays.
 */
async function* mergeSynRecv(
  batches: AsyncIterable<SocketTable>,
  step: Step,
  query: Query,
  root: ProcRoot,
  report: ScanReport,
): AsyncGenerator<SocketTable, void, undefined> {
  let requests: Map<string, RowPlace> | undefined;
  for await (const batch of batches) {
    for (let row = 0; row < batch.length; row++) {
      if (batch.state[row] !== SYN_RECV) continue;
      requests ??= await readRequests(step, query, root, report);
      const request = requests.get(connectionKey(batch, row));
      if (request) copyRequest(batch, row, request);
    }
    yield batch;
  }
}

const REQUEST_FIELDS = ['uid', 'retransmits', 'probes'] as const;
const REQUEST_BITS = REQUEST_FIELDS.reduce((bits, name) => bits | UNKNOWN[name], 0);

function copyRequest(batch: SocketTable, row: number, from: RowPlace): void {
  for (const name of REQUEST_FIELDS) batch[name][row] = from.table[name][from.row] as number;
  const unknown = from.table.unknown[from.row] as number;
  batch.unknown[row] = ((batch.unknown[row] as number) & ~REQUEST_BITS) | (unknown & REQUEST_BITS);
}

/** What /proc has of them, as far as it can be read. */
async function readRequests(
  step: Step,
  query: Query,
  root: ProcRoot,
  report: ScanReport,
): Promise<Map<string, RowPlace>> {
  const requests = new Map<string, RowPlace>();
  const part = socketPart(step.protocol, step.family);
  const wanted = { ...step, states: 1 << SYN_RECV, ports: portFilter(query) };
  const read = newReport();
  try {
    for await (const table of procSockets(root, wanted, read, query.signal)) {
      for (let row = 0; row < table.length; row++) requests.set(connectionKey(table, row), { table, row });
    }
  } catch (error) {
    if (!(error instanceof SockdiagError) || !isOutOfReach(error)) throw error;
    noteIncomplete(report, part, error);
  }
  for (const [lines, count] of Object.entries(read.malformed)) countMalformed(report, lines as SocketLines, count);
  for (const [lines, count] of Object.entries(read.incomplete)) countIncomplete(report, lines as SocketLines, count);
  return requests;
}

/** Addresses and ports as text; only for the few sockets that are not connected yet. */
function connectionKey(table: SocketTable, row: number): string {
  const local = table.localAddressWords.subarray(4 * row, 4 * row + 4);
  const remote = table.remoteAddressWords.subarray(4 * row, 4 * row + 4);
  return `${local}:${table.localPort[row]} ${remote}:${table.remotePort[row]}`;
}
