import { UserNames } from '../names/user-names.ts';
import { ProcessUsers } from './owners/process-users.ts';
import type { OwnerChains, OwnerUsers } from './table/owner-chains.ts';
import type { SocketTable } from './table/socket-table.ts';

const OF_OWNERS = ['ownerUid', 'ownerUser'];

/** Who made the sockets, and who runs the processes that hold them. Each process is read once, each name looked up once. */
export class People implements OwnerUsers {
  readonly #fields: ReadonlySet<string>;
  readonly #processes: ProcessUsers;
  readonly #names = new UserNames();
  #read: OwnerChains | undefined;

  /**
   * @param fields - names of all that is wanted of the rows
   * @param procRoot - where /proc is
   */
  constructor(fields: ReadonlySet<string>, procRoot: string) {
    this.#fields = fields;
    this.#processes = new ProcessUsers(procRoot);
  }

  uidOf(pid: number): number | undefined {
    return this.#processes.uidOf(pid);
  }

  nameOf(uid: number): Uint8Array | undefined {
    return this.#names.get(uid);
  }

  /** Reads what the rows of a table need. */
  async join(table: SocketTable, pause: () => Promise<void>): Promise<void> {
    if (this.#fields.has('user')) await this.#names.load(table.uid.subarray(0, table.length));
    // All batches of a scan have the same owners.
    const { owners } = table;
    if (owners && owners !== this.#read && OF_OWNERS.some((name) => this.#fields.has(name)))
      await this.#joinOwners(owners, pause);
  }

  async #joinOwners(owners: OwnerChains, pause: () => Promise<void>): Promise<void> {
    this.#read = owners;
    await this.#processes.read(owners.processes.keys(), pause);
    const uids = [...owners.processes.keys()].map((pid) => this.uidOf(pid)).filter((uid) => uid !== undefined);
    if (this.#fields.has('ownerUser')) await this.#names.load(uids);
    owners.users = this;
  }
}

/** Undefined where no field is of people. */
export function peopleFor(fields: readonly { name: string }[], procRoot: string): People | undefined {
  const names = new Set(fields.map(({ name }) => name));
  return ['user', ...OF_OWNERS].some((name) => names.has(name)) ? new People(names, procRoot) : undefined;
}
