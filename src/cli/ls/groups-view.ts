import { yieldToEventLoop } from '../../base/event-loop.ts';
import type { Scan, SocketGroup, SocketTable } from '../../index.ts';
import { wantedGroups } from '../../sockets/order/grouping-options.ts';
import { socketGroups } from '../../sockets/order/socket-groups.ts';
import type { ReadFilter } from '../../sockets/start-scan.ts';
import { keepRows } from '../../sockets/table/keep-rows.ts';
import { isShown } from '../netstat/sockets/selection.ts';
import type { LineWriter } from '../output/line-writer.ts';
import { OF_PEOPLE, ownerPeople } from '../owner-people.ts';
import { type GroupFields, groupFields } from './group-fields.ts';
import { GroupsWriter } from './groups-writer.ts';
import { ListedLooks } from './listed-looks.ts';
import { isAnyOwnerless, warnBeforeRows, warnBehindRows } from './listing-warnings.ts';
import { lsQuery, selectionOf } from './ls-query.ts';
import type { LsView } from './ls-view.ts';
import { failOfMissing } from './missing.ts';
import type { RatedSettings } from './rated-settings.ts';
import { type GroupSort, groupSorts, sortedGroups } from './sorted-groups.ts';

/** What is listed in groups, of which one batch of sockets at a time is in memory. */
export class GroupsView implements LsView {
  readonly #settings: RatedSettings;
  readonly #filter: ReadFilter | undefined;
  readonly #fields: GroupFields;
  readonly #sorts: readonly GroupSort[];
  readonly #writer: GroupsWriter;
  #looks: ListedLooks | undefined;

  /** @throws Exit for a word that names no key, measure or order */
  constructor(settings: RatedSettings, filter: ReadFilter | undefined) {
    this.#settings = settings;
    this.#filter = filter;
    this.#fields = groupFields(settings);
    this.#sorts = groupSorts(settings.sort, this.#fields);
    this.#writer = new GroupsWriter(settings, this.#fields);
  }

  async list(out: LineWriter): Promise<void> {
    // Of a socket's owners the first counts.
    const query = lsQuery({ ...this.#settings, format: undefined }, this.#fields.fields, []);
    this.#looks ??= new ListedLooks(this.#settings, { ...query, order: 'any' }, this.#filter);
    const scan = await this.#looks.next();
    const time = new Date();
    const { groups, ownerless } = await this.#groups(scan);
    this.#writer.write(groups, time, out);
    out.flush();
    warnBehindRows(scan, { any: groups.length > 0, ownerless }, this.#settings);
    failOfMissing(this.#settings, scan.report);
  }

  /** The groups to be shown, and whether a socket had no owner that some process may hold. */
  async #groups(scan: Scan): Promise<{ groups: SocketGroup[]; ownerless: boolean }> {
    const { top } = this.#settings;
    const people = await ownerPeople(this.#fields.fields, this.#settings.procRoot, OF_PEOPLE);
    const { keys: by, measures } = this.#fields;
    const { grouping } = wantedGroups({ by, measures }, (uid) => people?.nameOf(uid));
    const ownerless = await this.#read(scan, async (batch) => {
      await people?.join(batch, yieldToEventLoop);
      grouping.add(batch);
    });
    const isSorted = this.#sorts.length > 0;
    const { groups } = await socketGroups(grouping, isSorted ? undefined : top, async () => {});
    return { groups: isSorted ? sortedGroups(groups, this.#sorts).slice(0, top) : groups, ownerless };
  }

  /** Returns whether a socket had no owner that some process may hold. */
  async #read(scan: Scan, add: (batch: SocketTable) => Promise<void>): Promise<boolean> {
    const selection = { ...this.#settings, ...selectionOf(this.#settings) };
    let ownerless = false;
    let begun = false;
    for await (const batch of scan) {
      if (!begun) warnBeforeRows(scan, batch);
      begun = true;
      if (!selection.all) keepRows(batch, (row) => isShown(selection, batch, row));
      ownerless ||= isAnyOwnerless(batch);
      await add(batch);
      scan.recycle(batch);
    }
    if (!begun) warnBeforeRows(scan, undefined);
    return ownerless;
  }
}
