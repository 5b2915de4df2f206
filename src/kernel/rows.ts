import { firstRows, showAs } from '../base/shown.ts';
import type { Batch } from './batch.ts';
import type { TableReport } from './report.ts';

/** A whole table: its rows in the kernel's order, and what it says of itself. */
export class Rows<Row> implements Iterable<Row> {
  readonly report: TableReport;
  readonly #rows: readonly Row[];

  constructor(rows: readonly Row[], report: TableReport) {
    this.#rows = rows;
    this.report = report;
  }

  get length(): number {
    return this.#rows.length;
  }

  /** @param index - from the end when negative */
  at(index: number): Row | undefined {
    return this.#rows.at(index);
  }

  [Symbol.iterator](): IterableIterator<Row> {
    return this.#rows[Symbol.iterator]();
  }

  /** Plain data for JSON, which has no bigint: quantities of 64 bits are numbers, exact up to 2^53. */
  toJSON(): unknown[] {
    return this.#rows.map(plain);
  }
}

showAs(Rows, (rows: Rows<unknown>) => ({ ...firstRows(rows), sources: rows.report.sources }));

/** Copies data for JSON: bigints, all of which are quantities, become numbers, and maps objects. */
export function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Map) return plain(Object.fromEntries(value));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}

/** The batches of a table, and what it says of itself. */
export interface TableScan<Record, Row> extends AsyncGenerator<Batch<Record, Row>, void, undefined> {
  /** Grows while it runs. */
  readonly report: TableReport;
}

export function tableScan<Record, Row>(
  batches: AsyncGenerator<Batch<Record, Row>, void, undefined>,
  report: TableReport,
): TableScan<Record, Row> {
  return Object.defineProperty(batches, 'report', { value: report, enumerable: true }) as TableScan<Record, Row>;
}

export async function collect<Record, Row>(scan: TableScan<Record, Row>): Promise<Rows<Row>> {
  const rows: Row[] = [];
  for await (const batch of scan) for (const row of batch) rows.push(row);
  return new Rows(rows, scan.report);
}
