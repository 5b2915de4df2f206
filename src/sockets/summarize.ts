import { yieldToEventLoop } from '../base/event-loop.ts';
import { ProcRoot } from '../kernel/procfs/root.ts';
import { type GroupingOptions, type WantedGroups, wantedGroups } from './order/grouping-options.ts';
import { type SocketGroups, socketGroups } from './order/socket-groups.ts';
import { type People, peopleFor } from './people.ts';
import type { Query } from './query.ts';
import { scan } from './scan.ts';
import type { AskedField } from './table/asked-fields.ts';
import type { ScanReport } from './table/report.ts';
import type { SocketTable } from './table/socket-table.ts';

/** The groups of a query's sockets, and what the scan says of itself. */
export interface Summary extends SocketGroups {
  report: ScanReport;
}

/**
 * The sockets that a query asks for, in groups: how many there are of each, and sums and maxima of what is measured. Memory is bounded by the groups,
 * not by the sockets. Of `owners`, `tcpInfo`, `memory` and `fields` is asked for what the groups need, whatever the query says.
 *
 * ```ts
 * const { groups } = await summarize({ protocols: ['tcp'] }, { by: ['process', 'state'], measures: ['recvQ'], top: 10 });
 * for (const { key, count, sum } of groups) console.log(key.process, key.state, count, sum.recvQ);
 * ```
 * @throws TypeError for a query or options that are none, and for a field that there is not
 * @throws SockdiagError what failed, with code, syscall and errno
 */
export async function summarize(query: Query, options: GroupingOptions): Promise<Summary> {
  let people: People | undefined;
  const wanted = wantedGroups(options, (uid) => people?.nameOf(uid));
  const { grouping, asked } = wanted;
  if (asked.has('rates')) {
    throw new TypeError('a rate needs two looks: take snapshots({ rates: true }) and groupSockets() of each table');
  }
  const running = scan({ ...query, ...askedFor(wanted) });
  people = peopleFor(wanted.fields, new ProcRoot(query.procRoot).path);
  for await (const batch of running) {
    await people?.join(batch, () => yieldToEventLoop(query.signal));
    grouping.add(batch);
    running.recycle(batch);
  }
  const groups = await socketGroups(grouping, options.top, () => yieldToEventLoop(query.signal));
  return { ...groups, report: running.report };
}

function askedFor({ asked, askedFields, allOwners }: WantedGroups) {
  return {
    owners: asked.has('owners') && (allOwners || ('first' as const)),
    tcpInfo: asked.has('tcpInfo'),
    memory: asked.has('memory'),
    fields: askedFields as AskedField[],
  };
}

/**
 * The rows of a table in groups, as summarize() has them. What the table was not asked for is unknown in all of them.
 * @throws TypeError for options that are none, and for a field that there is not
 */
export async function groupSockets(table: SocketTable, options: GroupingOptions): Promise<SocketGroups> {
  let people: People | undefined;
  const { grouping, fields } = wantedGroups(options, (uid) => people?.nameOf(uid));
  if (fields.some(({ name }) => name === 'ownerUid' || name === 'ownerUser'))
    throw new TypeError('by: who a process runs as is in no table: summarize() reads it beside the sockets');
  people = peopleFor(fields, '');
  await people?.join(table, yieldToEventLoop);
  grouping.add(table);
  return socketGroups(grouping, options.top, () => yieldToEventLoop());
}
