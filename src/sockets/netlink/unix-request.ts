import { buildRequest, NLM_F_DUMP, NLM_F_REQUEST } from '../../kernel/netlink/message.ts';
import { AF_UNIX } from '../../uapi/sockets.ts';
import { SOCK_DIAG_BY_FAMILY } from './inet-request.ts';

/** `struct unix_diag_req`, `include/uapi/linux/unix_diag.h`: family, protocol, pad, states, ino, show, cookie. */
const REQUEST_LENGTH = 24;

const UDIAG_SHOW_NAME = 0x01;
const UDIAG_SHOW_PEER = 0x04;
const UDIAG_SHOW_RQLEN = 0x10;
const UDIAG_SHOW_MEMINFO = 0x20;
const UDIAG_SHOW_UID = 0x40;

/** @param states - bit n for state n of STATES */
export function unixDiagRequest(states: number, memory: boolean): Uint8Array {
  const payload = new Uint8Array(REQUEST_LENGTH);
  const words = new Uint32Array(payload.buffer);
  const shown = UDIAG_SHOW_NAME | UDIAG_SHOW_PEER | UDIAG_SHOW_RQLEN | UDIAG_SHOW_UID;
  payload[0] = AF_UNIX;
  words[1] = states;
  words[3] = shown | (memory ? UDIAG_SHOW_MEMINFO : 0);
  return buildRequest(SOCK_DIAG_BY_FAMILY, NLM_F_REQUEST | NLM_F_DUMP, payload);
}
