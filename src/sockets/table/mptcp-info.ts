import { withJSON } from '../../base/shown.ts';
import { MPTCP_INFO_FIELDS } from './mptcp-info-fields.ts';
import type { MptcpInfo, MptcpInfoJSON } from './mptcp-info-types.ts';
import { plainStruct, readStruct } from './struct-fields.ts';

/** Reads as many fields as the bytes hold; `undefined` when there are none. */
export function decodeMptcpInfo(bytes: Uint8Array): MptcpInfo | undefined {
  if (bytes.length === 0) return undefined;
  return withJSON<MptcpInfo>(readStruct(bytes, MPTCP_INFO_FIELDS), (info) => plainStruct(info, MPTCP_INFO_FIELDS));
}

export function mptcpInfoJSON(bytes: Uint8Array): MptcpInfoJSON | undefined {
  if (bytes.length === 0) return undefined;
  return plainStruct(readStruct(bytes, MPTCP_INFO_FIELDS), MPTCP_INFO_FIELDS);
}
