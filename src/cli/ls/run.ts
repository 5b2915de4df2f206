import { isDamage, isForbidden } from '../../base/errors.ts';
import type { ScanReport } from '../../index.ts';
import type { ReadFilter } from '../../sockets/start-scan.ts';
import { EXIT_FAILURE, EXIT_USAGE, Exit } from '../exit.ts';
import { joinedFilter, readForUser } from '../filter-for-user.ts';
import type { UserNames } from '../names/users.ts';
import type { LsSettings } from '../options/ls.ts';
import { choosesColour } from '../output/colour.ts';
import { isTerminal, wasClosed } from '../output/device.ts';
import { LineWriter } from '../output/line-writer.ts';
import { STDOUT, writeStdout } from '../output/stdout.ts';
import { listedColumns, sortKeys } from './columns.ts';
import { type Cut, fittedWidths, naturalWidths } from './layout.ts';
import { Listing } from './listing.ts';
import { filterTexts, lsQuery, namedProtocols } from './ls-query.ts';
import type { Page } from './page.ts';
import { stamp } from './stamp.ts';
import { TableWriter, type WrittenColumn } from './table-writer.ts';

/**
 * `sockdiag ls`: one listing, or one after the other.
 * @throws Exit ClosedPipe
 */
export async function runLs(settings: LsSettings): Promise<void> {
  if (settings.explain) return explain(settings);
  const view = new LsView(settings, await readForUser(...filterTexts(settings)));
  if (settings.continuous && !wasClosed(STDOUT)) {
    const { listAgain } = await import('../continuous.ts');
    return listAgain(
      settings,
      false,
      async ({ out, room }) =>
        () =>
          view.list(out, room),
    );
  }
  // Every cell is fit for a terminal already, and colours must not be made so.
  const out = new LineWriter(writeStdout, false);
  try {
    await view.list(out);
  } finally {
    out.flush();
  }
}

/** Says what the kernel decides of the filter, and lists nothing. */
async function explain(settings: LsSettings): Promise<void> {
  const filter = joinedFilter(filterTexts(settings));
  if (filter === undefined) throw new Exit(EXIT_USAGE, 'sockdiag: ls: --explain wants an expression to be explained');
  const { explainForUser } = await import('../explain-filter.ts');
  const out = new LineWriter(writeStdout, isTerminal(STDOUT));
  await explainForUser(filter, lsQuery(settings, listedColumns(settings), sortKeys(settings)), out);
  out.flush();
}

class LsView {
  readonly #settings: LsSettings;
  readonly #columns: ReturnType<typeof listedColumns>;
  readonly #keys: ReturnType<typeof sortKeys>;
  readonly #coloured: boolean;
  readonly #filter: ReadFilter | undefined;

  constructor(settings: LsSettings, filter: ReadFilter | undefined) {
    this.#settings = settings;
    this.#filter = filter;
    this.#columns = listedColumns(settings);
    this.#keys = sortKeys(settings);
    this.#coloured = choosesColour(settings.colour, STDOUT, process.env);
  }

  async list(out: LineWriter, room?: () => Promise<void>): Promise<void> {
    const users = await this.#userNames();
    const listing = new Listing(this.#settings, this.#columns, this.#keys, this.#coloured, this.#filter, users);
    const pages = await listing.read();
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
    failOfMissing(this.#settings, listing.scan.report);
  }

  /** Anew for each listing, as users may come. */
  async #userNames(): Promise<UserNames | undefined> {
    if (!this.#columns.some(({ field }) => field.name === 'user')) return undefined;
    return new (await import('../names/users.ts')).UserNames();
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
function terminalWidth(): number | undefined {
  if (!isTerminal(STDOUT)) return undefined;
  return process.stdout.columns || Number(process.env.COLUMNS) || undefined;
}

/** Where the kernel lacks what was named, or it may not be read, that is a failure: behind the rows of the others. */
function failOfMissing(settings: LsSettings, { sources }: ScanReport): void {
  for (const protocol of namedProtocols(settings)) {
    const parts = protocol === 'unix' ? [sources.unix] : [sources[protocol], sources[`${protocol}6`]];
    const there = parts.filter((part) => part !== undefined);
    if (there.length === 0 || there.some(({ source }) => source !== 'none')) continue;
    // What is wrong with a file was said.
    if (there.some(({ code }) => isDamage(code) || isForbidden(code))) throw new Exit(EXIT_FAILURE, '');
    throw new Exit(EXIT_FAILURE, `sockdiag: no support for ${protocol} on this system.`);
  }
}
