import { ASKED_FIELDS } from './asked-fields.ts';
import type { SocketTable } from './socket-table.ts';
import type { TableOptions } from './table-options.ts';

/** More than are ever on their way at once; without a bound, one whose batches fit no later one would keep them all. */
const MOST = 4;

/** Batches that were given back, for later ones of the same kind: a scan then stays within a few pages of memory. */
export class TablePool {
  readonly #free: SocketTable[] = [];

  /** One of them with room for so many rows, if there is any. Its filler overwrites its contents. */
  take(rows: number, options: TableOptions): SocketTable | undefined {
    const at = this.#free.findIndex((table) => table.capacity >= rows && isOfKind(table, options));
    if (at < 0) return undefined;
    const [table] = this.#free.splice(at, 1) as [SocketTable];
    table.length = 0;
    table.owners = undefined;
    table.printed = undefined;
    table.endsCut = false;
    return table;
  }

  give(table: SocketTable): void {
    if (this.#free.includes(table)) return;
    this.#free.push(table);
    if (this.#free.length > MOST) this.#free.shift();
  }
}

function isOfKind(table: SocketTable, { unix, sctp, mptcp, tcpInfo, memory, fields }: TableOptions): boolean {
  return (
    (table.unix !== undefined) === (unix === true) &&
    (table.sctp !== undefined) === (sctp === true) &&
    (table.tcpInfo !== undefined) === (tcpInfo === true) &&
    (table.mptcpInfo !== undefined) === (tcpInfo === true && mptcp === true) &&
    (table.memory !== undefined) === (memory === true) &&
    ASKED_FIELDS.every((name) => (table[name] !== undefined) === (fields?.includes(name) === true))
  );
}
