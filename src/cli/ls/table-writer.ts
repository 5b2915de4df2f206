import { textBeginning } from '../output/display-width.ts';
import type { LineWriter } from '../output/line-writer.ts';
import { cellText, textWidth } from './layout.ts';
import type { Page } from './page.ts';

const ELLIPSIS = Buffer.from('…');
const COLON = 0x3a;

/** A column as it is written. */
export interface WrittenColumn {
  heading: string;
  width: number;
  /** Numbers stand at the right. */
  right: boolean;
  /** Of what is cut the port stays. */
  isEnd: boolean;
}

/** Writes pages as lines of columns, a blank between two, and none behind the last. */
export class TableWriter {
  readonly #out: LineWriter;
  readonly #columns: readonly WrittenColumn[];

  readonly #cuts: boolean;
  readonly #lineWidth: number;

  /** @param cuts - whether a text may be wider than its column */
  constructor(out: LineWriter, columns: readonly WrittenColumn[], cuts: boolean) {
    this.#out = out;
    this.#columns = columns;
    this.#cuts = cuts;
    this.#lineWidth = columns.reduce((sum, { width }) => sum + width + 1, 0);
  }

  heading(): void {
    const texts = this.#columns.map(({ heading }) => Buffer.from(heading));
    const ends = Uint32Array.from(texts, (_, i) => texts.slice(0, i + 1).reduce((sum, { length }) => sum + length, 0));
    this.page({ rows: 1, bytes: new Uint8Array(Buffer.concat(texts)), ends, styles: undefined, isAscii: true });
  }

  page(page: Page): void {
    if (page.isAscii && !page.styles && !this.#cuts) this.#wholePage(page);
    else this.#anyPage(page);
  }

  /** Nearly every page there is: nothing but bytes to be copied. */
  #wholePage({ rows, bytes, ends }: Page): void {
    const out = this.#out;
    const columns = this.#columns;
    let from = 0;
    let at = 0;
    for (let row = 0; row < rows; row++) {
      out.reserve(this.#lineWidth);
      const target = out.bytes;
      let to = out.length;
      let next = to;
      for (let column = 0; column < columns.length; column++) {
        const { width, right } = columns[column] as WrittenColumn;
        const end = ends[at++] as number;
        to = right ? next + width - (end - from) : next;
        while (from < end) target[to++] = bytes[from++] as number;
        next += width + 1;
      }
      out.length = to;
      out.endLine();
    }
  }

  #anyPage(page: Page): void {
    const columns = this.#columns;
    const { bytes, ends, styles, isAscii } = page;
    let start = 0;
    let at = 0;
    for (let row = 0; row < page.rows; row++) {
      // What stands at the left is filled up when the next column follows.
      let blanks = 0;
      for (let column = 0; column < columns.length; column++, at++) {
        const { width, right, isEnd } = columns[column] as WrittenColumn;
        const end = ends[at] as number;
        const taken = isAscii ? end - start : textWidth(bytes, start, end);
        const missing = Math.max(0, width - taken);
        this.#blanks(blanks + (right ? missing : 0));
        const style = styles?.[at] ?? 0;
        if (style !== 0) this.#out.text(`\x1b[${style}m`);
        if (taken > width) blanks = width - this.#cut(bytes, start, end, width, isEnd) + 1;
        else {
          this.#out.copy(bytes, start, end);
          blanks = (right ? 0 : missing) + 1;
        }
        if (style !== 0) this.#out.text('\x1b[0m');
        start = end;
      }
      this.#out.endLine();
    }
  }

  #blanks(count: number): void {
    if (count <= 0) return;
    this.#out.reserve(count);
    this.#out.length += count;
  }

  /** Writes what fits, with `…` for what does not; returns how wide that is. */
  #cut(bytes: Uint8Array, start: number, end: number, width: number, isEnd: boolean): number {
    const port = isEnd ? portStart(bytes, start, end, width) : end;
    const tail = end - port;
    const text = Buffer.from(textBeginning(cellText(bytes, start, port), width - 1 - tail));
    this.#out.copy(text);
    this.#out.copy(ELLIPSIS);
    this.#out.copy(bytes, port, end);
    return textWidth(text, 0, text.length) + 1 + tail;
  }
}

const PORT_BYTES = 6;

/** Where `:port` begins that fits beside some of its address; the end where there is none. */
function portStart(bytes: Uint8Array, start: number, end: number, width: number): number {
  for (let at = end - 1; at >= start && end - at <= Math.min(PORT_BYTES, width - 2); at--) {
    const byte = bytes[at] as number;
    if (byte === COLON) return at;
    if (byte < 0x30 || byte > 0x39) break;
  }
  return end;
}
