import { ATTRIBUTE_TYPE_MASK, Attributes } from '../../kernel/netlink/attributes.ts';
import type { ReplyBytes } from '../../kernel/netlink/reply-bytes.ts';
import { PROTOCOL_NUMBERS } from '../../uapi/sockets.ts';
import { type Columns, MEMORY_WORDS } from '../table/columns.ts';
import { FIELDS } from '../table/fields.ts';
import { MPTCP_INFO_FIELDS } from '../table/mptcp-info-fields.ts';
import { UNKNOWN } from '../table/unknown.ts';
import {
  ASKED,
  INET_DIAG_CGROUP_ID,
  INET_DIAG_CLASS_ID,
  INET_DIAG_CONG,
  INET_DIAG_INFO,
  INET_DIAG_MARK,
  INET_DIAG_SKMEMINFO,
  INET_DIAG_TCLASS,
  INET_DIAG_TOS,
  INET_DIAG_ULP_INFO,
} from './inet-request.ts';
import { decodeUlp } from './ulp-info.ts';

const CONGESTION_BYTES = FIELDS.congestion.kind.bytes;

/** `tcp_info.tcpi_retransmits` and `tcpi_probes`. */
const INFO_RETRANSMITS = 2;
const INFO_PROBES = 3;

const attributes = new Attributes('inet_diag');

/** 1 for each attribute, by its number, that decodeAsked() reads. */
const IS_ASKED = new Uint8Array(256);
for (const { attribute } of Object.values(ASKED)) IS_ASKED[attribute] = 1;
IS_ASKED[INET_DIAG_INFO] = IS_ASKED[INET_DIAG_SKMEMINFO] = 1;

/** Fills the columns that a query asks for from the attribute. Returns the bits of what is known by that. */
export function decodeAsked(reply: ReplyBytes, at: number, end: number, table: Columns, row: number): number {
  const type = (reply.u16[(at >> 1) + 1] as number) & ATTRIBUTE_TYPE_MASK;
  if (IS_ASKED[type] !== 1) return 0;
  attributes.reset(reply, at, end);
  attributes.next();
  const { length } = attributes;
  switch (type) {
    case INET_DIAG_INFO:
      return decodeInfo(table, row);
    case INET_DIAG_ULP_INFO:
      return decodeUlp(attributes, table, row);
    case INET_DIAG_SKMEMINFO:
      if (!table.memory || length < 4) return 0;
      decodeMemory(attributes, table.memory, row);
      return UNKNOWN.memory;
    case INET_DIAG_CONG:
      if (!table.congestion || length === 0) return 0;
      decodeName(attributes, table.congestion, row, CONGESTION_BYTES);
      return UNKNOWN.congestion;
    default:
      return decodeNumber(type, table, row);
  }
}

function decodeNumber(type: number, table: Columns, row: number): number {
  const { length } = attributes;
  if (type === INET_DIAG_TOS && table.tos && length > 0) {
    table.tos[row] = attributes.u8();
    return UNKNOWN.tos;
  }
  if (type === INET_DIAG_TCLASS && table.tclass && length > 0) {
    table.tclass[row] = attributes.u8();
    return UNKNOWN.tclass;
  }
  if (type === INET_DIAG_MARK && table.mark && length >= 4) {
    table.mark[row] = attributes.u32();
    return UNKNOWN.mark;
  }
  if (type === INET_DIAG_CLASS_ID && table.classId && length >= 4) {
    table.classId[row] = attributes.u32();
    return UNKNOWN.classId;
  }
  if (type === INET_DIAG_CGROUP_ID && table.cgroup && length >= 8) {
    table.cgroup[2 * row] = attributes.u32();
    table.cgroup[2 * row + 1] = attributes.u32(4);
    return UNKNOWN.cgroup;
  }
  return 0;
}

/** Which struct it is, the protocol says. SCTP's is read by nobody. */
function decodeInfo(table: Columns, row: number): number {
  const { from, to, length, reply } = attributes;
  if (table.protocol[row] === PROTOCOL_NUMBERS.mptcp) {
    table.mptcpInfo?.set(row, reply.u8, from, to);
    const { at } = MPTCP_INFO_FIELDS.token;
    if (!table.mptcpToken || length < at + 4) return 0;
    table.mptcpToken[row] = attributes.u32(at);
    return UNKNOWN.mptcpToken;
  }
  if (!table.tcpInfo) return 0;
  table.tcpInfo.set(row, reply.u8, from, to);
  if (table.protocol[row] !== PROTOCOL_NUMBERS.tcp || length <= INFO_PROBES) return 0;
  table.retransmits[row] = reply.u8[from + INFO_RETRANSMITS] as number;
  table.probes[row] = reply.u8[from + INFO_PROBES] as number;
  return 0;
}

/** A name that the kernel ends with a NUL, in a column of so many bytes a row. */
function decodeName(value: Attributes, column: Uint8Array, row: number, bytes: number): void {
  const { reply, from, length } = value;
  for (let i = 0; i < bytes; i++) column[row * bytes + i] = i < length ? (reply.u8[from + i] as number) : 0;
}

/** SK_MEMINFO_*: as many words as the kernel has, and zeros for what it lacks. Shared with UNIX sockets. */
export function decodeMemory(value: Attributes, memory: Uint32Array, row: number): void {
  const { u32 } = value.reply;
  const first = value.from >> 2;
  const words = value.length >> 2;
  for (let i = 0; i < MEMORY_WORDS; i++) memory[row * MEMORY_WORDS + i] = i < words ? (u32[first + i] as number) : 0;
}
