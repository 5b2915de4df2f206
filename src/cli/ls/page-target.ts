import type { SocketTable } from '../../index.ts';
import type { UserNames } from '../names/users.ts';
import { cellOf } from './cell-of.ts';
import type { ListedColumn } from './columns.ts';
import { type Page, PageMaker } from './page.ts';
import type { RowTarget } from './row-target.ts';

/** Keeps the rows of a listing as texts of its columns. */
export class PageTarget implements RowTarget {
  readonly pages: Page[] = [];
  ownerless = false;
  readonly #users: UserNames | undefined;
  readonly #maker: PageMaker;

  /** @param users - where there is a column of their names */
  constructor(
    columns: readonly ListedColumn[],
    { allOwners, coloured, users }: { allOwners: boolean; coloured: boolean; users: UserNames | undefined },
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
    this.#maker = new PageMaker(
      columns.map(({ field }) => cellOf(field, options)),
      coloured,
    );
  }

  async add(table: SocketTable, rows: Uint32Array): Promise<void> {
    await this.#users?.load(table.uid.subarray(0, table.length));
    for (const page of this.#maker.pages(table, rows)) this.pages.push(page);
  }
}
