import type { Columns } from '../table/columns.ts';
import type { Field } from '../table/field.ts';
import { FIELDS } from '../table/fields.ts';
import type { NumberColumn } from '../table/number-column.ts';
import type { ColumnField } from '../table/numbers.ts';
import { isSctp, isUnix } from '../table/readers.ts';
import { UNKNOWN } from '../table/unknown.ts';
import { FALSE, TRUE, type Truths, UNKNOWN_TRUTH } from './truth.ts';

/** The column of a field; undefined where the table has none: then no row has the field. */
export function columnOf(table: Columns, name: ColumnField): NumberColumn | undefined {
  const groups = [table, table.unix, table.sctp] as readonly (object | undefined)[];
  for (const group of groups) {
    const column = (group as Readonly<Partial<Record<string, NumberColumn>>> | undefined)?.[name];
    if (column) return column;
  }
  return undefined;
}

/** Fills in whether the numbers of a column lie within bounds. */
export function fillWithin(column: NumberColumn, low: number, high: number, length: number, out: Truths): void {
  for (let row = 0; row < length; row++) {
    const number = column[row] as number;
    out[row] = number >= low && number <= high ? TRUE : FALSE;
  }
}

/** Makes unknown what rows do not know of a field, or do not have. */
export function dropUnknown(table: Columns, name: ColumnField, out: Truths): void {
  const { unknown, length } = table;
  const bit: number = UNKNOWN[name as keyof typeof UNKNOWN] ?? 0;
  if (bit !== 0) {
    for (let row = 0; row < length; row++) if (((unknown[row] as number) & bit) !== 0) out[row] = UNKNOWN_TRUTH;
  }
  const { on }: Field = FIELDS[name];
  // Without UNIX sockets' columns there are none of their rows.
  if (on === undefined || (on === 'inet' && !table.unix)) return;
  for (let row = 0; row < length; row++) {
    const has = on === 'sctp' ? isSctp(table, row) : isUnix(table, row) === (on === 'unix');
    if (!has) out[row] = UNKNOWN_TRUTH;
  }
}
