import type { Columns } from '../table/columns.ts';
import type { Shutdown } from '../table/readers.ts';
import type { Tls } from '../table/tls.ts';

/** A key's value, as plain data has it; `null` where it is unknown, or a row has no such field. */
export type GroupValue = string | number | boolean | readonly string[] | Shutdown | Tls | null;

/** One of the keys that rows are grouped by. It stands for each value by a number, so that groups are made of numbers alone. */
export interface GroupKey {
  /** As groups name it. */
  readonly name: string;
  /** Writes the number of each row's value, the same for the same value; NaN for unknown. */
  fill(table: Columns, out: Float64Array): void;
  /** What such a number stands for; it is not NaN. */
  value(number: number): GroupValue;
  /** The order of values: below 0 where the first comes before the second. Neither is NaN. */
  compare(one: number, other: number): number;
}
