import { Attributes } from '../../kernel/netlink/attributes.ts';
import type { Columns } from '../table/columns.ts';
import { FIELDS } from '../table/fields.ts';
import { tlsWord } from '../table/tls.ts';
import { UNKNOWN } from '../table/unknown.ts';

/** Nested in INET_DIAG_ULP_INFO, `include/uapi/linux/inet_diag.h`. */
const INET_ULP_INFO_NAME = 1;
const INET_ULP_INFO_TLS = 2;
const INET_ULP_INFO_MPTCP = 3;

/** `include/uapi/linux/tls.h` */
const TLS_INFO_VERSION = 1;
const TLS_INFO_CIPHER = 2;
const TLS_INFO_TXCONF = 3;
const TLS_INFO_RXCONF = 4;

/** `include/uapi/linux/mptcp.h` */
const MPTCP_SUBFLOW_ATTR_TOKEN_LOC = 2;

const NAME_BYTES = FIELDS.ulp.kind.bytes;
const parts = new Attributes('inet_diag ulp');
const members = new Attributes('inet_diag ulp');

/** What a protocol above TCP tells of a socket. Returns the bits of what is known by that. */
export function decodeUlp(value: Attributes, table: Columns, row: number): number {
  let known = 0;
  value.nested(parts);
  while (parts.next()) {
    if (parts.type === INET_ULP_INFO_NAME && table.ulp && parts.length > 0) {
      const { reply, from, length } = parts;
      for (let i = 0; i < NAME_BYTES; i++) {
        table.ulp[row * NAME_BYTES + i] = i < length ? (reply.u8[from + i] as number) : 0;
      }
      known |= UNKNOWN.ulp;
    } else if (parts.type === INET_ULP_INFO_TLS && table.tls) {
      parts.nested(members);
      table.tls[row] = decodeTls();
      known |= UNKNOWN.tls;
    } else if (parts.type === INET_ULP_INFO_MPTCP && table.mptcpToken) {
      parts.nested(members);
      known |= decodeSubflow(table.mptcpToken, row);
    }
  }
  return known;
}

function decodeTls(): number {
  let [version, cipher, send, receive] = [0, 0, 0, 0];
  while (members.next()) {
    if (members.type === TLS_INFO_VERSION) version = members.u16() & 0xff;
    else if (members.type === TLS_INFO_CIPHER) cipher = members.u16();
    else if (members.type === TLS_INFO_TXCONF) send = members.u16();
    else if (members.type === TLS_INFO_RXCONF) receive = members.u16();
  }
  return tlsWord(version, cipher, send, receive);
}

/** 0 is no token: of a subflow that is yet to be joined to its connection. */
function decodeSubflow(column: Uint32Array, row: number): number {
  while (members.next()) {
    if (members.type !== MPTCP_SUBFLOW_ATTR_TOKEN_LOC) continue;
    column[row] = members.u32();
    return column[row] === 0 ? 0 : UNKNOWN.mptcpToken;
  }
  return 0;
}
