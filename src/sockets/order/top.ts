import type { Columns } from '../table/columns.ts';
import { appendRow } from '../table/copy-row.ts';
import { NO_OWNER } from '../table/owner-chains.ts';
import type { ScanReport } from '../table/report.ts';
import { SocketTable } from '../table/socket-table.ts';
import type { TableOptions } from '../table/table-options.ts';
import { type SortKey, sortedRows } from './sort.ts';
import { sortColumns } from './sort-columns.ts';

/** Rows are sorted when so many wait, or four times as many as were kept: there may be far fewer rows than are wanted. */
const LEAST_WAITING = 1024;
const WAITING = 4;

/** The first rows in the order of some keys, of as many batches as there are, in memory for a few times as many rows as are wanted. */
export class TopRows {
  readonly #keys: readonly SortKey[];
  readonly #count: number;
  readonly #report: ScanReport;
  readonly #options: TableOptions;
  #kept: SocketTable;
  /** What the last of the rows that are wanted so far has, of the number that counts most; undefined while any row may be one. */
  #worst: number | undefined;

  /** @param options - of the tables that rows are kept in: the columns of all batches */
  constructor(keys: readonly SortKey[], count: number, report: ScanReport, options: TableOptions) {
    this.#keys = keys;
    this.#count = count;
    this.#report = report;
    this.#options = options;
    this.#kept = this.#newTable(LEAST_WAITING);
  }

  /**
   * Takes rows of a batch, which may be filled anew behind it.
   * @param rows - those that may be wanted, in their order
   */
  add(batch: Columns, rows: Uint32Array): void {
    const [{ field }] = this.#keys as [SortKey];
    const { columns, ofThisTable } = sortColumns(batch, field);
    const [values] = columns as [Float64Array];
    for (const row of rows) {
      if (!ofThisTable && !this.#mayBeWanted(values[row] as number, columns.length)) continue;
      if (this.#kept.length === this.#kept.capacity) this.#dropOthers(!ofThisTable);
      this.#append(batch, row);
    }
  }

  /** Those that are wanted, in their order. */
  end(): SocketTable {
    this.#dropOthers(false);
    return this.#kept;
  }

  #newTable(capacity: number): SocketTable {
    const table = new SocketTable(capacity, this.#report, this.#options);
    table.firstOwner = new Uint32Array(table.capacity).fill(NO_OWNER);
    return table;
  }

  /** A row that is only as good as the last one comes behind it, unless something else counts too. */
  #mayBeWanted(value: number, columns: number): boolean {
    const worst = this.#worst;
    if (worst === undefined) return true;
    const [{ descending }] = this.#keys as [SortKey];
    if (value === worst || (Number.isNaN(value) && Number.isNaN(worst))) return columns > 1 || this.#keys.length > 1;
    if (Number.isNaN(value) || Number.isNaN(worst)) return Number.isNaN(worst);
    return descending ? value > worst : value < worst;
  }

  #append(batch: Columns, row: number): void {
    const kept = this.#kept;
    appendRow(batch, row, kept);
    kept.owners = batch.owners;
    (kept.firstOwner as Uint32Array)[kept.length - 1] = batch.firstOwner?.[row] ?? NO_OWNER;
  }

  #dropOthers(comparable: boolean): void {
    const all = this.#kept;
    const rows = sortedRows(all, this.#keys).subarray(0, this.#count);
    this.#kept = this.#newTable(Math.max(LEAST_WAITING, WAITING * rows.length));
    for (const row of rows) this.#append(all, row);
    if (!comparable || this.#kept.length < this.#count) return;
    const [{ field }] = this.#keys as [SortKey];
    this.#worst = sortColumns(this.#kept, field).columns[0]?.[this.#kept.length - 1];
  }
}
