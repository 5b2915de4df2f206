import type { Query, Scan } from '../../index.ts';
// Not by way of index.ts: then every view would find its part in that of this command.
import { type ReadFilter, startScan } from '../../sockets/start-scan.ts';
import type { RatedScans } from './rated-scans.ts';
import type { RatedSettings } from './rated-settings.ts';

/** One look at the sockets after the other: scans, or where rates are wanted what was seen since the look before. */
export class ListedLooks {
  readonly #settings: RatedSettings;
  readonly #query: Query;
  readonly #filter: ReadFilter | undefined;
  #scans: RatedScans | undefined;

  constructor(settings: RatedSettings, query: Query, filter: ReadFilter | undefined) {
    this.#settings = settings;
    this.#query = query;
    this.#filter = filter;
  }

  async next(): Promise<Scan> {
    if (!this.#settings.rated) return startScan(this.#query, this.#filter);
    const { RatedScans } = await import('./rated-scans.ts');
    this.#scans ??= new RatedScans(this.#query, this.#filter?.text, this.#settings);
    const scan = await this.#scans.next();
    if (!this.#settings.continuous) await this.#scans.end();
    return scan;
  }
}
