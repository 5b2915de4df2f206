import { yieldToEventLoop } from '../base/event-loop.ts';
import type { Query } from './query.ts';
import { scan } from './scan.ts';
import { concatTables } from './table/concat.ts';
import type { SocketTable } from './table/socket-table.ts';

/**
 * All sockets of this network namespace that a query asks for, in one table. See scan() for the errors.
 *
 * ```ts
 * const table = await snapshot({ protocols: ['tcp'], states: ['LISTEN'], owners: true });
 * for (const socket of table) console.log(socket.localPort, socket.owners[0]?.name);
 * ```
 */
export async function snapshot(query: Query = {}): Promise<SocketTable> {
  const running = scan(query);
  const batches: SocketTable[] = [];
  for await (const batch of running) batches.push(batch);
  const options = {
    unix: batches.some((batch) => batch.unix),
    sctp: batches.some((batch) => batch.sctp),
    mptcp: batches.some((batch) => batch.mptcpInfo),
    tcpInfo: query.tcpInfo,
    memory: query.memory,
    fields: query.fields,
  };
  return concatTables(batches, running.report, options, () => yieldToEventLoop(query.signal));
}
