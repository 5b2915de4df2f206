import type { BytesColumn } from './bytes-column.ts';

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
