import type { GroupValue, SocketGroup } from '../../index.ts';
import { plainText } from '../output/printable.ts';

/** How a table of groups is laid out. */
export interface GroupsLayout {
  header: boolean;
  /** Characters of a line; without it nothing is cut. */
  room?: number | undefined;
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
/** What is left of a text that is cut. */
const LEAST = 9;
const DIRECTIONS = ['none', 'receive', 'send', 'both'];

/**
 * A table of groups for eyes, a line each: the count, the measures, and the keys. Columns are as wide as their content; where lines are wider than
 * there is room, the widest texts are cut.
 */
export function groupsTable(groups: readonly SocketGroup[], { header, room }: GroupsLayout): string[] {
  const columns = columnsOf(groups);
  const rows = groups.map((group) => columns.map(({ cell }) => plainText(cell(group))));
  if (header && columns.length > 0) rows.unshift(columns.map(({ heading }) => heading));
  const natural = columns.map((_, at) => rows.reduce((most, row) => Math.max(most, lengthOf(row[at] as string)), 0));
  const widths = room === undefined ? natural : fitted(natural, columns, room);
  return rows.map((row) => lineOf(row, widths, columns));
}

function columnsOf(groups: readonly SocketGroup[]): GroupColumn[] {
  const [first] = groups;
  if (!first) return [];
  const number = (heading: string, cell: (group: SocketGroup) => number | null): GroupColumn => ({
    heading,
    cell: (group) => `${cell(group) ?? NOTHING}`,
    isNumber: true,
  });
  return [
    number('COUNT', ({ count }) => count),
    ...Object.keys(first.max).flatMap((name) => [
      ...(name in first.sum ? [number(headingOf(name), ({ sum }) => sum[name] ?? null)] : []),
      number(`MAX-${headingOf(name)}`, ({ max }) => max[name] ?? null),
    ]),
    ...Object.keys(first.key).map((name) => ({
      heading: headingOf(name),
      cell: ({ key }: SocketGroup) => valueText(key[name] ?? null),
      isNumber: false,
    })),
  ];
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
  if ('receive' in value) return DIRECTIONS[Number(value.receive) + 2 * Number(value.send)] as string;
  return value.join(',') || NOTHING;
}

const lengthOf = (text: string) => [...text].length;

/** The widths with the widest texts cut, one character after the other; where that is not enough, as they were. */
function fitted(natural: readonly number[], columns: readonly GroupColumn[], room: number): number[] {
  const widths = [...natural];
  const texts = columns.flatMap(({ isNumber }, at) => (isNumber ? [] : [at]));
  let excess = widths.reduce((sum, width) => sum + width, widths.length - 1) - room;
  for (; excess > 0; excess--) {
    const widest = texts.reduce((best, at) => ((widths[at] ?? 0) > (widths[best] ?? 0) ? at : best), texts[0] ?? -1);
    if ((widths[widest] ?? 0) <= LEAST) return [...natural];
    (widths[widest] as number)--;
  }
  return widths;
}

function lineOf(row: readonly string[], widths: readonly number[], columns: readonly GroupColumn[]): string {
  const cells = row.map((text, at) => {
    const width = widths[at] as number;
    const length = lengthOf(text);
    const shown = length > width ? `${[...text].slice(0, width - 1).join('')}${CUT}` : text;
    const blanks = ' '.repeat(Math.max(0, width - length));
    if (columns[at]?.isNumber) return blanks + shown;
    return at === row.length - 1 ? shown : shown + blanks;
  });
  return cells.join(' ');
}
