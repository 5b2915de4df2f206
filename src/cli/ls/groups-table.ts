import type { GroupValue, SocketGroup } from '../../index.ts';
import { fieldNamed } from '../../sockets/table/named-fields.ts';
import { displayWidth, textBeginning } from '../output/display-width.ts';
import { plainText } from '../output/printable.ts';
import { fittedWidths } from './layout.ts';
import { unitText } from './unit-text.ts';

/** How a table of groups is laid out. */
export interface GroupsLayout {
  header: boolean;
  /** Characters of a line; without it nothing is cut. */
  room?: number | undefined;
  /** A group with the keys and measures of all, for the heading where there is none. */
  like?: SocketGroup | undefined;
}

/** One column: a heading, the text of a group's cell, and whether that is a number, which stands to the right and is never cut. */
interface GroupColumn {
  heading: string;
  cell: (group: SocketGroup) => string;
  isNumber: boolean;
}

/** What is not known. */
const NOTHING = '-';
const CUT = '…';
const DIRECTIONS = ['none', 'receive', 'send', 'both'];

/**
 * A table of groups for eyes, a line each: the count, the measures, and the keys. Columns are as wide as their content; where lines are wider than
 * there is room, the widest texts are cut.
 */
export function groupsTable(
  groups: readonly SocketGroup[],
  { header, room, like = groups[0] }: GroupsLayout,
): string[] {
  const columns = like ? columnsOf(like) : [];
  const rows = groups.map((group) => columns.map(({ cell }) => plainText(cell(group))));
  if (header && columns.length > 0) rows.unshift(columns.map(({ heading }) => heading));
  const natural = columns.map((_, at) =>
    rows.reduce((most, row) => Math.max(most, displayWidth(row[at] as string)), 0),
  );
  const widths = room === undefined ? natural : fittedWidths(natural, cutsOf(columns), room);
  return rows.map((row) => lineOf(row, widths, columns));
}

function columnsOf(first: SocketGroup): GroupColumn[] {
  const number = (heading: string, cell: (group: SocketGroup) => number | null, name = 'count'): GroupColumn => ({
    heading,
    cell: (group) => quantityText(name, cell(group)),
    isNumber: true,
  });
  return [
    number('COUNT', ({ count }) => count),
    ...Object.keys(first.max).flatMap((name) => [
      ...(name in first.sum ? [number(headingOf(name), ({ sum }) => sum[name] ?? null, name)] : []),
      number(`MAX-${headingOf(name)}`, ({ max }) => max[name] ?? null, name),
    ]),
    ...Object.keys(first.key).map((name) => ({
      heading: headingOf(name),
      cell: ({ key }: SocketGroup) => valueText(key[name] ?? null),
      isNumber: false,
    })),
  ];
}

/** In units as in rows. */
function quantityText(name: string, value: number | null): string {
  if (value === null) return NOTHING;
  const field = fieldNamed(name);
  return (field && unitText(field))?.(value) ?? `${value}`;
}

/** `tcpInfo.minRtt` is `MIN-RTT`. */
function headingOf(name: string): string {
  const member = name.slice(name.indexOf('.') + 1);
  return member.replace(/[A-Z]/g, (letter) => `-${letter}`).toUpperCase();
}

function valueText(value: GroupValue): string {
  if (value === null || value === '') return NOTHING;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value !== 'object') return `${value}`;
  if ('cipher' in value)
    return [value.version, value.cipher, value.send, value.receive].map((part) => part ?? NOTHING).join('/');
  if ('receive' in value) return DIRECTIONS[Number(value.receive) + 2 * Number(value.send)] as string;
  return value.join(',') || NOTHING;
}

const cutsOf = (columns: readonly GroupColumn[]) =>
  columns.map(({ isNumber }) => (isNumber ? undefined : ('text' as const)));

function lineOf(row: readonly string[], widths: readonly number[], columns: readonly GroupColumn[]): string {
  const cells = row.map((text, at) => {
    const width = widths[at] as number;
    const length = displayWidth(text);
    const shown = length > width ? `${textBeginning(text, width - 1)}${CUT}` : text;
    const blanks = ' '.repeat(Math.max(0, width - displayWidth(shown)));
    if (columns[at]?.isNumber) return blanks + shown;
    return at === row.length - 1 ? shown : shown + blanks;
  });
  return cells.join(' ');
}
