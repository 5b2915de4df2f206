import type { ReadFilter } from '../../sockets/start-scan.ts';
import type { NamedField } from '../../sockets/table/named-fields.ts';
import { SocketWriter } from '../data/sockets/socket-writer.ts';
import type { LineWriter } from '../output/line-writer.ts';
import { ownerPeople } from '../owner-people.ts';
import type { DataFormat } from '../settings.ts';
import { sortKeys } from './columns.ts';
import { DataTarget, dataColumns } from './data-listing.ts';
import { ListedLooks } from './listed-looks.ts';
import { Listing } from './listing.ts';
import { lsQuery } from './ls-query.ts';
import type { LsView } from './ls-view.ts';
import { failOfMissing } from './missing.ts';
import type { RatedSettings } from './rated-settings.ts';

/** The listing for programs. */
export class SocketDataView implements LsView {
  readonly #settings: RatedSettings;
  readonly #format: DataFormat;
  readonly #filter: ReadFilter | undefined;
  readonly #columns: readonly NamedField[];
  readonly #keys: ReturnType<typeof sortKeys>;
  #looks: ListedLooks | undefined;
  #header = true;

  /** @throws Exit for a word that names no field */
  constructor(settings: RatedSettings, format: DataFormat, filter: ReadFilter | undefined) {
    this.#settings = settings;
    this.#format = format;
    this.#filter = filter;
    this.#columns = dataColumns(settings);
    this.#keys = sortKeys(settings);
  }

  async list(out: LineWriter, room?: () => Promise<void>): Promise<void> {
    const query = lsQuery(this.#settings, this.#columns, this.#keys);
    const all = [...this.#columns, ...this.#keys.map(({ field }) => field)];
    this.#looks ??= new ListedLooks(this.#settings, query, this.#filter);
    const people = await ownerPeople(all, this.#settings.procRoot);
    const look = { query, keys: this.#keys, scan: await this.#looks.next(), people };
    const listing = new Listing(this.#settings, look);
    const { continuous, noHeader, stamp } = this.#settings;
    const time = continuous || stamp ? new Date().toISOString() : undefined;
    const writer = new SocketWriter(this.#format, this.#columns, out, { header: this.#header && !noHeader, time });
    this.#header = false;
    await listing.read(new DataTarget(writer, room));
    writer.end();
    out.flush();
    listing.warn();
    failOfMissing(this.#settings, listing.scan.report);
  }
}
