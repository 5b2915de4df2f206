import type { ProcRoot } from '../kernel/procfs/root.ts';
import { type Protocol, STATE_NUMBERS } from '../uapi/sockets.ts';
import { mergeUnix } from './merge-unix.ts';
import { procSockets } from './procfs/sockets.ts';
import { portFilter, type Query, type Step } from './query.ts';
import { newReport, type ScanReport } from './table/report.ts';
import type { SocketTable } from './table/socket-table.ts';
import { UNKNOWN } from './table/unknown.ts';

const SYN_RECV = STATE_NUMBERS.SYN_RECV;

/** Whether a query wants the rows of this table completed. */
export function isMerged(step: Step, query: Query): boolean {
  const wanted: readonly Protocol[] = query.procFields ?? [];
  return step.protocol !== 'sctp' && wanted.includes(step.protocol);
}

/** Completes sock_diag's rows of one table with what only /proc tells of them. */
export function mergeProcFields(
  batches: AsyncIterable<SocketTable>,
  step: Step,
  query: Query,
  root: ProcRoot,
  report: ScanReport,
): AsyncIterable<SocketTable> {
  return step.protocol === 'unix' ? mergeUnix(batches, query, root, report) : mergeSynRecv(batches, step, query, root);
}

/** A row of one of sock_diag's tables. */
interface RowPlace {
  table: SocketTable;
  row: number;
}

/** sock_diag gives user 0 for a connection in SYN_RECV, and its retransmissions; /proc gives its listener's user and the timeouts. */
async function* mergeSynRecv(
  batches: AsyncIterable<SocketTable>,
  step: Step,
  query: Query,
  root: ProcRoot,
): AsyncGenerator<SocketTable, void, undefined> {
  let requests: Map<string, RowPlace> | undefined;
  for await (const batch of batches) {
    for (let row = 0; row < batch.length; row++) {
      if (batch.state[row] !== SYN_RECV) continue;
      requests ??= await readRequests(step, query, root);
      const position = requests.get(connectionKey(batch, row));
      if (!position) continue;
      copySynRecv(batch, row, position);
    }
    yield batch;
  }
}

const SYN_RECV_FIELDS = ['uid', 'retransmits', 'probes'] as const;
const SYN_RECV_BITS = SYN_RECV_FIELDS.reduce((bits, name) => bits | UNKNOWN[name], 0);

function copySynRecv(batch: SocketTable, row: number, from: RowPlace): void {
  for (const name of SYN_RECV_FIELDS) batch[name][row] = from.table[name][from.row] as number;
  const unknown = from.table.unknown[from.row] as number;
  batch.unknown[row] = ((batch.unknown[row] as number) & ~SYN_RECV_BITS) | (unknown & SYN_RECV_BITS);
}

async function readRequests(step: Step, query: Query, root: ProcRoot): Promise<Map<string, RowPlace>> {
  const requests = new Map<string, RowPlace>();
  const wanted = { ...step, states: 1 << SYN_RECV, ports: portFilter(query) };
  for await (const table of procSockets(root, wanted, newReport(), query.signal)) {
    for (let row = 0; row < table.length; row++) requests.set(connectionKey(table, row), { table, row });
  }
  return requests;
}

/** Addresses and ports as text; only for the few sockets that are not connected yet. */
function connectionKey(table: SocketTable, row: number): string {
  const local = table.localAddressWords.subarray(4 * row, 4 * row + 4);
  const remote = table.remoteAddressWords.subarray(4 * row, 4 * row + 4);
  return `${local}:${table.localPort[row]} ${remote}:${table.remotePort[row]}`;
}
