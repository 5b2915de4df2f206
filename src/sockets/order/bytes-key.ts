import { decodeText } from '../../base/text.ts';
import type { Columns } from '../table/columns.ts';
import { isUnix, word64 } from '../table/readers.ts';
import { UNKNOWN } from '../table/unknown.ts';
import { BytesIndex } from './bytes-index.ts';
import type { GroupKey } from './group-key.ts';

/** Bytes of a number of 64 bits. */
const ID64 = 8;
/** Bytes of the columns `congestion` and `ulp`. */
const SHORT_TEXT = 16;

/** In the order of their numbers. */
export function id64Key(name: 'cookie' | 'cgroup'): GroupKey {
  const seen = new BytesIndex();
  const id = (number: number) => word64(new Uint32Array(seen.at(number).slice().buffer), 0);
  const fill = (table: Columns, out: Float64Array) => {
    const { length, unknown } = table;
    const words = table[name] ?? NO_WORDS;
    const bytes = new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
    for (let row = 0; row < length; row++) {
      const has = words !== NO_WORDS && (name === 'cookie' || !isUnix(table, row));
      const known = has && ((unknown[row] as number) & UNKNOWN[name]) === 0;
      out[row] = known ? seen.find(bytes, row * ID64, (row + 1) * ID64) : Number.NaN;
    }
  };
  const compare = (one: number, other: number) => (id(one) < id(other) ? -1 : 1);
  return { name, fill, value: (number) => `${id(number)}`, compare };
}

const NO_WORDS = new Uint32Array(0);

export function shortTextKey(name: 'congestion' | 'ulp'): GroupKey {
  const seen = new BytesIndex();
  const fill = (table: Columns, out: Float64Array) => {
    const { unknown } = table;
    const column = table[name];
    for (let row = 0; row < table.length; row++) {
      const known = column && !isUnix(table, row) && ((unknown[row] as number) & UNKNOWN[name]) === 0;
      out[row] = known ? seen.find(column, row * SHORT_TEXT, endOfText(column, row)) : Number.NaN;
    }
  };
  return textKey(name, seen, fill);
}

function endOfText(column: Uint8Array, row: number): number {
  let end = row * SHORT_TEXT;
  while (end < (row + 1) * SHORT_TEXT && column[end] !== 0) end++;
  return end;
}

/** A UNIX socket's name as text. Of names that are shown alike, in bytes that are no UTF-8 or with a NUL for the `@`, there is one group. */
export function pathKey(): GroupKey {
  const raw = pathBytesKey();
  const texts = new BytesIndex();
  // The text of each name in bytes, made once.
  const textOf: number[] = [];
  const fill = (table: Columns, out: Float64Array) => {
    raw.fill(table, out);
    for (let row = 0; row < table.length; row++) {
      const number = out[row] as number;
      if (!(number >= 0)) continue;
      textOf[number] ??= findText(texts, pathText(raw.bytes(number)));
      out[row] = textOf[number];
    }
  };
  return textKey('path', texts, fill);
}

function pathText(bytes: Uint8Array): string | null {
  if (bytes.length === 0) return null;
  return bytes[0] === 0 ? `@${decodeText(bytes.subarray(1))}` : decodeText(bytes);
}

/** The name's own bytes, in hexadecimal digits, so that no two names are one. */
export function pathBytesKey(): GroupKey & { bytes(number: number): Uint8Array } {
  const seen = new BytesIndex();
  const fill = (table: Columns, out: Float64Array) => {
    const path = table.unix?.path;
    for (let row = 0; row < table.length; row++) {
      out[row] =
        path && isUnix(table, row) ? seen.find(path.bytes, path.start(row), path.ends[row] as number) : Number.NaN;
    }
  };
  const bytes = (number: number) => seen.at(number);
  const value = (number: number) => Buffer.from(bytes(number)).toString('hex');
  return { name: 'pathBytes', fill, value, compare: (one, other) => seen.compare(one, other), bytes };
}

/** The number of a text; NaN for none. */
export function findText(texts: BytesIndex, text: string | null): number {
  if (text === null) return Number.NaN;
  const bytes = Buffer.from(text);
  return texts.find(bytes, 0, bytes.length);
}

/** A key whose values are texts. */
export function textKey(name: string, texts: BytesIndex, fill: GroupKey['fill']): GroupKey {
  return {
    name,
    fill,
    value: (number) => decodeText(texts.at(number)),
    compare: (one, other) => texts.compare(one, other),
  };
}
