import { displayWidth } from '../output/display-width.ts';
import type { Page } from './page.ts';

/** Which columns may be cut, and which of them first: texts, then addresses. Numbers and states stay whole. */
export type Cut = 'text' | 'end' | undefined;

/** What is left of a column that is cut: a few characters of a name, or a port with some of its address. */
const LEAST = { text: 9, end: 8 };

/** How wide each column is by its content. */
export function naturalWidths(pages: readonly Page[], headings: readonly string[]): number[] {
  const widths = headings.map((heading) => heading.length);
  for (const { rows, bytes, ends, isAscii } of pages) {
    let start = 0;
    for (
      let at = 0, column = 0;
      at < rows * widths.length;
      at++, column = column + 1 < widths.length ? column + 1 : 0
    ) {
      const end = ends[at] as number;
      // No text is wider than it has bytes.
      if (end - start > (widths[column] as number)) {
        const width = isAscii ? end - start : textWidth(bytes, start, end);
        if (width > (widths[column] as number)) widths[column] = width;
      }
      start = end;
    }
  }
  return widths;
}

export function textWidth(bytes: Uint8Array, start: number, end: number): number {
  return displayWidth(cellText(bytes, start, end));
}

export function cellText(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('utf8');
}

/**
 * The widths at which lines fit into so many columns, a blank between two: texts are cut first, then addresses, the widest of them most. Where not even
 * that is enough nothing is cut: lines are broken anyway.
 */
export function fittedWidths(natural: readonly number[], cuts: readonly Cut[], room: number): number[] {
  const widths = [...natural];
  let excess = widths.reduce((sum, width) => sum + width, widths.length - 1) - room;
  for (const kind of ['text', 'end'] as const) {
    const columns = widths.flatMap((_, column) => (cuts[column] === kind ? [column] : []));
    while (excess > 0) {
      const widest = columns.reduce(
        (best, column) => ((widths[column] ?? 0) > (widths[best] ?? 0) ? column : best),
        columns[0] ?? -1,
      );
      if ((widths[widest] ?? 0) <= LEAST[kind]) break;
      (widths[widest] as number)--;
      excess--;
    }
  }
  return excess > 0 ? [...natural] : widths;
}
