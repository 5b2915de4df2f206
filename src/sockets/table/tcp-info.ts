import { withJSON } from '../../base/shown.ts';
import type { BytesColumn } from './bytes-column.ts';
import { TCP_INFO_FIELDS, type TcpInfoField, type TcpInfoSpec } from './tcp-info-fields.ts';
import type { TcpInfo, TcpInfoJSON } from './tcp-info-types.ts';
import { WHOLE_TCP_INFO, wholeTcpInfo, wholeTcpInfoJSON } from './tcp-info-whole.ts';

const NAMES = Object.keys(TCP_INFO_FIELDS) as TcpInfoField[];
// The kernel writes in its own byte order, which is this machine's.
export const LITTLE_ENDIAN = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/** Reads as many fields as the bytes hold; `undefined` when there are none. */
export function decodeTcpInfo(bytes: Uint8Array): TcpInfo | undefined {
  if (bytes.length === 0) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bytes.length >= WHOLE_TCP_INFO) return withJSON(wholeTcpInfo(view, LITTLE_ENDIAN), plainTcpInfo);
  const info: Record<string, number | bigint> = {};
  for (const name of NAMES) {
    const { at, bits } = TCP_INFO_FIELDS[name];
    if (at + bits / 8 <= bytes.length) info[name] = readField(view, at, bits);
  }
  return withJSON(info, plainTcpInfo);
}

/** Of the object itself, whatever became of the bytes it was read from. */
function plainTcpInfo(info: TcpInfo): TcpInfoJSON {
  const fields: Readonly<Record<string, TcpInfoSpec>> = TCP_INFO_FIELDS;
  return Object.fromEntries(
    Object.entries(info).map(([name, value]) => [name, value === fields[name]?.none ? null : Number(value)]),
  );
}

/** The same for JSON: every field a number, exact up to 2^53, and null where the kernel says "none". */
export function tcpInfoJSON(bytes: Uint8Array): TcpInfoJSON | undefined {
  if (bytes.length === 0) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bytes.length >= WHOLE_TCP_INFO) return wholeTcpInfoJSON(view, LITTLE_ENDIAN);
  const info: Record<string, number | null> = {};
  for (const name of NAMES) {
    const { at, bits, none }: TcpInfoSpec = TCP_INFO_FIELDS[name];
    if (at + bits / 8 > bytes.length) continue;
    const value = readField(view, at, bits);
    info[name] = value === none ? null : Number(value);
  }
  return info;
}

type WordName = {
  [Name in TcpInfoField]: (typeof TCP_INFO_FIELDS)[Name]['bits'] extends 32 ? Name : never;
}[TcpInfoField];

/** One field of 32 bits of a row of a table's `tcpInfo` column, without decoding the others; 0 where the kernel sent none. */
export function tcpInfoWord(column: BytesColumn | undefined, row: number, name: WordName): number {
  const { at: offset } = TCP_INFO_FIELDS[name];
  if (!column || (column.ends[row] as number) - column.start(row) < offset + 4) return 0;
  const { bytes } = column;
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(column.start(row) + offset, LITTLE_ENDIAN);
}

/** One field of every row of a table's `tcpInfo` column: NaN where the kernel sent none or has none yet, Infinity where there is no limit. */
export function tcpInfoNumbers(column: BytesColumn | undefined, spec: TcpInfoSpec, out: Float64Array): void {
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
function readNumber(view: DataView, offset: number, bits: TcpInfoSpec['bits']): number {
  if (bits === 8) return view.getUint8(offset);
  if (bits === 16) return view.getUint16(offset, LITTLE_ENDIAN);
  const word = view.getUint32(offset, LITTLE_ENDIAN);
  if (bits === 32) return word;
  const next = view.getUint32(offset + 4, LITTLE_ENDIAN);
  return LITTLE_ENDIAN ? next * 2 ** 32 + word : word * 2 ** 32 + next;
}

/**
 * What of a connection's struct tcp_info moves only when it is used: bytes both ways, segments sent again, round-trip time. The
 * rest counts milliseconds since the last of these.
 */
const ACTIVITY = ['bytesAcked', 'bytesReceived', 'totalRetrans', 'rtt'] as const satisfies readonly TcpInfoField[];

/** Whether two structs differ in what a connection's use changes. */
export function differsInActivity(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return true;
  return ACTIVITY.some((name) => {
    const { at: offset, bits } = TCP_INFO_FIELDS[name];
    const end = Math.min(offset + bits / 8, a.length);
    for (let at = offset; at < end; at++) if (a[at] !== b[at]) return true;
    return false;
  });
}

function readField(view: DataView, offset: number, bits: TcpInfoSpec['bits']): number | bigint {
  if (bits === 8) return view.getUint8(offset);
  if (bits === 16) return view.getUint16(offset, LITTLE_ENDIAN);
  if (bits === 32) return view.getUint32(offset, LITTLE_ENDIAN);
  return view.getBigUint64(offset, LITTLE_ENDIAN);
}
