import { withJSON } from '../../base/shown.ts';
import { MPTCP_INFO_FIELDS } from './mptcp-info-fields.ts';
import type { MptcpInfo, MptcpInfoJSON } from './mptcp-info-types.ts';
import { plainStruct, plainStructLength, readStruct, writePlainStruct } from './struct-fields.ts';

/** Reads as many fields as the bytes hold; `undefined` when there are none. */
export function decodeMptcpInfo(bytes: Uint8Array): MptcpInfo | undefined {
  if (bytes.length === 0) return undefined;
  return withJSON<MptcpInfo>(readStruct(bytes, MPTCP_INFO_FIELDS), (info) => plainStruct(info, MPTCP_INFO_FIELDS));
}

export function mptcpInfoJSON(bytes: Uint8Array): MptcpInfoJSON | undefined {
  if (bytes.length === 0) return undefined;
  return plainStruct(readStruct(bytes, MPTCP_INFO_FIELDS), MPTCP_INFO_FIELDS);
}

/** Bytes of the struct of which this is the plain data; 0 when it is not. */
export function plainMptcpInfoLength(data: unknown): number {
  return plainStructLength(data, MPTCP_INFO_FIELDS);
}

const VIEW = new DataView(new ArrayBuffer(96));

/** The struct as this machine's kernel would send it, valid until the next call. */
export function writePlainMptcpInfo(info: MptcpInfoJSON): Uint8Array {
  return new Uint8Array(VIEW.buffer, 0, writePlainStruct(info, MPTCP_INFO_FIELDS, VIEW));
}
