import { type Columns, MEMORY_WORDS } from './columns.ts';
import type { Field } from './field.ts';
import { FIELDS } from './fields.ts';
import { MPTCP_INFO_FIELDS } from './mptcp-info-fields.ts';
import type { NumberColumn } from './number-column.ts';
import { NUMBER_COLUMNS, type NumberField } from './number-fields.ts';
import { RATE_NAMES, type RateColumns } from './rates.ts';
import { isSctp, isUnix, MEMORY_NAMES, type SocketMemory } from './readers.ts';
import { structNumbers } from './struct-fields.ts';
import { TCP_INFO_FIELDS, type TcpInfoField } from './tcp-info-fields.ts';
import { UNKNOWN } from './unknown.ts';

export type ColumnField = (typeof NUMBER_COLUMNS)[number];

/**
 * One field of all rows, as numbers. NaN where a row has no such field, does not know it, or where it was not asked for; Infinity where the
 * kernel says that there is no limit. What has names is by its number in the kernel, booleans are 0 and 1, and numbers of 64 bits are exact
 * up to 2^53.
 * @param out - gets a number a row, and must have room for them
 * @returns the part of `out` that was written
 * @throws TypeError for an `out` of another class, and for a field that is none, or has not one number a row; RangeError for an `out` that is too
 *   small
 */
export function numbers(table: Columns, field: NumberField, out: Float64Array): Float64Array {
  if (!(out instanceof Float64Array)) throw new TypeError('out must be a Float64Array');
  if (out.length < table.length) {
    throw new RangeError(`out has room for ${out.length} numbers, but the table has ${table.length} rows`);
  }
  const column = out.subarray(0, table.length);
  const [group, member = ''] = field.split('.');
  if (group === 'tcpInfo' && Object.hasOwn(TCP_INFO_FIELDS, member)) {
    structNumbers(table.tcpInfo, TCP_INFO_FIELDS[member as TcpInfoField], column);
  } else if (group === 'mptcpInfo' && Object.hasOwn(MPTCP_INFO_FIELDS, member)) {
    structNumbers(table.mptcpInfo, MPTCP_INFO_FIELDS[member as keyof typeof MPTCP_INFO_FIELDS], column);
  } else if (group === 'memory' && MEMORY_NAMES.includes(member as keyof SocketMemory)) {
    memoryNumbers(table, MEMORY_NAMES.indexOf(member as keyof SocketMemory), column);
  } else if (group === 'rates' && RATE_NAMES.includes(member as keyof RateColumns)) {
    const rates = table.rates?.[member as keyof RateColumns];
    if (rates) column.set(rates.subarray(0, column.length));
    else column.fill(Number.NaN);
  } else if (isColumnField(field)) {
    columnNumbers(table, field, column);
  } else {
    throw new TypeError(`field: '${field}' is no field with one number a row`);
  }
  return column;
}

export function isColumnField(field: string): field is ColumnField {
  return NUMBER_COLUMNS.some((name) => name === field);
}

type Columned = Readonly<Partial<Record<string, NumberColumn>>>;

function columnNumbers(table: Columns, name: ColumnField, out: Float64Array): void {
  const groups: readonly (object | undefined)[] = [table, table.unix, table.sctp];
  const column = groups.map((columns) => (columns as Columned | undefined)?.[name]).find(Boolean);
  if (!column) {
    out.fill(Number.NaN);
    return;
  }
  for (let row = 0; row < out.length; row++) out[row] = column[row] as number;
  if (name in UNKNOWN) dropUnknown(table.unknown, UNKNOWN[name as keyof typeof UNKNOWN], out);
  const { on }: Field = FIELDS[name];
  if (on) dropOthers(table, on, out);
}

function dropUnknown(unknown: Uint32Array, bit: number, out: Float64Array): void {
  for (let row = 0; row < out.length; row++) if (((unknown[row] as number) & bit) !== 0) out[row] = Number.NaN;
}

/** Of fields that only some rows have. */
function dropOthers(table: Columns, on: NonNullable<Field['on']>, out: Float64Array): void {
  for (let row = 0; row < out.length; row++) {
    const has = on === 'sctp' ? isSctp(table, row) : isUnix(table, row) === (on === 'unix');
    if (!has) out[row] = Number.NaN;
  }
}

function memoryNumbers({ memory, unknown }: Columns, member: number, out: Float64Array): void {
  if (!memory) {
    out.fill(Number.NaN);
    return;
  }
  for (let row = 0; row < out.length; row++) out[row] = memory[row * MEMORY_WORDS + member] as number;
  dropUnknown(unknown, UNKNOWN.memory, out);
}
