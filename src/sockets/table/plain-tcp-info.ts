import { plainStructLength, writePlainStruct } from './plain-struct.ts';
import { LITTLE_ENDIAN } from './struct-fields.ts';
import { TCP_INFO_FIELDS } from './tcp-info-fields.ts';
import type { TcpInfoJSON } from './tcp-info-types.ts';
import { isWhole, WHOLE_TCP_INFO, writeWhole } from './tcp-info-whole.ts';

/** Bytes of the struct of which this is the plain data; 0 when it is not. */
export function plainTcpInfoLength(data: unknown): number {
  const isObject = typeof data === 'object' && data !== null && !Array.isArray(data);
  return isObject && isWhole(data) ? WHOLE_TCP_INFO : plainStructLength(data, TCP_INFO_FIELDS);
}

const BYTES = new Uint8Array(WHOLE_TCP_INFO);
const VIEW = new DataView(BYTES.buffer);

/** The struct as this machine's kernel would send it, valid until the next call. */
export function writePlainTcpInfo(info: TcpInfoJSON): Uint8Array {
  if (!isWhole(info)) return BYTES.subarray(0, writePlainStruct(info, TCP_INFO_FIELDS, VIEW));
  writeWhole(info, VIEW, LITTLE_ENDIAN);
  return BYTES;
}
