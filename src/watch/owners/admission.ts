import type { ProcessUsers } from '../../sockets/owners/process-users.ts';
import { ChainBuilder } from '../../sockets/table/chain-builder.ts';
import type { ScanReport } from '../../sockets/table/report.ts';
import { SocketTable } from '../../sockets/table/socket-table.ts';
import type { Follower } from '../comparison/follower.ts';
import type { StreamFilter } from '../comparison/stream-filter.ts';
import { DELIVERED, type KnownSockets } from '../known/known-sockets.ts';
import type { SlotOwners } from '../known/slot-owners.ts';

/** Sockets asked about in one go. */
const SLICE = 1024;

/** What is known of the sockets that wait. */
export interface Waiting {
  known: KnownSockets;
  owners: SlotOwners;
  /** Read where the filter asks for the users of processes. */
  users: ProcessUsers | undefined;
  report: ScanReport;
}

/** Lets those sockets into a stream that pass by their owners, which are known now. */
export async function admitOwned(
  filter: StreamFilter,
  waiting: Waiting,
  follower: Follower,
  pause: () => Promise<void>,
): Promise<void> {
  const { known, owners, users } = waiting;
  await users?.read(owners.processes.keys(), pause);
  const outside = (slot: number) => known.holds(slot) && !known.hasFlag(slot, DELIVERED);
  const slots = filter.candidates.splice(0).filter(outside);
  follower.time.stamp();
  for (let from = 0; from < slots.length; from += SLICE) {
    const some = slots.slice(from, from + SLICE);
    for (const row of filter.ownedRows(ownedTable(some, waiting))) follower.deliver(some[row] as number);
    await pause();
  }
}

function ownedTable(slots: readonly number[], { known, owners, report }: Waiting): SocketTable {
  const table = new SocketTable(slots.length, report, known.options);
  const chains = new ChainBuilder();
  table.firstOwner = Uint32Array.from(slots, (slot, row) => {
    known.copyTo(slot, table);
    return owners.copyTo(slot, chains, table.inode[row] as number);
  });
  table.owners = chains.build(owners.processes);
  return table;
}
