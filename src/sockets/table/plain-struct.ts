import { isNumber, isText64, putWords } from './plain-values.ts';
import { LITTLE_ENDIAN, type StructField, type StructFields } from './struct-fields.ts';

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
