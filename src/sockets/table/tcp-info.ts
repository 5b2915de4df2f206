import { withJSON } from '../../base/shown.ts';
import type { BytesColumn } from './bytes-column.ts';
import { LITTLE_ENDIAN, plainStruct, readStruct } from './struct-fields.ts';
import { TCP_INFO_FIELDS, type TcpInfoField } from './tcp-info-fields.ts';
import type { TcpInfo, TcpInfoJSON } from './tcp-info-types.ts';
import { WHOLE_TCP_INFO, wholeTcpInfo, wholeTcpInfoJSON } from './tcp-info-whole.ts';

/** Reads as many fields as the bytes hold; `undefined` when there are none. */
export function decodeTcpInfo(bytes: Uint8Array): TcpInfo | undefined {
  if (bytes.length === 0) return undefined;
  const whole = bytes.length >= WHOLE_TCP_INFO;
  const info = whole ? wholeTcpInfo(viewOf(bytes), LITTLE_ENDIAN) : readStruct(bytes, TCP_INFO_FIELDS);
  // Of the object itself, whatever became of the bytes it was read from.
  return withJSON<TcpInfo>(info, (read) => plainStruct(read, TCP_INFO_FIELDS));
}

/** The same for JSON: every field a number, exact up to 2^53, and null where the kernel says "none". */
export function tcpInfoJSON(bytes: Uint8Array): TcpInfoJSON | undefined {
  if (bytes.length === 0) return undefined;
  if (bytes.length >= WHOLE_TCP_INFO) return wholeTcpInfoJSON(viewOf(bytes), LITTLE_ENDIAN);
  return plainStruct(readStruct(bytes, TCP_INFO_FIELDS), TCP_INFO_FIELDS);
}

const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.length);

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
