import { AF_UNIX } from '../../uapi/sockets.ts';
import type { Columns } from '../table/columns.ts';
import type { NumberField } from '../table/number-fields.ts';
import { type ColumnField, isColumnField, numbers } from '../table/numbers.ts';
import { columnOf, dropUnknown, fillWithin } from './column-test.ts';
import { hasNumber, type NumberSet } from './intervals.ts';
import { FALSE, TRUE, type Truths, type TruthTest, UNKNOWN_TRUTH } from './truth.ts';

/** What the fields of a table are read into, one after the other. It grows with the longest one. */
let scratch = new Float64Array(0);

/** One field of all rows; NaN where it is unknown. Valid until the next call. */
function numbersOf(table: Columns, field: NumberField): Float64Array {
  if (scratch.length < table.length) scratch = new Float64Array(Math.max(table.length, 1024));
  return numbers(table, field, scratch);
}

/** Whether the number that a row has in a field is in a set. */
export function numberTest(field: NumberField, set: NumberSet): TruthTest {
  const [first, ...others] = set.intervals;
  const single = first !== undefined && others.length === 0 && set.masked.length === 0 ? first : undefined;
  if (single && isColumnField(field)) return withinTest(field, single.low, single.high);
  return {
    slow: false,
    fill(table, out) {
      const column = numbersOf(table, field);
      if (single) return fillInterval(column, single.low, single.high, out);
      for (let row = 0; row < column.length; row++) {
        const number = column[row] as number;
        out[row] = Number.isNaN(number) ? UNKNOWN_TRUTH : hasNumber(set, number) ? TRUE : FALSE;
      }
    },
  };
}

/** The most common comparison: of a column with one number. */
function withinTest(field: ColumnField, low: number, high: number): TruthTest {
  return {
    slow: false,
    fill(table, out) {
      const column = columnOf(table, field);
      if (!column) return void out.fill(UNKNOWN_TRUTH, 0, table.length);
      fillWithin(column, low, high, table.length, out);
      dropUnknown(table, field, out);
    },
  };
}

function fillInterval(column: Float64Array, low: number, high: number, out: Truths): void {
  for (let row = 0; row < column.length; row++) {
    const number = column[row] as number;
    out[row] = number >= low && number <= high ? TRUE : Number.isNaN(number) ? UNKNOWN_TRUTH : FALSE;
  }
}

/** The truth of each of the kernel's numbers for something that has names. */
export function codeTest(field: ColumnField, truths: Truths): TruthTest {
  return {
    slow: false,
    fill(table, out) {
      const column = columnOf(table, field);
      if (!column) return void out.fill(UNKNOWN_TRUTH, 0, table.length);
      for (let row = 0; row < table.length; row++) out[row] = truths[column[row] as number] as number;
      dropUnknown(table, field, out);
    },
  };
}

/** Whether a row that listens has more waiting for it than it allows, where that is an answer that is looked for. */
export function queueFullTest(wanted: (full: boolean) => boolean): TruthTest {
  const [full, free] = [wanted(true) ? TRUE : FALSE, wanted(false) ? TRUE : FALSE];
  return {
    slow: false,
    fill(table, out) {
      const { recvQ, backlog, family } = table;
      for (let row = 0; row < table.length; row++) {
        const isFull = (recvQ[row] as number) > (backlog[row] as number);
        out[row] = family[row] === AF_UNIX ? UNKNOWN_TRUTH : isFull ? full : free;
      }
      dropUnknown(table, 'recvQ', out);
      dropUnknown(table, 'backlog', out);
    },
  };
}

/** An answer for each number, asked once for each that there is. */
export function mappedNumberTest(field: NumberField, answer: (number: number) => boolean): TruthTest {
  const known = new Map<number, number>();
  return {
    slow: true,
    fill(table, out) {
      const column = numbersOf(table, field);
      if (known.size > MOST_KNOWN) known.clear();
      for (let row = 0; row < column.length; row++) {
        const number = column[row] as number;
        let truth = Number.isNaN(number) ? UNKNOWN_TRUTH : known.get(number);
        if (truth === undefined) {
          truth = answer(number) ? TRUE : FALSE;
          known.set(number, truth);
        }
        out[row] = truth;
      }
    },
  };
}

/** Numbers whose answers are kept from one table to the next. */
const MOST_KNOWN = 4096;
