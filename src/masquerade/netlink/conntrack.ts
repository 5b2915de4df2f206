import { ABSENT } from '../../base/absent.ts';
import { malformedReply, SockdiagError } from '../../base/errors.ts';
import { attributeLength, attributeType, buildDumpRequest, requireValue } from '../../kernel/netlink/message.ts';
import type { ReplyBytes } from '../../kernel/netlink/reply-bytes.ts';
import { IPPROTO_DCCP, IPPROTO_SCTP, IPPROTO_TCP } from '../../uapi/conntrack.ts';
import { AF_INET, AF_INET6 } from '../../uapi/sockets.ts';
import { type FlowRecord, type TranslationRecord, translatedEnds } from '../translation-record.ts';

/** Message types: subsystem NFNL_SUBSYS_CTNETLINK of `include/uapi/linux/netfilter/nfnetlink.h` and `enum cntl_msg_types`. */
const CTNETLINK = 1 << 8;
export const CONNTRACK_NEW = CTNETLINK | 0;
const CONNTRACK_GET = CTNETLINK | 1;

/** `struct nfgenmsg`: family, version, resource id. */
const NFGENMSG_LENGTH = 4;

/** `include/uapi/linux/netfilter/nfnetlink_conntrack.h`. All values are in network order. */
const CTA_TUPLE_ORIG = 1;
const CTA_TUPLE_REPLY = 2;
const CTA_STATUS = 3;
const CTA_PROTOINFO = 4;
const CTA_TIMEOUT = 7;
const CTA_MARK = 8;
const CTA_COUNTERS_ORIG = 9;
const CTA_COUNTERS_REPLY = 10;
const CTA_USE = 11;
const CTA_ID = 12;
const CTA_SEQ_ADJ_ORIG = 15;
const CTA_SEQ_ADJ_REPLY = 16;
const CTA_ZONE = 18;

const CTA_TUPLE_IP = 1;
const CTA_TUPLE_PROTO = 2;
const CTA_TUPLE_ZONE = 3;

const CTA_IP_V4_SRC = 1;
const CTA_IP_V4_DST = 2;
const CTA_IP_V6_SRC = 3;
const CTA_IP_V6_DST = 4;

const CTA_PROTO_NUM = 1;
const CTA_PROTO_SRC_PORT = 2;
const CTA_PROTO_DST_PORT = 3;
const CTA_PROTO_ICMP_ID = 4;
const CTA_PROTO_ICMP_TYPE = 5;
const CTA_PROTO_ICMP_CODE = 6;
const CTA_PROTO_ICMPV6_ID = 7;
const CTA_PROTO_ICMPV6_TYPE = 8;
const CTA_PROTO_ICMPV6_CODE = 9;

/** In CTA_PROTOINFO one of these is nested, and in it the state is the first attribute. */
const CTA_PROTOINFO_PROTOCOLS = [undefined, IPPROTO_TCP, IPPROTO_DCCP, IPPROTO_SCTP];
const CTA_PROTOINFO_STATE = 1;

const CTA_COUNTERS_PACKETS = 1;
const CTA_COUNTERS_BYTES = 2;

const CTA_SEQADJ_CORRECTION_POS = 1;
const CTA_SEQADJ_OFFSET_BEFORE = 2;
const CTA_SEQADJ_OFFSET_AFTER = 3;

export const OPERATION = 'ctnetlink';

/** Asks for every connection of both families: the kernel can filter by one value of the NAT bits, and there are three. */
export function conntrackRequest(): Uint8Array {
  return buildDumpRequest(CONNTRACK_GET, new Uint8Array(NFGENMSG_LENGTH));
}

/**
 * Decodes a connection if it is translated; false when it is not, in which case no more than its addresses were read. The
 * kernel puts these first.
 */
