import type { UserNames } from '../../names/user-names.ts';
import type { ReadFilter } from '../../sockets/start-scan.ts';
import { choosesColour } from '../output/colour.ts';
import { isTerminal } from '../output/device.ts';
import type { LineWriter } from '../output/line-writer.ts';
import { STDOUT } from '../output/stdout.ts';
import { ownerPeople } from '../owner-people.ts';
import { listedColumns, sortKeys } from './columns.ts';
import { type Cut, fittedWidths, naturalWidths } from './layout.ts';
import { ListedLooks } from './listed-looks.ts';
import { Listing } from './listing.ts';
import { lsQuery } from './ls-query.ts';
import type { LsView } from './ls-view.ts';
import { failOfMissing } from './missing.ts';
import type { Page } from './page.ts';
import { PageTarget } from './page-target.ts';
import type { RatedSettings } from './rated-settings.ts';
import { stamp } from './stamp.ts';
import { TableWriter, type WrittenColumn } from './table-writer.ts';

/** The listing for eyes. */
export class TableView implements LsView {
  readonly #settings: RatedSettings;
  readonly #columns: ReturnType<typeof listedColumns>;
  readonly #keys: ReturnType<typeof sortKeys>;
  readonly #coloured: boolean;
  readonly #filter: ReadFilter | undefined;
  #looks: ListedLooks | undefined;

  constructor(settings: RatedSettings, filter: ReadFilter | undefined) {
    this.#settings = settings;
    this.#filter = filter;
    this.#columns = listedColumns(settings);
    this.#keys = sortKeys(settings);
    this.#coloured = choosesColour(settings.colour, STDOUT, process.env);
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
    const { allOwners } = this.#settings;
    const target = new PageTarget(this.#columns, { allOwners, coloured: this.#coloured, users, mixed });
    await listing.read(target);
    const pages = target.pages();
    const { columns, cuts } = this.#writtenColumns(pages);
    const writer = new TableWriter(out, columns, cuts);
    if (this.#settings.stamp) {
      out.text(stamp(new Date()));
      out.endLine();
    }
    if (!this.#settings.noHeader) writer.heading();
    for (const page of pages) {
      writer.page(page);
      await room?.();
    }
    out.flush();
    listing.warn();
    failOfMissing(this.#settings, listing.scan.report);
  }

  /** Anew for each listing, as users may come. */
  async #userNames(): Promise<UserNames | undefined> {
    if (!this.#columns.some(({ field }) => field.name === 'user')) return undefined;
    return new (await import('../../names/user-names.ts')).UserNames();
  }

  #writtenColumns(pages: readonly Page[]): { columns: WrittenColumn[]; cuts: boolean } {
    const headings = this.#columns.map(({ heading }) => (this.#settings.noHeader ? '' : heading));
    const natural = naturalWidths(pages, headings);
    const cuts = this.#columns.map(cutOf);
    const width = this.#settings.wide ? undefined : terminalWidth();
    const widths = width === undefined ? natural : fittedWidths(natural, cuts, width);
    const columns = this.#columns.map(({ field, heading }, i) => ({
      heading,
      width: widths[i] as number,
      right: !field.many && (field.values === 'number' || field.values === 'id64'),
      isEnd: cuts[i] === 'end',
    }));
    return { columns, cuts: widths.some((fitted, i) => fitted < (natural[i] as number)) };
  }
}

function cutOf({ field }: ReturnType<typeof listedColumns>[number]): Cut {
  const { name, values, many } = field;
  if (name === 'local' || name === 'remote' || values === 'address') return 'end';
  return values === 'text' || values === 'bytes' || many ? 'text' : undefined;
}

/** Of a pipe or a file, or of a terminal that does not know it, undefined. */
export function terminalWidth(): number | undefined {
  if (!isTerminal(STDOUT)) return undefined;
  return process.stdout.columns || Number(process.env.COLUMNS) || undefined;
}
