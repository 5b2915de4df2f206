import type { Scan, SocketTable } from '../../index.ts';
import { type SortKey, sortedRows } from '../../sockets/order/sort.ts';
import { TopRows } from '../../sockets/order/top.ts';
// Not by way of index.ts: then every view would find its part in that of this command.
import { type ReadFilter, startScan } from '../../sockets/start-scan.ts';
import { concatTables } from '../../sockets/table/concat.ts';
import type { TableOptions } from '../../sockets/table/table-options.ts';
import type { UserNames } from '../names/users.ts';
import { isShown } from '../netstat/sockets/selection.ts';
import type { LsSettings } from '../options/ls.ts';
import { warnOfLostOwners, warnOfOwners, warnOfScan } from '../report-warnings.ts';
import { cellOf } from './cell-of.ts';
import type { ListedColumn } from './columns.ts';
import { lsQuery, selectionOf } from './ls-query.ts';
import { type Page, PageMaker } from './page.ts';

/** One look at the sockets, as texts of the columns that are wanted. */
export class Listing {
  readonly scan: Scan;
  readonly #settings: LsSettings;
  readonly #keys: readonly SortKey[];
  readonly #options: TableOptions;
  readonly #users: UserNames | undefined;
  readonly #maker: PageMaker;
  readonly #pages: Page[] = [];
  #ownerless = false;
  #left: number;

  /**
   * @param filter - of the query's rows
   * @param users - where there is a column of their names
   */
  constructor(
    settings: LsSettings,
    columns: readonly ListedColumn[],
    keys: readonly SortKey[],
    coloured: boolean,
    filter: ReadFilter | undefined,
    users: UserNames | undefined,
  ) {
    const query = lsQuery(settings, columns, keys);
    this.scan = startScan(query, filter);
    this.#settings = settings;
    this.#keys = keys;
    const { tcpInfo, memory, fields, protocols = [] } = query;
    this.#options = { tcpInfo, memory, fields, unix: protocols.includes('unix'), sctp: protocols.includes('sctp') };
    this.#users = users;
    const options = {
      hasPid: columns.some(({ field }) => field.name === 'pid'),
      allOwners: settings.allOwners,
      users,
      onOwnerless: () => {
        this.#ownerless = true;
      },
    };
    this.#maker = new PageMaker(
      columns.map(({ field }) => cellOf(field, options)),
      coloured,
    );
    this.#left = settings.top ?? Number.POSITIVE_INFINITY;
  }

  /** Reads all of it. What there is to say of it is on stderr then. */
  async read(): Promise<readonly Page[]> {
    if (this.#keys.length === 0) await this.#readInOrder();
    else if (this.#settings.top !== undefined) await this.#readTop(this.#settings.top);
    else await this.#readSorted();
    if (this.scan.report.owners !== undefined) {
      warnOfOwners(this.scan);
      warnOfLostOwners(this.scan.report, this.#ownerless);
    }
    warnOfScan(this.scan.report, this.#settings.verbose);
    return this.#pages;
  }

  async #readInOrder(): Promise<void> {
    for await (const batch of this.scan) {
      await this.#add(batch, this.#shownRows(batch).subarray(0, Math.min(this.#left, batch.length)));
      this.scan.recycle(batch);
      if (this.#left <= 0) break;
    }
  }

  async #readTop(count: number): Promise<void> {
    const top = new TopRows(this.#keys, count, this.scan.report, this.#options);
    for await (const batch of this.scan) {
      top.add(batch, this.#shownRows(batch));
      this.scan.recycle(batch);
    }
    const table = top.end();
    await this.#add(table, allRows(table));
  }

  async #readSorted(): Promise<void> {
    const batches: SocketTable[] = [];
    for await (const batch of this.scan) batches.push(batch);
    const table = await concatTables(batches, this.scan.report, this.#options, async () => {});
    batches.length = 0;
    const shown = this.#isAllShown() ? undefined : new Uint8Array(table.length);
    for (const row of shown ? this.#shownRows(table) : []) (shown as Uint8Array)[row] = 1;
    const rows = sortedRows(table, this.#keys);
    await this.#add(table, shown ? rows.filter((row) => shown[row] === 1) : rows);
  }

  async #add(table: SocketTable, rows: Uint32Array): Promise<void> {
    await this.#users?.load(table.uid.subarray(0, table.length));
    for (const page of this.#maker.pages(table, rows)) this.#pages.push(page);
    this.#left -= rows.length;
  }

  #isAllShown(): boolean {
    return selectionOf(this.#settings).all;
  }

  #shownRows(table: SocketTable): Uint32Array {
    const rows = allRows(table);
    const selection = { ...this.#settings, ...selectionOf(this.#settings) };
    return selection.all ? rows : rows.filter((row) => isShown(selection, table, row));
  }
}

function allRows({ length }: SocketTable): Uint32Array {
  const rows = new Uint32Array(length);
  for (let row = 0; row < length; row++) rows[row] = row;
  return rows;
}
