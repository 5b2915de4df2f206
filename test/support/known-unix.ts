import { ConfirmedUnix } from '../../src/sockets/procfs/confirmed-unix.ts';
import { UnixIndex } from '../../src/sockets/procfs/unix-index.ts';
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
}

function knownTable(sockets: readonly Known[]): SocketTable {
  const table = new SocketTable(sockets.length, newReport(), { unix: true });
  for (const { inode, path = '', state = 'LISTEN', type = 1, pending = 0 } of sockets) {
    const row = table.length++;
    table.inode[row] = inode;
    table.state[row] = STATE_NUMBERS[state];
    table.recvQ[row] = pending;
    const name = Buffer.from(path, 'latin1');
    if (table.unix) table.unix.type[row] = type;
    table.unix?.path.set(row, name, 0, name.length);
  }
  return table;
}

/** What of a file is confirmed by these sockets. */
export async function confirm(text: Uint8Array | string, known: readonly Known[] | SocketTable) {
  const table = known instanceof SocketTable ? known : knownTable(known);
  const index = await UnixIndex.build(table, async () => {});
  const bytes = typeof text === 'string' ? Buffer.from(text, 'latin1') : text;
  const confirmed = await new ConfirmedUnix(bytes, index).read(async () => {});
  const { rows, unconfirmed, malformed, duplicates, refCounts, ambiguous } = confirmed;
  return { rows, counts: [unconfirmed, malformed, duplicates], refCounts, ambiguous: [...ambiguous] };
}
