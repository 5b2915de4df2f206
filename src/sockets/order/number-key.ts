import type { Columns } from '../table/columns.ts';
import type { NumberField } from '../table/number-fields.ts';
import { numbers } from '../table/numbers.ts';
import type { GroupKey, GroupValue } from './group-key.ts';

/** A field of which a row has one number. No limit is null in plain data, as unknown is: the two are one group. */
export function numberKey(name: string, field: NumberField, value: (number: number) => GroupValue = itself): GroupKey {
  const fill = (table: Columns, out: Float64Array) => {
    const column = numbers(table, field, out);
    for (let row = 0; row < column.length; row++) if (!Number.isFinite(column[row])) column[row] = Number.NaN;
  };
  return { name, fill, value, compare: ascending };
}

/** A key that is true or false, by 1 and 0. */
export const isTrue = (number: number): boolean => number === 1;

/** The order of numbers. */
export function ascending(one: number, other: number): number {
  return one - other;
}

function itself(number: number): number {
  return number;
}
