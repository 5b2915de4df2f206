import type { BytesColumn } from './bytes-column.ts';
import { isNumber, isText64, putWords } from './plain-values.ts';

/** A field of a struct that the kernel sends whole, as `struct tcp_info`. */
export interface StructField {
  /** Its offset in the struct. */
  at: number;
  bits: 8 | 16 | 32 | 64;
  unit?: 'us' | 'ms' | 'bytes' | 'segments' | 'bytes/s';
  /** The kernel's value for "none yet", or for "no limit": null in JSON. */
  none?: number | bigint;
  /** That value says that there is no limit, so that all others are less. */
  unlimited?: true;
  /** Its doc comment. */
  doc: string;
}

/** The fields of a struct, in its order. It grows with the kernel: a field beyond the bytes a kernel sends is absent. */
export type StructFields = Readonly<Record<string, StructField>>;

// The kernel writes in its own byte order, which is this machine's.
export const LITTLE_ENDIAN = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/** As many fields as the bytes hold. */
export function readStruct(bytes: Uint8Array, fields: StructFields): Record<string, number | bigint> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const struct: Record<string, number | bigint> = {};
  for (const [name, { at, bits }] of Object.entries(fields)) {
    if (at + bits / 8 <= bytes.length) struct[name] = readField(view, at, bits);
  }
  return struct;
}

/** What was read as plain data: every field a number, exact up to 2^53, and null where the kernel says "none". */
export function plainStruct(struct: object, fields: StructFields): Record<string, number | null> {
  return Object.fromEntries(
    Object.entries(struct).map(([name, value]) => [name, value === fields[name]?.none ? null : Number(value)]),
  );
}

/** One field of every row of a column: NaN where the kernel sent none or has none yet, Infinity where there is no limit. */
export function structNumbers(column: BytesColumn | undefined, spec: StructField, out: Float64Array): void {
  if (!column) {
    out.fill(Number.NaN);
    return;
  }
  const { at, bits, unlimited } = spec;
  const none = Number(spec.none);
  const instead = unlimited ? Number.POSITIVE_INFINITY : Number.NaN;
  const { bytes, ends } = column;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let row = 0; row < out.length; row++) {
    const start = column.start(row);
    const there = (ends[row] as number) - start >= at + bits / 8;
    const value = there ? readNumber(view, start + at, bits) : Number.NaN;
    out[row] = value === none ? instead : value;
  }
}

/** Without a bigint: exact up to 2^53. */
function readNumber(view: DataView, offset: number, bits: StructField['bits']): number {
  if (bits === 8) return view.getUint8(offset);
  if (bits === 16) return view.getUint16(offset, LITTLE_ENDIAN);
  const word = view.getUint32(offset, LITTLE_ENDIAN);
  if (bits === 32) return word;
  const next = view.getUint32(offset + 4, LITTLE_ENDIAN);
  return LITTLE_ENDIAN ? next * 2 ** 32 + word : word * 2 ** 32 + next;
}

function readField(view: DataView, offset: number, bits: StructField['bits']): number | bigint {
  if (bits === 8) return view.getUint8(offset);
  if (bits === 16) return view.getUint16(offset, LITTLE_ENDIAN);
  if (bits === 32) return view.getUint32(offset, LITTLE_ENDIAN);
  return view.getBigUint64(offset, LITTLE_ENDIAN);
}

/** A number of 64 bits is rounded in JSON, up to this. */
const ROUNDED_UP = 2 ** 64;
/** What is rounded so, and means no "none". */
const MOST_BELOW_NONE = `${2n ** 64n - 2n}`;

/**
 * Bytes of the struct of which this is the plain data; 0 when it is not: when a field has another type, or is missing before one that is
 * there, for a kernel has all fields up to one. Records of version 1 have numbers of 64 bits as text.
 */
export function plainStructLength(data: unknown, fields: StructFields): number {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return 0;
  const struct = data as Readonly<Record<string, unknown>>;
  // One byte, before the first field, is a struct too.
  let length = 1;
  let missing = false;
  for (const [name, spec] of Object.entries(fields)) {
    const value = struct[name];
    if (value === undefined) missing = true;
    else if (missing || !isField(value, spec)) return 0;
    else length = spec.at + spec.bits / 8;
  }
  return length;
}

function isField(value: unknown, { bits, none }: StructField): boolean {
  if (value === null) return none !== undefined;
  if (bits < 64) return isNumber(value, 2 ** bits - 1);
  return isNumber(value, ROUNDED_UP) || isText64(value);
}

const WORDS = new Uint32Array(2);

/** Writes plain data as this machine's kernel would send it; returns its length. */
export function writePlainStruct(struct: object, fields: StructFields, view: DataView): number {
  const data = struct as Readonly<Record<string, number | string | null | undefined>>;
  let length = 1;
  for (const [name, { at, bits, none }] of Object.entries(fields)) {
    const value = data[name];
    if (value === undefined) break;
    length = at + bits / 8;
    if (bits === 64) write64(view, at, value === null ? `${none}` : value);
    else write(view, at, bits, value === null ? Number(none) : Number(value));
  }
  return length;
}

function write(view: DataView, at: number, bits: number, value: number): void {
  if (bits === 8) view.setUint8(at, value);
  else if (bits === 16) view.setUint16(at, value, LITTLE_ENDIAN);
  else view.setUint32(at, value, LITTLE_ENDIAN);
}

function write64(view: DataView, at: number, value: number | string): void {
  putWords(WORDS, 0, value === ROUNDED_UP ? MOST_BELOW_NONE : value);
  view.setUint32(at, WORDS[LITTLE_ENDIAN ? 0 : 1] as number, LITTLE_ENDIAN);
  view.setUint32(at + 4, WORDS[LITTLE_ENDIAN ? 1 : 0] as number, LITTLE_ENDIAN);
}
