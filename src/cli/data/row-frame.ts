import type { LineWriter } from '../output/line-writer.ts';
import type { DataFormat } from '../settings.ts';

const OPEN_ROW = 0x7b;
const CLOSE_ROW = Buffer.from('}');
const OPEN = Buffer.from('[');
const NEXT = Buffer.from(',');
const CLOSE = Buffer.from(']');
const CARRIAGE_RETURN = Buffer.from('\r');

/**
 * What stands around rows: one array with a row a line, or a row a line. Of CSV lines end as RFC 4180 has it; to a terminal a carriage return
 * says nothing.
 */
export class RowFrame {
  readonly #format: DataFormat;
  readonly #out: LineWriter;
  #begun = false;
  #start = 0;

  constructor(format: DataFormat, out: LineWriter) {
    this.#format = format;
    this.#out = out;
  }

  /** Before a row, whose fields each begin with a comma in JSON. */
  begin(): void {
    const out = this.#out;
    if (this.#format === 'json') {
      out.copy(this.#begun ? NEXT : OPEN);
      if (this.#begun) out.endLine();
      this.#begun = true;
    }
    this.#start = out.length;
  }

  /** Behind it. */
  end(): void {
    const out = this.#out;
    if (this.#format === 'csv') {
      if (!out.terminal) out.copy(CARRIAGE_RETURN);
    } else {
      // A row without a field has no comma either.
      if (out.length === this.#start) out.copy(NEXT);
      out.bytes[this.#start] = OPEN_ROW;
      out.copy(CLOSE_ROW);
    }
    if (this.#format !== 'json') out.endLine();
  }

  /** Behind the last row. */
  close(): void {
    if (this.#format !== 'json') return;
    if (!this.#begun) this.#out.copy(OPEN);
    this.#out.copy(CLOSE);
    this.#out.endLine();
    this.#begun = false;
  }
}
