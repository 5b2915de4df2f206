import { yieldToEventLoop } from '../../base/event-loop.ts';
import { Lookahead } from '../../base/lookahead.ts';
import type { Query, Scan, SocketTable } from '../../index.ts';
import { type SortKey, sortedRows } from '../../sockets/order/sort.ts';
import { TopRows } from '../../sockets/order/top.ts';
import type { People } from '../../sockets/people.ts';
import { concatTables } from '../../sockets/table/concat.ts';
import type { TableOptions } from '../../sockets/table/table-options.ts';
import { isShown } from '../netstat/sockets/selection.ts';
import type { LsSettings } from '../options/ls.ts';
import { warnBeforeRows, warnBehindRows } from './listing-warnings.ts';
import { selectionOf } from './ls-query.ts';
import type { RatedSettings } from './rated-settings.ts';
import type { RowTarget } from './row-target.ts';

/** What is read at one look, and in which order it is listed. */
interface Look {
  query: Query;
  keys: readonly SortKey[];
  scan: Scan;
  /** Who the owners run as, where that is wanted. */
  people: People | undefined;
}

/** One look at the sockets, which the kernel begins with at once. */
export class Listing {
  readonly scan: Scan;
  readonly #batches: Lookahead<SocketTable>;
  readonly #settings: RatedSettings;
  readonly #keys: readonly SortKey[];
  readonly #options: TableOptions;
  #left: number;

  readonly #people: People | undefined;
  #warned = false;
  #ownerless = false;
  #any = false;

  constructor(settings: RatedSettings, { query, keys, scan, people }: Look) {
    this.scan = scan;
    this.#batches = new Lookahead(scan).start();
    this.#people = people;
    this.#settings = settings;
    this.#keys = keys;
    this.#options = tableOptions(query);
    this.#left = settings.top ?? Number.POSITIVE_INFINITY;
  }

  /** The kernel was asked. */
  async begun(): Promise<void> {
    await yieldToEventLoop();
  }

  /** Reads all of it. What netstat says before its rows is said when the first of them comes. */
  async read(target: RowTarget): Promise<void> {
    // Of one table, with the columns of rates, which no copy of a table has.
    if (this.#settings.rated) await this.#readTable(target);
    else if (this.#keys.length === 0) await this.#readInOrder(target);
    else if (this.#settings.top !== undefined) await this.#readTop(this.#settings.top, target);
    else await this.#readSorted(target);
    if (!this.#warned) warnBeforeRows(this.scan, undefined);
    this.#ownerless = target.ownerless;
  }

  /** Says what there is to say behind the rows, when these are out. */
  warn(): void {
    warnBehindRows(this.scan, { any: this.#any, ownerless: this.#ownerless }, this.#settings);
  }

  async *#tables(): AsyncGenerator<SocketTable, void, undefined> {
    for await (const table of this.#batches) {
      if (!this.#warned) warnBeforeRows(this.scan, table);
      this.#warned = true;
      this.#any ||= table.length > 0;
      await this.#people?.join(table, yieldToEventLoop);
      yield table;
    }
  }

  async #readTable(target: RowTarget): Promise<void> {
    for await (const table of this.#tables()) {
      await target.add(table, sortedShown(this.#settings, table, this.#keys).subarray(0, this.#settings.top));
    }
  }

  async #readInOrder(target: RowTarget): Promise<void> {
    for await (const batch of this.#tables()) {
      const rows = shownRows(this.#settings, batch).subarray(0, Math.min(this.#left, batch.length));
      await target.add(batch, rows);
      this.#left -= rows.length;
      this.scan.recycle(batch);
      if (this.#left <= 0) break;
    }
  }

  async #readTop(count: number, target: RowTarget): Promise<void> {
    const top = new TopRows(this.#keys, count, this.scan.report, this.#options);
    for await (const batch of this.#tables()) {
      top.add(batch, shownRows(this.#settings, batch));
      this.scan.recycle(batch);
    }
    const table = top.end();
    await target.add(table, allRows(table));
  }

  async #readSorted(target: RowTarget): Promise<void> {
    const batches: SocketTable[] = [];
    for await (const batch of this.#tables()) batches.push(batch);
    const table = await concatTables(batches, this.scan.report, this.#options, async () => {});
    batches.length = 0;
    await target.add(table, sortedShown(this.#settings, table, this.#keys));
  }
}

/** The columns of the tables that a query gives. */
function tableOptions({ tcpInfo, memory, fields, protocols = [] }: Query): TableOptions {
  const [unix, sctp, mptcp] = (['unix', 'sctp', 'mptcp'] as const).map((name) => protocols.includes(name));
  return { tcpInfo, memory, fields, unix, sctp, mptcp };
}

/** The rows of a table that are listed, in the order of the keys. */
export function sortedShown(settings: LsSettings, table: SocketTable, keys: readonly SortKey[]): Uint32Array {
  const rows = sortedRows(table, keys);
  if (selectionOf(settings).all) return rows;
  const shown = new Uint8Array(table.length);
  for (const row of shownRows(settings, table)) shown[row] = 1;
  return rows.filter((row) => shown[row] === 1);
}

export function shownRows(settings: LsSettings, table: SocketTable): Uint32Array {
  const rows = allRows(table);
  const selection = { ...settings, ...selectionOf(settings) };
  return selection.all ? rows : rows.filter((row) => isShown(selection, table, row));
}

function allRows({ length }: SocketTable): Uint32Array {
  const rows = new Uint32Array(length);
  for (let row = 0; row < length; row++) rows[row] = row;
  return rows;
}
