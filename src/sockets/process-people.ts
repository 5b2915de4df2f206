import { UserNames } from '../names/user-names.ts';
import { ProcessUsers } from './owners/process-users.ts';
import type { OwnerChains, OwnerUsers } from './table/owner-chains.ts';
import type { SocketTable } from './table/socket-table.ts';

/** The users of the processes that hold sockets, each of which is read once, and the names of these users. */
export class ProcessPeople implements OwnerUsers {
  readonly #processes: ProcessUsers;
  readonly #names = new UserNames();
  #read: OwnerChains | undefined;

  /** @param procRoot - where /proc is */
  constructor(procRoot: string) {
    this.#processes = new ProcessUsers(procRoot);
  }

  uidOf(pid: number): number | undefined {
    return this.#processes.uidOf(pid);
  }

  nameOf(uid: number): Uint8Array | undefined {
    return this.#names.get(uid);
  }

  /** Lets a table say who its owners are. All batches of a scan have the same owners. */
  async join({ owners }: SocketTable, pause: () => Promise<void>): Promise<void> {
    if (!owners || owners === this.#read) return;
    this.#read = owners;
    await this.#processes.read(owners.processes.keys(), pause);
    await this.#names.load(this.#uids(owners));
    owners.users = this;
  }

  *#uids({ processes }: OwnerChains): Generator<number, void, undefined> {
    for (const pid of processes.keys()) {
      const uid = this.uidOf(pid);
      if (uid !== undefined) yield uid;
    }
  }
}
