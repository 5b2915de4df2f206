import type { SocketTable } from '../../index.ts';
import type { NamedField } from '../../sockets/table/named-fields.ts';
import { socketColumns } from '../data/columns.ts';
import { allColumns } from '../data/sockets/columns.ts';
import type { SocketWriter } from '../data/sockets/socket-writer.ts';
import { isMptcp, type LsSettings } from '../options/ls.ts';
import { columnWords, RATES } from './columns.ts';
import { isAnyOwnerless } from './listing-warnings.ts';
import type { RowTarget } from './row-target.ts';

/**
 * The columns of the listing as data: those that are named, else all that cost nothing, with the owners that the listing for eyes has by itself.
 * @throws Exit for a word that names none
 */
export function dataColumns(settings: LsSettings): NamedField[] {
  const { chosen, added } = columnWords(settings);
  const { info: tcpInfo, memory, modes } = settings;
  const mptcp = isMptcp(modes);
  const groups = [
    ...(tcpInfo ? ['tcpInfo'] : []),
    ...(tcpInfo && mptcp ? ['mptcpInfo'] : []),
    ...(memory ? ['memory'] : []),
  ];
  if (chosen) return socketColumns([...chosen, ...groups]);
  return [
    ...new Set([
      ...allColumns({ owners: true, tcpInfo, memory, fields: [], mptcp }),
      ...socketColumns([...(settings.rates ? RATES : []), ...added]),
    ]),
  ];
}

/** Writes rows as they come. */
export class DataTarget implements RowTarget {
  ownerless = false;
  readonly #writer: SocketWriter;
  readonly #room: (() => Promise<void>) | undefined;

  /** @param room - called where there is time to write */
  constructor(writer: SocketWriter, room: (() => Promise<void>) | undefined) {
    this.#writer = writer;
    this.#room = room;
  }

  async add(table: SocketTable, rows: Uint32Array): Promise<void> {
    this.#writer.chosenRows(table, rows);
    this.ownerless ||= isAnyOwnerless(table, rows);
    await this.#room?.();
  }
}
