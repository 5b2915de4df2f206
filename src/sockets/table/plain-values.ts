import { parseAddress } from '../../base/parse-address.ts';
import { AF_INET, AF_INET6 } from '../../uapi/sockets.ts';
import type { NumberColumn } from './number-column.ts';
import { ADDRESS_BYTES } from './sctp.ts';

/** Checks of values of plain data, and how they go into columns: one for each kind of a field. */

/** What is null or missing is not known. */
export function isUnknown(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}

/** @param most - what the column can hold */
export function isNumber(value: unknown, most: number): value is number {
  return typeof value === 'number' && value >= 0 && value <= most && Number.isInteger(value);
}

export function isBoolean(value: unknown): value is boolean {
  return typeof value === 'boolean';
}

export function isName(value: unknown, names: readonly string[]): value is string {
  return typeof value === 'string' && names.includes(value);
}

const DECIMAL = /^(?:0|[1-9]\d{0,19})$/;
const MOST_64 = 2n ** 64n - 1n;
/** The most that a word of 32 bits holds. */
export const MOST_32 = 0xffffffff;
/** So many digits are always exact in a number. */
const EXACT_DIGITS = 15;

/** Decimal text of a number of 64 bits. */
export function isText64(value: unknown): value is string {
  if (typeof value !== 'string' || !DECIMAL.test(value)) return false;
  return value.length <= EXACT_DIGITS || BigInt(value) <= MOST_64;
}

const ASCII = /^[!-~]+$/;

/** Text that a column of so many bytes a row can hold. */
export function isText(value: unknown, bytes: number): value is string {
  return typeof value === 'string' && value.length <= bytes && ASCII.test(value);
}

const SCRATCH = new Uint8Array(ADDRESS_BYTES);

/** An address of a row's family. */
export function isAddress(value: unknown, family: unknown): value is string {
  return typeof value === 'string' && parseAddress(familyNumber(family), value, SCRATCH, 0);
}

/** That of an IP socket. */
export function familyNumber(family: unknown): number {
  return family === 'inet6' ? AF_INET6 : AF_INET;
}

/** A row of a table that is being filled, and the word of what is not known of it. */
export interface KnownRow {
  readonly unknown: Uint32Array;
}

/** Fills a field that is known, and says that it is. */
export function putNumber(
  table: KnownRow,
  row: number,
  column: NumberColumn,
  value: number | null | undefined,
  bit: number,
) {
  if (isUnknown(value)) return;
  column[row] = value;
  table.unknown[row] = (table.unknown[row] as number) & ~bit;
}

/** Fills a field of so many bytes a row. */
export function putText(
  table: KnownRow,
  row: number,
  column: Uint8Array,
  value: string | null | undefined,
  bytes: number,
  bit: number,
) {
  if (isUnknown(value)) return;
  for (let i = 0; i < bytes; i++) column[row * bytes + i] = i < value.length ? value.charCodeAt(i) : 0;
  table.unknown[row] = (table.unknown[row] as number) & ~bit;
}

/** Fills a field of two words, the low one first. */
export function putText64(
  table: KnownRow,
  row: number,
  column: Uint32Array,
  value: string | null | undefined,
  bit: number,
) {
  if (isUnknown(value)) return;
  putWords(column, 2 * row, value);
  table.unknown[row] = (table.unknown[row] as number) & ~bit;
}

const WORD = 2 ** 32;

/** Puts a number of 64 bits into two words, the low one first. What is above 2^53 is as near as the number or text is. */
export function putWords(words: Uint32Array, at: number, value: number | string): void {
  if (typeof value === 'number' ? value <= Number.MAX_SAFE_INTEGER : value.length <= EXACT_DIGITS) {
    const small = Number(value);
    words[at] = small;
    words[at + 1] = small / WORD;
    return;
  }
  const large = BigInt(value);
  words[at] = Number(large & 0xffffffffn);
  words[at + 1] = Number(large >> 32n);
}

export const NO_BYTES = new Uint8Array(0);
