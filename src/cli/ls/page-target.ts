import type { SocketTable } from '../../index.ts';
import type { UserNames } from '../../names/user-names.ts';
import { cellOf } from './cell-of.ts';
import type { ListedColumn } from './columns.ts';
import { OrderedPages } from './ordered-pages.ts';
import { type Page, PageMaker } from './page.ts';
import type { RowTarget } from './row-target.ts';

/** Keeps the rows of a listing as texts of its columns. */
export class PageTarget implements RowTarget {
  ownerless = false;
  readonly #users: UserNames | undefined;
  readonly #maker: PageMaker;
  readonly #ordered: OrderedPages | undefined;
  readonly #pages: Page[] = [];

  /**
   * @param users - where there is a column of their names
   * @param mixed - the rows come in any order, and are listed in netstat's
   */
  constructor(
    columns: readonly ListedColumn[],
    {
      allOwners,
      coloured,
      users,
      mixed,
    }: { allOwners: boolean; coloured: boolean; users: UserNames | undefined; mixed: boolean },
  ) {
    const options = {
      hasPid: columns.some(({ field }) => field.name === 'pid'),
      allOwners,
      users,
      onOwnerless: () => {
        this.ownerless = true;
      },
    };
    this.#users = users;
    this.#ordered = mixed ? new OrderedPages() : undefined;
    this.#maker = new PageMaker(
      columns.map(({ field }) => cellOf(field, options)),
      coloured,
    );
  }

  async add(table: SocketTable, rows: Uint32Array): Promise<void> {
    await this.#users?.load(table.uid.subarray(0, table.length));
    if (this.#ordered) this.#ordered.add(this.#maker, table, rows);
    else this.#pages.push(...this.#maker.pages(table, rows));
  }

  /** All that came, when no more does. */
  pages(): readonly Page[] {
    return this.#ordered?.all() ?? this.#pages;
  }
}
