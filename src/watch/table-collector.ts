import type { Rates } from '../sockets/order/rates.ts';
import type { Query } from '../sockets/query.ts';
import { ChainBuilder } from '../sockets/table/chain-builder.ts';
import { concatTables } from '../sockets/table/concat.ts';
import { narrowed } from '../sockets/table/narrowed.ts';
import { NO_OWNER } from '../sockets/table/owner-chains.ts';
import { RateColumns } from '../sockets/table/rates.ts';
import type { ScanReport } from '../sockets/table/report.ts';
import type { SocketTable } from '../sockets/table/socket-table.ts';
import type { Clock } from './changes/clock.ts';
import type { FilteredLooks } from './filtered-looks.ts';
import type { KnownSockets } from './known/known-sockets.ts';
import type { SlotOwners } from './known/slot-owners.ts';

/** A filter, and the query that it is part of. */
export interface Filtered {
  looks: FilteredLooks;
  asked: Query;
}

/** Keeps the batches of a tick, for those who want the whole table. */
export class TableCollector {
  readonly #batches: SocketTable[] = [];
  readonly #slots: Uint32Array[] = [];
  /** When each came. */
  readonly #times: number[] = [];
  readonly #clock: Pick<Clock, 'monotonic'>;

  /** @param clock - for rates */
  constructor(clock: Pick<Clock, 'monotonic'> = NO_CLOCK) {
    this.#clock = clock;
  }

  /** Keeps a batch. Returns where the slots of its rows are to be written. */
  take(batch: SocketTable): Uint32Array {
    const slots = new Uint32Array(batch.length);
    this.#batches.push(batch);
    this.#slots.push(slots);
    this.#times.push(this.#clock.monotonic());
    return slots;
  }

  /**
   * The table of all that was kept.
   * @param with - `rates`: what a second has; `filtered`: what of it passes a filter, with the columns that were asked for
   */
  async table(
    report: ScanReport,
    known: KnownSockets,
    owners: SlotOwners | undefined,
    pause: () => Promise<void>,
    { rates, filtered }: { rates?: Rates | undefined; filtered?: Filtered | undefined } = {},
  ): Promise<SocketTable> {
    if (owners) await this.#joinOwners(owners, pause);
    if (filtered) await this.#keepPassing(filtered, owners, pause);
    const asked = filtered?.asked;
    const rated = filtered?.looks.rated;
    const options = asked && !rated ? { tcpInfo: asked.tcpInfo, memory: asked.memory, fields: asked.fields } : {};
    const table = await concatTables(this.#batches, report, { ...known.options, ...options }, pause);
    if (rates) table.rates = await this.#rates(rates, table.length, pause);
    rated?.keep(table);
    return asked ? narrowed(table, asked) : table;
  }

  /** What a filter says of owners is known only now. */
  async #keepPassing({ looks }: Filtered, owners: SlotOwners | undefined, pause: () => Promise<void>): Promise<void> {
    if (owners && looks.needs?.ownerUsers) await looks.users.read(owners.processes.keys(), pause);
    for (const [at, batch] of this.#batches.entries()) looks.late?.keep(batch, this.#slots[at]);
  }

  async #rates(rates: Rates, rows: number, pause: () => Promise<void>): Promise<RateColumns> {
    const columns = new RateColumns(rows);
    let from = 0;
    for (const [at, batch] of this.#batches.entries()) {
      rates.add(batch, this.#slots[at] as Uint32Array, this.#times[at] as number, columns, from);
      from += batch.length;
      await pause();
    }
    return columns;
  }

  async #joinOwners(owners: SlotOwners, pause: () => Promise<void>): Promise<void> {
    const chains = new ChainBuilder();
    for (const [at, batch] of this.#batches.entries()) {
      const slots = this.#slots[at] as Uint32Array;
      batch.firstOwner = new Uint32Array(batch.capacity).fill(NO_OWNER);
      for (let row = 0; row < batch.length; row++) {
        // Without an inode nobody holds it any more, though who did is remembered.
        const inode = batch.inode[row] as number;
        if (inode !== 0) batch.firstOwner[row] = owners.copyTo(slots[row] as number, chains, inode);
      }
      await pause();
    }
    const built = chains.build(owners.processes);
    for (const batch of this.#batches) batch.owners = built;
  }
}

const NO_CLOCK = { monotonic: () => Number.NaN };
