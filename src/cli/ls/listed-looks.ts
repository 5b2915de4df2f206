import type { Query, Scan } from '../../index.ts';
// Not by way of index.ts: then every view would find its part in that of this command.
import { type ReadFilter, startScan } from '../../sockets/start-scan.ts';
import type { NamedField } from '../../sockets/table/named-fields.ts';
import type { LsSettings } from '../options/ls.ts';
import type { RatedScans } from './rated-scans.ts';

/** One look at the sockets after the other: scans, or where rates are wanted what was seen since the look before. */
export class ListedLooks {
  readonly isRated: boolean;
  readonly #settings: LsSettings;
  readonly #query: Query;
  readonly #filter: ReadFilter | undefined;
  #rated: RatedScans | undefined;

  /** @param fields - all that is wanted of the sockets */
  constructor(settings: LsSettings, query: Query, filter: ReadFilter | undefined, fields: readonly NamedField[]) {
    this.isRated = isRated(settings, fields);
    this.#settings = settings;
    this.#query = query;
    this.#filter = filter;
  }

  async next(): Promise<Scan> {
    if (!this.isRated) return startScan(this.#query, this.#filter);
    const { RatedScans } = await import('./rated-scans.ts');
    this.#rated ??= new RatedScans(this.#query, this.#filter?.text, this.#settings);
    const scan = await this.#rated.next();
    if (!this.#settings.continuous) await this.#rated.end();
    return scan;
  }
}

/** Whether it takes two looks. */
export function isRated({ rates }: LsSettings, fields: readonly NamedField[]): boolean {
  return rates || fields.some(({ asked }) => asked === 'rates');
}
