import type { Query, Scan, SocketTable } from '../../index.ts';
import { snapshots } from '../../watch/snapshots.ts';
import type { LsSettings } from '../options/ls.ts';

const MS = 1000;

/** Looks at the same sockets, an interval apart, each with the rates since the one before. */
export class RatedScans {
  readonly #tables: AsyncGenerator<SocketTable, void, undefined>;
  #first = true;

  constructor({ order: _, ...query }: Query, filter: string | undefined, { interval }: LsSettings) {
    this.#tables = snapshots({ ...query, filter, rates: true, interval: interval * MS });
  }

  /** The next look, as one batch. The first one knows no rates, and is passed over. */
  async next(): Promise<Scan> {
    if (this.#first) await this.#tables.next();
    this.#first = false;
    const { value: table } = await this.#tables.next();
    if (!table) throw new Error('there is no further look');
    return Object.assign(oneBatch(table), { report: table.report, owners: undefined, recycle: () => {} });
  }

  async end(): Promise<void> {
    await this.#tables.return();
  }
}

async function* oneBatch(table: SocketTable): AsyncGenerator<SocketTable, void, undefined> {
  if (table.length > 0) yield table;
}
