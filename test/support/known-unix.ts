import { ConfirmedUnix } from '../../src/sockets/procfs/confirmed-unix.ts';
import { NO_ROW, ON_ITS_WAY, type UnacceptedUnix } from '../../src/sockets/procfs/unaccepted-unix.ts';
import { NONE, UnixIndex } from '../../src/sockets/procfs/unix-index.ts';
import { newReport } from '../../src/sockets/table/report.ts';
import { SocketTable } from '../../src/sockets/table/socket-table.ts';
import { STATE_NUMBERS, type State } from '../../src/uapi/sockets.ts';

/** A socket as sock_diag gives it. */
export interface Known {
  inode: number;
  path?: string;
  state?: State;
  type?: number;
  /** Connections that wait for it. */
  pending?: number;
  /** The inode of what it is connected with; 0 where nobody has accepted that yet. */
  peer?: number;
}

function knownTable(sockets: readonly Known[]): SocketTable {
  const table = new SocketTable(sockets.length, newReport(), { unix: true });
  for (const { inode, path = '', state = 'LISTEN', type = 1, pending = 0, peer = 1 } of sockets) {
    const row = table.length++;
    table.inode[row] = inode;
    table.state[row] = STATE_NUMBERS[state];
    table.recvQ[row] = pending;
    const name = Buffer.from(path, 'latin1');
    if (table.unix) table.unix.type[row] = type;
    if (table.unix) table.unix.peerInode[row] = peer;
    table.unix?.path.set(row, name, 0, name.length);
  }
  return table;
}

/** A row as a test has it: of sock_diag, or of a connection not yet accepted. */
function shown(row: number, unaccepted: UnacceptedUnix): number | string {
  if (row >= 0) return row;
  if (row === ON_ITS_WAY) return 'on its way';
  const listener = unaccepted.listener(row);
  return listener === NONE ? 'waits elsewhere' : `waits for ${listener}`;
}

/** What of a file is confirmed by these sockets. */
export async function confirm(text: Uint8Array | string, known: readonly Known[] | SocketTable) {
  const table = known instanceof SocketTable ? known : knownTable(known);
  const index = await UnixIndex.build(table, async () => {});
  const bytes = typeof text === 'string' ? Buffer.from(text, 'latin1') : text;
  const confirmed = await new ConfirmedUnix(bytes, index).read(async () => {});
  const { unaccepted, unconfirmed, malformed, duplicates, refCounts, ambiguous } = confirmed;
  const rows = confirmed.rows.filter((row) => row !== NO_ROW).map((row) => shown(row, unaccepted));
  return { rows, counts: [unconfirmed, malformed, duplicates], refCounts, ambiguous: [...ambiguous] };
}
