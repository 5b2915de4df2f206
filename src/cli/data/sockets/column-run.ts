import { MAX_ADDRESS_TEXT, writeAddress } from '../../../base/address.ts';
import type { NumberColumn } from '../../../sockets/table/number-column.ts';
import { ADDRESS_BYTES } from '../../../sockets/table/sctp.ts';
import type { SocketTable } from '../../../sockets/table/socket-table.ts';
import { UNKNOWN } from '../../../sockets/table/unknown.ts';
import type { LineWriter } from '../../output/line-writer.ts';
import type { Frame } from '../notation.ts';
import { MAX_DIGITS_64, putDecimal, putDecimal64 } from '../put-decimal.ts';
import type { DataCell } from './cell.ts';

/** What a column holds of a row, and so how it is written. */
export type ColumnKind = 'number' | 'code' | 'id64' | 'address';

/** Numbers a row. */
const WIDTHS: Readonly<Record<ColumnKind, number>> = { number: 1, code: 1, id64: 2, address: 4 };

const NONE = new Uint32Array(0);
const NOTHING = new Uint8Array(0);

/** Of addresses, which are a multiple of these. */
function wordsOf({ buffer, byteOffset, byteLength }: NumberColumn): Uint32Array {
  return new Uint32Array(buffer, byteOffset, byteLength / Uint32Array.BYTES_PER_ELEMENT);
}

/** A field that is one column, in which some rows are unknown. All are of this one class, so that code over them is fast. */
export class RunField {
  readonly kind: ColumnKind;
  readonly name: string;
  readonly frame: Frame;
  /** Of `code`: by number the text, with what stands before it. */
  readonly texts: readonly Uint8Array[];
  /** The same of every other number. */
  readonly otherwise: Uint8Array;
  /** Around an identity or an address. */
  readonly quote: Uint8Array;
  readonly bit: number;
  column: NumberColumn = NONE;
  /** The same, as so many numbers a row as are to be compared. */
  words: NumberColumn = NONE;
  readonly width: number;
  there = false;

  constructor(
    kind: ColumnKind,
    name: string,
    frame: Frame,
    { texts = [], otherwise = NOTHING, quote = NOTHING }: Partial<Pick<RunField, 'texts' | 'otherwise' | 'quote'>> = {},
  ) {
    this.kind = kind;
    this.name = name;
    this.frame = frame;
    this.texts = texts.map((text) => Buffer.concat([frame.before, text]));
    this.otherwise = Buffer.concat([frame.before, otherwise]);
    this.quote = quote;
    this.width = WIDTHS[kind];
    this.bit = (UNKNOWN as Readonly<Record<string, number>>)[name] ?? 0;
  }

  bind(table: SocketTable): void {
    const groups: readonly (object | undefined)[] = [table, table.unix, table.sctp];
    const column = groups
      .map((group) => (group as Readonly<Record<string, NumberColumn>> | undefined)?.[this.name])
      .find(Boolean);
    this.there = column !== undefined;
    this.column = column ?? NONE;
    this.words = this.kind === 'address' ? wordsOf(this.column) : this.column;
  }

  /** Bytes that it takes at most. */
  get most(): number {
    const value = Math.max(MAX_DIGITS_64, MAX_ADDRESS_TEXT) + 2 * this.quote.length;
    const { before, none, absent } = this.frame;
    const fixed = [...this.texts, this.otherwise, none, absent].map(({ length }) => length);
    return Math.max(before.length + value, ...fixed);
  }
}

/**
 * Fields that are columns, one behind the other: most of a row. They are written in one go, into room that was made once; what is as it was in the
 * row before is copied from there, several fields at a time.
 */
export class ColumnRun implements DataCell {
  readonly #fields: readonly RunField[];
  readonly #most: number;
  #unknown: Uint32Array = NONE;
  #family: Uint8Array = NOTHING;
  /** The row that was written last, where its bytes are still there; else -1. */
  #before = -1;
  /** Where each of its fields begins in these bytes, and where the last ends; and the same of the row that is being written. */
  #starts: Uint32Array;
  #next: Uint32Array;

  constructor(fields: readonly RunField[]) {
    this.#fields = fields;
    this.#most = fields.reduce((sum, { most }) => sum + most, 0);
    this.#starts = new Uint32Array(fields.length + 1);
    this.#next = new Uint32Array(fields.length + 1);
  }

