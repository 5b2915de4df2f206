import type { ProcRoot } from '../kernel/procfs/root.ts';
import { type Protocol, STATE_NUMBERS } from '../uapi/sockets.ts';
import { printedName } from './procfs/net-unix.ts';
import { procSockets, procUnixSockets } from './procfs/sockets.ts';
import { portFilter, type Query, type Step, stateMask } from './query.ts';
import { MEMORY_WORDS, type UnixColumns } from './table/columns.ts';
import { newReport, type ScanReport } from './table/report.ts';
import type { SocketTable } from './table/socket-table.ts';
import { UNKNOWN } from './table/unknown.ts';

const NEWLINE = 0x0a;
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

/**
 * /proc lists every UNIX socket, those not yet accepted too, so its rows are the result, in its order; sock_diag adds the
 * fields /proc lacks, and tells which names hold newlines, which in /proc look like rows of their own.
 */
async function* mergeUnix(
  batches: AsyncIterable<SocketTable>,
  query: Query,
  root: ProcRoot,
  report: ScanReport,
): AsyncGenerator<SocketTable, void, undefined> {
  const positions = new Map<number, RowPlace>();
  const names = new Map<number, Uint8Array>();
  for await (const table of batches) {
    for (let row = 0; row < table.length; row++) {
      const inode = table.inode[row] as number;
      const name = (table.unix as UnixColumns).path.at(row);
      positions.set(inode, { table, row });
      if (name.includes(NEWLINE)) names.set(inode, printedName(name));
    }
  }
  const wanted = { states: stateMask('unix', query.states), memory: query.memory, fields: query.fields };
  for await (const batch of procUnixSockets(root, wanted, report, query.signal, names)) {
    for (let row = 0; row < batch.length; row++) {
      const position = positions.get(batch.inode[row] as number);
      if (position) copyUnixFields(batch, row, position);
    }
    yield batch;
  }
}

const COMMON_FIELDS = ['recvQ', 'sendQ', 'backlog', 'uid', 'shutdown'] as const;
const COPIED = [...COMMON_FIELDS, 'cookie', 'memory', 'peerInode'] as const;
const COPIED_BITS = COPIED.reduce((bits, name) => bits | UNKNOWN[name], 0);

function copyUnixFields(batch: SocketTable, row: number, from: RowPlace): void {
  for (const name of COMMON_FIELDS) batch[name][row] = from.table[name][from.row] as number;
  for (let i = 0; i < 2; i++) batch.cookie[2 * row + i] = from.table.cookie[2 * from.row + i] as number;
  for (let i = 0; batch.memory && i < MEMORY_WORDS; i++) {
    batch.memory[row * MEMORY_WORDS + i] = from.table.memory?.[from.row * MEMORY_WORDS + i] ?? 0;
  }
  const unknown = from.table.unknown[from.row] as number;
  batch.unknown[row] = ((batch.unknown[row] as number) & ~COPIED_BITS) | (unknown & COPIED_BITS);
  const unix = batch.unix as UnixColumns;
  const known = from.table.unix as UnixColumns;
  unix.peerInode[row] = known.peerInode[from.row] as number;
  // /proc prints an abstract name's NULs as `@`: the same name, but not its bytes.
  const name = known.path.at(from.row);
  const printed = unix.path.at(row);
  if (name.length === printed.length) printed.set(name);
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