export function decodeTranslation(reply: ReplyBytes, start: number, end: number, record: TranslationRecord): boolean {
  if (end - start < NFGENMSG_LENGTH) throw malformedReply(OPERATION, end - start, NFGENMSG_LENGTH);
  record.reset();
  record.family = reply.u8[start] as number;
  let tuples = 0;
  for (let at = start + NFGENMSG_LENGTH; at < end; ) {
    const length = attributeLength(reply, at, end, OPERATION);
    const type = attributeType(reply, at);
    decodeAttribute(reply, type, at + 4, at + length, record);
    if (type === CTA_TUPLE_ORIG || type === CTA_TUPLE_REPLY) tuples |= type;
    if (type <= CTA_TUPLE_REPLY && tuples === BOTH_TUPLES && translatedEnds(record) === 0) return false;
    at += (length + 3) & ~3;
  }
  if (tuples !== BOTH_TUPLES || (record.family !== AF_INET && record.family !== AF_INET6)) {
    const message = `${OPERATION}: a connection of family ${record.family} without both its directions`;
    throw new SockdiagError(message, { code: 'ERR_MALFORMED_REPLY', syscall: OPERATION });
  }
  return true;
}

const BOTH_TUPLES = CTA_TUPLE_ORIG | CTA_TUPLE_REPLY;

function decodeAttribute(reply: ReplyBytes, type: number, from: number, to: number, record: TranslationRecord): void {
  const { original, reply: answer } = record;
  if (type === CTA_TUPLE_ORIG) decodeTuple(reply, from, to, record, original);
  else if (type === CTA_TUPLE_REPLY) decodeTuple(reply, from, to, record, answer);
  else if (type === CTA_STATUS) record.status = be32(reply, from, to);
  else if (type === CTA_PROTOINFO) record.state = decodeState(reply, from, to, record.protocol);
  else if (type === CTA_TIMEOUT) record.timeout = be32(reply, from, to);
  else if (type === CTA_MARK) record.mark = be32(reply, from, to);
  else if (type === CTA_COUNTERS_ORIG) decodeCounters(reply, from, to, original);
  else if (type === CTA_COUNTERS_REPLY) decodeCounters(reply, from, to, answer);
  else if (type === CTA_USE) record.use = be32(reply, from, to);
  else if (type === CTA_ID) record.id = be32(reply, from, to);
  else if (type === CTA_SEQ_ADJ_ORIG) decodeAdjustment(reply, from, to, original);
  else if (type === CTA_SEQ_ADJ_REPLY) decodeAdjustment(reply, from, to, answer);
  else if (type === CTA_ZONE) original.zone = answer.zone = be16(reply, from, to);
}

function decodeTuple(reply: ReplyBytes, start: number, end: number, record: TranslationRecord, flow: FlowRecord): void {
  for (let at = start; at < end; ) {
    const length = attributeLength(reply, at, end, OPERATION);
    const type = attributeType(reply, at);
    if (type === CTA_TUPLE_IP) decodeAddresses(reply, at + 4, at + length, flow);
    else if (type === CTA_TUPLE_PROTO) decodePorts(reply, at + 4, at + length, record, flow);
    else if (type === CTA_TUPLE_ZONE) flow.zone = be16(reply, at + 4, at + length);
    at += (length + 3) & ~3;
  }
}

function decodeAddresses(reply: ReplyBytes, start: number, end: number, flow: FlowRecord): void {
  for (let at = start; at < end; ) {
    const length = attributeLength(reply, at, end, OPERATION);
    const type = attributeType(reply, at);
    if (type === CTA_IP_V4_SRC) copyWords(reply, at + 4, at + length, 1, flow.sourceWords);
    else if (type === CTA_IP_V4_DST) copyWords(reply, at + 4, at + length, 1, flow.destinationWords);
    else if (type === CTA_IP_V6_SRC) copyWords(reply, at + 4, at + length, 4, flow.sourceWords);
    else if (type === CTA_IP_V6_DST) copyWords(reply, at + 4, at + length, 4, flow.destinationWords);
    at += (length + 3) & ~3;
  }
}

