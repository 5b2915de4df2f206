import type { LineWriter } from '../output/line-writer.ts';
import type { DataFormat } from '../settings.ts';
import { csvCell, jsonMembers } from './plain-value.ts';
import { RowFrame } from './row-frame.ts';
import { leafNames, type Shapes } from './shape.ts';
import { timeColumn } from './time-column.ts';
import type { WrittenRows } from './written-rows.ts';

type Members = Readonly<Record<string, unknown>>;

/** Writes rows that are plain data, of tables that are small beside those of sockets. */
export class RowWriter {
  readonly #format: DataFormat;
  readonly #out: LineWriter;
  readonly #frame: RowFrame;
  readonly #names: readonly string[];
  readonly #chosen: readonly string[] | undefined;
  readonly #time: Uint8Array;

  /** @param chosen - names of columns, of leaves alone; without it all of them */
  constructor(
    format: DataFormat,
    { shapes, chosen }: { shapes: Shapes; chosen: readonly string[] | undefined },
    out: LineWriter,
    { time, header = true }: WrittenRows,
  ) {
    this.#format = format;
    this.#out = out;
    this.#frame = new RowFrame(format, out);
    this.#names = chosen ?? leafNames(shapes);
    this.#chosen = chosen;
    const { prefix, names } = timeColumn(format, time);
    this.#time = prefix;
    if (format !== 'csv' || !header) return;
    this.#frame.begin();
    out.text([...names, ...this.#names].join(','));
    this.#frame.end();
  }

  row(data: object): void {
    const out = this.#out;
    this.#frame.begin();
    out.copy(this.#time);
    const text =
      this.#format === 'csv' ? this.#cells(data) : jsonMembers(this.#chosen ? picked(data, this.#chosen) : data);
    out.copy(Buffer.from(text));
    this.#frame.end();
  }

  /** Behind the last row. */
  end(): void {
    this.#frame.close();
  }

  #cells(data: object): string {
    return this.#names.map((name) => csvCell(memberOf(data, name.split('.')))).join(',');
  }
}

function memberOf(data: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Members | null | undefined)?.[key], data);
}

/** The members of these names, each where it is in the data. */
function picked(data: object, names: readonly string[]): object {
  const result: Record<string, unknown> = {};
  for (const name of names) pick(data, name.split('.'), result);
  return result;
}

function pick(data: object, [key = '', ...rest]: readonly string[], into: Record<string, unknown>): void {
  const value = (data as Members)[key];
  if (rest.length === 0 || typeof value !== 'object' || value === null) {
    into[key] = value;
    return;
  }
  const member = (into[key] ?? {}) as Record<string, unknown>;
  into[key] = member;
  pick(value, rest, member);
}
