import { isAscii } from 'node:buffer';
import type { SocketTable } from '../../index.ts';
import { LineWriter } from '../output/line-writer.ts';
import type { BoundCells, Cell } from './cell.ts';

/** The texts of some rows, one behind the other: to know how wide columns must be, all texts have to be there before the first line. */
export interface Page {
  rows: number;
  bytes: Uint8Array;
  /** Where the text of each cell ends, row by row. */
  ends: Uint32Array;
  /** An SGR parameter for each cell; undefined where no colours are wanted. */
  styles: Uint8Array | undefined;
  /** There is nothing but ASCII in it, so that a byte is a column. */
  isAscii: boolean;
}

/** So many rows make a page where a table has more: what pages are made of then stays small. */
const MOST_ROWS = 4096;

/** Makes pages of the rows of tables. */
export class PageMaker {
  readonly #cells: readonly Cell[];
  readonly #coloured: boolean;
  readonly #out = new LineWriter(() => {});

  constructor(cells: readonly Cell[], coloured: boolean) {
    this.#cells = cells;
    this.#coloured = coloured;
  }

  /** @param rows - which of them, and in which order */
  *pages(table: SocketTable, rows: Uint32Array): Generator<Page> {
    const bound = this.#cells.map((cell) => cell(table, this.#out));
    for (let from = 0; from < rows.length; from += MOST_ROWS)
      yield this.#page(bound, rows.subarray(from, from + MOST_ROWS));
  }

  #page(bound: readonly BoundCells[], rows: Uint32Array): Page {
    const out = this.#out;
    const ends = new Uint32Array(rows.length * bound.length);
    let at = 0;
    for (let i = 0; i < rows.length; i++) {
      for (let column = 0; column < bound.length; column++) {
        (bound[column] as BoundCells).write(rows[i] as number);
        ends[at++] = out.length;
      }
    }
    const bytes = out.bytes.slice(0, out.length);
    out.cut(0);
    const styles = this.#coloured ? stylesOf(bound, rows) : undefined;
    return { rows: rows.length, bytes, ends, styles, isAscii: isAscii(bytes) };
  }
}

function stylesOf(bound: readonly BoundCells[], rows: Uint32Array): Uint8Array {
  const styles = new Uint8Array(rows.length * bound.length);
  for (const [column, { style }] of bound.entries()) {
    if (style) for (let i = 0; i < rows.length; i++) styles[i * bound.length + column] = style(rows[i] as number);
  }
  return styles;
}