  bind(table: SocketTable): void {
    for (const field of this.#fields) field.bind(table);
    this.#unknown = table.unknown;
    this.#family = table.family;
    this.forget();
  }

  forget(): void {
    this.#before = -1;
  }

  write(out: LineWriter, row: number): void {
    out.reserve(this.#most);
    const { bytes, length: start } = out;
    const end = this.#isAlike(row) ? this.#writeChanged(bytes, start, row) : this.#writeAll(bytes, start, row);
    const [starts, next] = [this.#starts, this.#next];
    next[this.#fields.length] = end;
    this.#starts = next;
    this.#next = starts;
    this.#before = row;
    out.length = end;
  }

  /** What decides how every field is written is as in the row before. */
  #isAlike(row: number): boolean {
    const before = this.#before;
    return before >= 0 && this.#unknown[row] === this.#unknown[before] && this.#family[row] === this.#family[before];
  }

  #writeAll(bytes: Uint8Array, start: number, row: number): number {
    let at = start;
    for (let i = 0; i < this.#fields.length; i++) {
      this.#next[i] = at;
      at = this.#field(bytes, at, this.#fields[i] as RunField, row);
    }
    return at;
  }

  #writeChanged(bytes: Uint8Array, start: number, row: number): number {
    const [fields, starts, next, before] = [this.#fields, this.#starts, this.#next, this.#before];
    let at = start;
    /** Fields from this one on are unchanged, and not written yet. */
    let from = 0;
    for (let i = 0; i < fields.length; i++) {
      const field = fields[i] as RunField;
      if (isSame(field, row, before)) continue;
      at = this.#copy(bytes, at, from, i);
      next[i] = at;
      at = this.#field(bytes, at, field, row);
      from = i + 1;
    }
    at = this.#copy(bytes, at, from, fields.length);
    // The first byte of a row is made a brace when it is whole.
    if (at > start && bytes[starts[0] as number] === BRACE) bytes[start] = COMMA;
    return at;
  }

  /** Copies the fields from one up to another as they were in the row before. Returns where they end. */
  #copy(bytes: Uint8Array, at: number, first: number, end: number): number {
    if (first === end) return at;
    const from = this.#starts[first] as number;
    const to = this.#starts[end] as number;
    for (let i = first; i < end; i++) this.#next[i] = at + (this.#starts[i] as number) - from;
    if (to - from >= LONG) bytes.copyWithin(at, from, to);
    else for (let i = from; i < to; i++) bytes[at + i - from] = bytes[i] as number;
    return at + to - from;
  }

  #field(bytes: Uint8Array, at: number, field: RunField, row: number): number {
    const { kind, frame, column } = field;
    if (!field.there) return put(bytes, at, frame.absent);
    if (((this.#unknown[row] as number) & field.bit) !== 0) return put(bytes, at, frame.none);
    if (kind === 'number') return putDecimal(bytes, put(bytes, at, frame.before), column[row] as number);
    if (kind === 'code') return put(bytes, at, field.texts[column[row] as number] ?? field.otherwise);
    return this.#quoted(bytes, at, field, row);
  }

  #quoted(bytes: Uint8Array, start: number, { kind, frame, column, quote }: RunField, row: number): number {
    let at = put(bytes, put(bytes, start, frame.before), quote);
    if (kind === 'id64') at = putDecimal64(bytes, at, column[2 * row] as number, column[2 * row + 1] as number);
    else at = writeAddress(bytes, at, this.#family[row] as number, column as Uint8Array, row * ADDRESS_BYTES);
    return put(bytes, at, quote);
  }
}

/** So many bytes or more are copied natively. */
const LONG = 32;
const BRACE = 0x7b;
const COMMA = 0x2c;

function isSame({ width, words }: RunField, row: number, before: number): boolean {
  if (width === 1) return words[row] === words[before];
  for (let i = 0; i < width; i++) if (words[row * width + i] !== words[before * width + i]) return false;
  return true;
}

function put(bytes: Uint8Array, at: number, source: Uint8Array): number {
  const { length } = source;
  for (let i = 0; i < length; i++) bytes[at + i] = source[i] as number;
  return at + length;
}
