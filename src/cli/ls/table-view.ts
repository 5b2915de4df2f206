import type { UserNames } from '../../names/user-names.ts';
import type { ReadFilter } from '../../sockets/start-scan.ts';
import type { LineWriter } from '../output/line-writer.ts';
import { ownerPeople } from '../owner-people.ts';
import { listedColumns, sortKeys } from './columns.ts';
import { ListedLooks } from './listed-looks.ts';
import { Listing } from './listing.ts';
import { lsQuery } from './ls-query.ts';
import type { LsView } from './ls-view.ts';
import { failOfMissing } from './missing.ts';
import type { RatedSettings } from './rated-settings.ts';

/** The listing for eyes. */
export class TableView implements LsView {
  readonly #settings: RatedSettings;
  readonly #columns: ReturnType<typeof listedColumns>;
  readonly #keys: ReturnType<typeof sortKeys>;
  readonly #filter: ReadFilter | undefined;
  #looks: ListedLooks | undefined;

  constructor(settings: RatedSettings, filter: ReadFilter | undefined) {
    this.#settings = settings;
    this.#filter = filter;
    this.#columns = listedColumns(settings);
    this.#keys = sortKeys(settings);
  }

  async list(out: LineWriter, room?: () => Promise<void>): Promise<void> {
    const users = await this.#userNames();
    const fields = this.#columns.map(({ field }) => field);
    const all = [...fields, ...this.#keys.map(({ field }) => field)];
    // Kept until the last has come anyway, they can come in any order: which costs the kernel less.
    const mixed = this.#keys.length === 0 && this.#settings.top === undefined && !this.#settings.rated;
    const query = { ...lsQuery(this.#settings, fields, this.#keys), ...(mixed && { order: 'any' as const }) };
    this.#looks ??= new ListedLooks(this.#settings, query, this.#filter);
    const people = await ownerPeople(all, this.#settings.procRoot);
    const look = { query, keys: this.#keys, scan: await this.#looks.next(), people };
    const listing = new Listing(this.#settings, look);
    // While the kernel works, what writes the rows is loaded.
    await listing.begun();
    const { TablePages } = await import('./table-pages.ts');
    const pages = new TablePages(this.#settings, this.#columns, { users, mixed });
    await listing.read(pages.target);
    await pages.write(out, room);
    out.flush();
    listing.warn();
    failOfMissing(this.#settings, listing.scan.report);
  }

  /** Anew for each listing, as users may come. */
  async #userNames(): Promise<UserNames | undefined> {
    if (!this.#columns.some(({ field }) => field.name === 'user')) return undefined;
    return new (await import('../../names/user-names.ts')).UserNames();
  }
}