function decodePorts(reply: ReplyBytes, start: number, end: number, record: TranslationRecord, flow: FlowRecord): void {
  for (let at = start; at < end; ) {
    const length = attributeLength(reply, at, end, OPERATION);
    const type = attributeType(reply, at);
    const from = at + 4;
    const to = at + length;
    if (type === CTA_PROTO_NUM) record.protocol = byte(reply, from, to);
    else if (type === CTA_PROTO_SRC_PORT) flow.sourcePort = be16(reply, from, to);
    else if (type === CTA_PROTO_DST_PORT) flow.destinationPort = be16(reply, from, to);
    else if (type === CTA_PROTO_ICMP_ID || type === CTA_PROTO_ICMPV6_ID) flow.icmpId = be16(reply, from, to);
    else if (type === CTA_PROTO_ICMP_TYPE || type === CTA_PROTO_ICMPV6_TYPE) flow.icmpType = byte(reply, from, to);
    else if (type === CTA_PROTO_ICMP_CODE || type === CTA_PROTO_ICMPV6_CODE) flow.icmpCode = byte(reply, from, to);
    at += (length + 3) & ~3;
  }
}

/** The number of the state, or ABSENT where it is another protocol's. */
function decodeState(reply: ReplyBytes, start: number, end: number, protocol: number): number {
  let state = ABSENT;
  for (let at = start; at < end; ) {
    const length = attributeLength(reply, at, end, OPERATION);
    const mine = CTA_PROTOINFO_PROTOCOLS[attributeType(reply, at)] === protocol;
    if (mine) state = nestedState(reply, at + 4, at + length);
    at += (length + 3) & ~3;
  }
  return state;
}

function nestedState(reply: ReplyBytes, start: number, end: number): number {
  let state = ABSENT;
  for (let at = start; at < end; ) {
    const length = attributeLength(reply, at, end, OPERATION);
    if (attributeType(reply, at) === CTA_PROTOINFO_STATE) state = byte(reply, at + 4, at + length);
    at += (length + 3) & ~3;
  }
  return state;
}

function decodeCounters(reply: ReplyBytes, start: number, end: number, flow: FlowRecord): void {
  flow.counters.fill(0);
  flow.counted = true;
  for (let at = start; at < end; ) {
    const length = attributeLength(reply, at, end, OPERATION);
    const type = attributeType(reply, at);
    if (type === CTA_COUNTERS_PACKETS) copyCounter(reply, at + 4, at + length, flow.counters, 0);
    else if (type === CTA_COUNTERS_BYTES) copyCounter(reply, at + 4, at + length, flow.counters, 2);
    at += (length + 3) & ~3;
  }
}

function decodeAdjustment(reply: ReplyBytes, start: number, end: number, flow: FlowRecord): void {
  flow.adjusted = true;
  flow.position = flow.before = flow.after = 0;
  for (let at = start; at < end; ) {
    const length = attributeLength(reply, at, end, OPERATION);
    const type = attributeType(reply, at);
    if (type === CTA_SEQADJ_CORRECTION_POS) flow.position = be32(reply, at + 4, at + length);
    else if (type === CTA_SEQADJ_OFFSET_BEFORE) flow.before = be32(reply, at + 4, at + length) | 0;
    else if (type === CTA_SEQADJ_OFFSET_AFTER) flow.after = be32(reply, at + 4, at + length) | 0;
    at += (length + 3) & ~3;
  }
}

function byte({ u8 }: ReplyBytes, from: number, to: number): number {
  requireValue(from, to, 1, OPERATION);
  return u8[from] as number;
}

function be16({ u8 }: ReplyBytes, from: number, to: number): number {
  requireValue(from, to, 2, OPERATION);
  return ((u8[from] as number) << 8) | (u8[from + 1] as number);
}

function be32({ u8 }: ReplyBytes, from: number, to: number): number {
  requireValue(from, to, 4, OPERATION);
  const high = ((u8[from] as number) << 8) | (u8[from + 1] as number);
  return ((high << 16) | ((u8[from + 2] as number) << 8) | (u8[from + 3] as number)) >>> 0;
}

/** Addresses stay in network order. */
function copyWords({ u32 }: ReplyBytes, from: number, to: number, count: number, words: Uint32Array): void {
  requireValue(from, to, 4 * count, OPERATION);
  for (let i = 0; i < count; i++) words[i] = u32[(from >> 2) + i] as number;
}

function copyCounter(reply: ReplyBytes, from: number, to: number, counters: Uint32Array, at: number): void {
  requireValue(from, to, 8, OPERATION);
  counters[at] = be32(reply, from + 4, to);
  counters[at + 1] = be32(reply, from, to);
}
