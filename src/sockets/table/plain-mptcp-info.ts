import { MPTCP_INFO_FIELDS } from './mptcp-info-fields.ts';
import type { MptcpInfoJSON } from './mptcp-info-types.ts';
import { plainStructLength, writePlainStruct } from './plain-struct.ts';

/** Bytes of the struct of which this is the plain data; 0 when it is not. */
export function plainMptcpInfoLength(data: unknown): number {
  return plainStructLength(data, MPTCP_INFO_FIELDS);
}

const VIEW = new DataView(new ArrayBuffer(96));

/** The struct as this machine's kernel would send it, valid until the next call. */
export function writePlainMptcpInfo(info: MptcpInfoJSON): Uint8Array {
  return new Uint8Array(VIEW.buffer, 0, writePlainStruct(info, MPTCP_INFO_FIELDS, VIEW));
}
