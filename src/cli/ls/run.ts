import type { ReadFilter } from '../../sockets/start-scan.ts';
import { EXIT_USAGE, Exit } from '../exit.ts';
import { joinedFilter, readForUser } from '../filter-for-user.ts';
import type { LsSettings } from '../options/ls.ts';
import { isTerminal, wasClosed } from '../output/device.ts';
import { LineWriter } from '../output/line-writer.ts';
import { STDOUT, writeStdout } from '../output/stdout.ts';
import { listedColumns, sortKeys } from './columns.ts';
import { filterTexts, lsQuery } from './ls-query.ts';
import type { LsView } from './ls-view.ts';
import { otherTables } from './other-tables.ts';
import { type RatedSettings, ratedSettings } from './rated-settings.ts';
import { TableView } from './table-view.ts';

/**
 * `sockdiag ls`: one listing, or one after the other.
 * @throws Exit ClosedPipe
 */
export async function runLs(asked: LsSettings): Promise<void> {
  if (asked.explain) return explain(asked);
  const filter = await readForUser(filterTexts(asked), { rates: true });
  const settings = { ...ratedSettings(asked, filter), tables: await otherTables(asked, filter) };
  const view = await openView(settings, filter);
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
  const out = new LineWriter(writeStdout, settings.format !== undefined && isTerminal(STDOUT));
  try {
    await view.list(out);
  } finally {
    out.flush();
  }
}

async function openView(settings: RatedSettings, filter: ReadFilter | undefined): Promise<LsView> {
  const { format, by } = settings;
  if (by.length > 0) return new (await import('./groups-view.ts')).GroupsView(settings, filter);
  if (format === undefined) return new TableView(settings, filter);
  return new (await import('./data-view.ts')).SocketDataView(settings, format, filter);
}

/** Says what the kernel decides of the filter, and lists nothing. */
async function explain(settings: LsSettings): Promise<void> {
  const filter = joinedFilter(filterTexts(settings));
  if (filter === undefined) throw new Exit(EXIT_USAGE, 'sockdiag: ls: --explain wants an expression to be explained');
  const { explainForUser } = await import('../explain-filter.ts');
  const out = new LineWriter(writeStdout, isTerminal(STDOUT));
  const { groupFields } = await import('./group-fields.ts');
  const isGrouped = settings.by.length > 0;
  const fields = isGrouped ? groupFields(settings).fields : listedColumns(settings).map(({ field }) => field);
  const tables = await otherTables(settings, await readForUser(filterTexts(settings), { rates: true }));
  const query = lsQuery({ ...settings, tables }, fields, isGrouped ? [] : sortKeys(settings));
  await explainForUser(filter, query, out);
  out.flush();
}
