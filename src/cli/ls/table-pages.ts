import type { UserNames } from '../../names/user-names.ts';
import { choosesColour } from '../output/colour.ts';
import type { LineWriter } from '../output/line-writer.ts';
import { STDOUT } from '../output/stdout.ts';
import type { ListedColumn } from './columns.ts';
import { type Cut, fittedWidths, naturalWidths } from './layout.ts';
import type { Page } from './page.ts';
import { PageTarget } from './page-target.ts';
import type { RatedSettings } from './rated-settings.ts';
import { stamp } from './stamp.ts';
import { TableWriter, type WrittenColumn } from './table-writer.ts';
import { terminalWidth } from './terminal-width.ts';

/** Takes the rows of one listing for eyes, and writes them when all are there. */
export class TablePages {
  readonly target: PageTarget;
  readonly #settings: RatedSettings;
  readonly #columns: readonly ListedColumn[];

  /**
   * @param users - where there is a column of their names
   * @param mixed - the rows come in any order, and are listed in netstat's
   */
  constructor(
    settings: RatedSettings,
    columns: readonly ListedColumn[],
    { users, mixed }: { users: UserNames | undefined; mixed: boolean },
  ) {
    const { allOwners, colour } = settings;
    const coloured = choosesColour(colour, STDOUT, process.env);
    this.#settings = settings;
    this.#columns = columns;
    this.target = new PageTarget(columns, { allOwners, coloured, users, mixed });
  }

  /** @param room - called where there is time to write */
  async write(out: LineWriter, room: (() => Promise<void>) | undefined): Promise<void> {
    const pages = this.target.pages();
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

function cutOf({ field }: ListedColumn): Cut {
  const { name, values, many } = field;
  if (name === 'local' || name === 'remote' || values === 'address') return 'end';
  return values === 'text' || values === 'bytes' || many ? 'text' : undefined;
}
