import type { GroupValue, SocketGroup } from '../../index.ts';
import { fieldNamed } from '../../sockets/table/named-fields.ts';
import { RowWriter } from '../data/rows.ts';
import type { LsSettings } from '../options/ls.ts';
import type { LineWriter } from '../output/line-writer.ts';
import type { GroupFields } from './group-fields.ts';
import { groupsTable } from './groups-table.ts';
import { stamp } from './stamp.ts';
import { terminalWidth } from './terminal-width.ts';

/** Writes one listing of groups after the other, for eyes or for programs. */
export class GroupsWriter {
  readonly #settings: LsSettings;
  readonly #fields: GroupFields;
  #first = true;

  constructor(settings: LsSettings, fields: GroupFields) {
    this.#settings = settings;
    this.#fields = fields;
  }

  /** @param time - when the sockets were read */
  write(groups: readonly SocketGroup[], time: Date, out: LineWriter): void {
    if (this.#settings.format === undefined) this.#table(groups, time, out);
    else this.#data(groups, time, out);
  }

  #table(groups: readonly SocketGroup[], time: Date, out: LineWriter): void {
    const { noHeader, wide } = this.#settings;
    const room = wide ? undefined : terminalWidth();
    const lines = groupsTable(groups, { header: !noHeader, room, like: likeGroup(this.#fields) });
    for (const line of this.#settings.stamp ? [stamp(time), ...lines] : lines) {
      out.copy(Buffer.from(line));
      out.endLine();
    }
  }

  #data(groups: readonly SocketGroup[], time: Date, out: LineWriter): void {
    const { format = 'json', continuous, stamp: stamped, noHeader } = this.#settings;
    const isCsv = format === 'csv';
    const writer = new RowWriter(format, { shapes: {}, chosen: isCsv ? this.#names() : undefined }, out, {
      header: this.#first && !noHeader,
      time: continuous || stamped ? time.toISOString() : undefined,
    });
    this.#first = false;
    for (const group of groups) writer.row(isCsv ? membersApart(group) : group);
    writer.end();
  }

  /** The columns of CSV. */
  #names(): string[] {
    const { keys, measures } = this.#fields;
    return [
      ...keys.map((name) => `key.${name}`),
      'count',
      ...measures.filter(isSummed).map((name) => `sum.${name}`),
      ...measures.map((name) => `max.${name}`),
    ];
  }
}

/** No group, with the keys and measures that groups have. */
function likeGroup({ keys, measures }: GroupFields): SocketGroup {
  const none = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, null]));
  return { key: none(keys), count: 0, sum: none(measures.filter(isSummed)), max: none(measures) };
}

function isSummed(name: string): boolean {
  return fieldNamed(name)?.fold === 'sum';
}

/** The same group with an object in an object for each point in a name. */
function membersApart({ key, count, sum, max }: SocketGroup): object {
  return { key: apart(key), count, sum: apart(sum), max: apart(max) };
}

function apart(values: Readonly<Record<string, GroupValue>>): object {
  const result: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(values)) {
    const [group = '', member] = name.split('.');
    if (member === undefined) result[group] = value;
    else result[group] = { ...(result[group] as object | undefined), [member]: value };
  }
  return result;
}
