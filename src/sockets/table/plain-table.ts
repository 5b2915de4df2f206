import { ASKED_FIELDS, type AskedField } from './asked-fields.ts';
import { ChainBuilder } from './chain-builder.ts';
import { appendJSON } from './from-json.ts';
import type { Owner, OwnerProcess } from './owner-chains.ts';
import { hasNameOf, processOf } from './plain-owners.ts';
import { newReport } from './report.ts';
import type { SocketJSON } from './socket-json.ts';
import { SocketTable } from './socket-table.ts';

/** Makes a table of sockets that are plain data: the same getters and, again, the same plain data. */
export class PlainTable {
  readonly #rows: SocketJSON[] = [];
  /** Whether rows have owners; undefined without rows. */
  #owners: boolean | undefined;
  /** What rows have that is asked for by its name; undefined without rows that can have any. */
  #fields: readonly AskedField[] | undefined;
  readonly #processes = new Map<number, Owner>();

  get length(): number {
    return this.#rows.length;
  }

  /** Whether a socket can be a row beside those that there are: what was asked for is a table's own, and so is the name of each process. */
  takes(socket: SocketJSON): boolean {
    const { owners } = socket;
    if (this.#owners !== undefined && this.#owners !== (owners !== undefined)) return false;
    if (this.#fields && socket.family !== 'unix' && !this.#hasFields(socket, this.#fields)) return false;
    return owners === undefined || owners.every((owner) => hasNameOf(owner, this.#processes.get(owner.pid) ?? owner));
  }

  add(socket: SocketJSON): void {
    this.#rows.push(socket);
    this.#owners = socket.owners !== undefined;
    if (socket.family !== 'unix') this.#fields ??= ASKED_FIELDS.filter((name) => socket[name] !== undefined);
    for (const owner of socket.owners ?? []) this.#processes.set(owner.pid, owner);
  }

  /** The table of exactly these rows. */
  build(): SocketTable {
    const rows = this.#rows;
    const table = new SocketTable(rows.length, newReport(), {
      unix: rows.some(({ family }) => family === 'unix'),
      sctp: rows.some(({ protocol }) => protocol === 'sctp'),
      mptcp: rows.some(({ protocol }) => protocol === 'mptcp'),
      tcpInfo: rows.some(({ tcpInfo, mptcpInfo }) => tcpInfo !== undefined || mptcpInfo !== undefined),
      memory: rows.some(({ memory }) => memory !== undefined),
      fields: this.#fields,
    });
    for (const row of rows) appendJSON(table, row);
    if (this.#owners) this.#addOwners(table);
    return table;
  }

  #addOwners(table: SocketTable): void {
    const chains = new ChainBuilder();
    table.firstOwner = Uint32Array.from(this.#rows, ({ inode, owners }) => {
      chains.begin(inode ?? 0);
      for (const { pid, fd } of owners ?? []) chains.add(pid, fd);
      return chains.end();
    });
    const processes = new Map<number, OwnerProcess>();
    for (const [pid, owner] of this.#processes) processes.set(pid, processOf(owner));
    table.owners = chains.build(processes);
  }

  #hasFields(socket: SocketJSON, fields: readonly AskedField[]): boolean {
    return ASKED_FIELDS.every((name) => (socket[name] !== undefined) === fields.includes(name));
  }
}
