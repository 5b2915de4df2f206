import { isNumber, isText64, putWords } from './plain-values.ts';
import { LITTLE_ENDIAN } from './tcp-info.ts';
import { TCP_INFO_FIELDS, type TcpInfoField, type TcpInfoSpec } from './tcp-info-fields.ts';
import type { TcpInfoJSON } from './tcp-info-types.ts';
import { isWhole, WHOLE_TCP_INFO, writeWhole } from './tcp-info-whole.ts';

const FIELDS = Object.entries(TCP_INFO_FIELDS) as [TcpInfoField, TcpInfoSpec][];

/** A number of 64 bits is rounded in JSON, up to this. */
const ROUNDED_UP = 2 ** 64;
/** What is rounded so, and means no "none". */
const MOST_BELOW_NONE = `${2n ** 64n - 2n}`;

/**
 * Bytes of the struct of which this is the plain data; 0 when it is not: when a field has another type, or is missing before one that is
 * there, for a kernel has all fields up to one. Records of version 1 have numbers of 64 bits as text.
 */
export function plainTcpInfoLength(data: unknown): number {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return 0;
  const info = data as Readonly<Record<string, unknown>>;
  if (isWhole(info)) return WHOLE_TCP_INFO;
  // One byte, before the first field, is a struct too.
  let length = 1;
  let missing = false;
  for (const [name, spec] of FIELDS) {
    const value = info[name];
    if (value === undefined) missing = true;
    else if (missing || !isField(value, spec)) return 0;
    else length = spec.at + spec.bits / 8;
  }
  return length;
}

function isField(value: unknown, { bits, none }: TcpInfoSpec): boolean {
  if (value === null) return none !== undefined;
  if (bits < 64) return isNumber(value, 2 ** bits - 1);
  return isNumber(value, ROUNDED_UP) || isText64(value);
}

const BYTES = new Uint8Array(WHOLE_TCP_INFO);
const VIEW = new DataView(BYTES.buffer);
const WORDS = new Uint32Array(2);

/** The struct as this machine's kernel would send it, valid until the next call. */
export function writePlainTcpInfo(info: TcpInfoJSON): Uint8Array {
  if (isWhole(info)) {
    writeWhole(info, VIEW, LITTLE_ENDIAN);
    return BYTES;
  }
  let length = 1;
  for (const [name, { at, bits, none }] of FIELDS) {
    const value = info[name];
    if (value === undefined) break;
    length = at + bits / 8;
    if (bits === 64) write64(at, value === null ? `${none}` : value);
    else write(at, bits, value === null ? Number(none) : value);
  }
  return BYTES.subarray(0, length);
}

function write(at: number, bits: number, value: number): void {
  if (bits === 8) VIEW.setUint8(at, value);
  else if (bits === 16) VIEW.setUint16(at, value, LITTLE_ENDIAN);
  else VIEW.setUint32(at, value, LITTLE_ENDIAN);
}

function write64(at: number, value: number | string): void {
  putWords(WORDS, 0, value === ROUNDED_UP ? MOST_BELOW_NONE : value);
  VIEW.setUint32(at, WORDS[LITTLE_ENDIAN ? 0 : 1] as number, LITTLE_ENDIAN);
  VIEW.setUint32(at + 4, WORDS[LITTLE_ENDIAN ? 1 : 0] as number, LITTLE_ENDIAN);
}
