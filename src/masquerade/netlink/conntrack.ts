import { ABSENT } from '../../base/absent.ts';
import { malformedReply, SockdiagError } from '../../base/errors.ts';
import { Attributes } from '../../kernel/netlink/attributes.ts';
import { buildDumpRequest } from '../../kernel/netlink/message.ts';
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

/** By depth: of the connection, of one of its parts, and of what is nested in that. */
const attributes = new Attributes(OPERATION);
const nested = new Attributes(OPERATION);
const innermost = new Attributes(OPERATION);

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
  attributes.reset(reply, start + NFGENMSG_LENGTH, end);
  while (attributes.next()) {
    const { type } = attributes;
    decodeAttribute(type, record);
    if (type === CTA_TUPLE_ORIG || type === CTA_TUPLE_REPLY) tuples |= type;
    if (type <= CTA_TUPLE_REPLY && tuples === BOTH_TUPLES && translatedEnds(record) === 0) return false;
  }
  if (tuples !== BOTH_TUPLES || (record.family !== AF_INET && record.family !== AF_INET6)) {
    const message = `${OPERATION}: a connection of family ${record.family} without both its directions`;
    throw new SockdiagError(message, { code: 'ERR_MALFORMED_REPLY', syscall: OPERATION });
  }
  return true;
}

const BOTH_TUPLES = CTA_TUPLE_ORIG | CTA_TUPLE_REPLY;

function decodeAttribute(type: number, record: TranslationRecord): void {
  const { original, reply } = record;
  if (type === CTA_TUPLE_ORIG) decodeTuple(record, original);
  else if (type === CTA_TUPLE_REPLY) decodeTuple(record, reply);
  else if (type === CTA_STATUS) record.status = attributes.be32();
  else if (type === CTA_PROTOINFO) record.state = decodeState(record.protocol);
  else if (type === CTA_TIMEOUT) record.timeout = attributes.be32();
  else if (type === CTA_MARK) record.mark = attributes.be32();
  else if (type === CTA_COUNTERS_ORIG) decodeCounters(original);
  else if (type === CTA_COUNTERS_REPLY) decodeCounters(reply);
  else if (type === CTA_USE) record.use = attributes.be32();
  else if (type === CTA_ID) record.id = attributes.be32();
  else if (type === CTA_SEQ_ADJ_ORIG) decodeAdjustment(original);
  else if (type === CTA_SEQ_ADJ_REPLY) decodeAdjustment(reply);
  else if (type === CTA_ZONE) original.zone = reply.zone = attributes.be16();
}

function decodeTuple(record: TranslationRecord, flow: FlowRecord): void {
  attributes.nested(nested);
  while (nested.next()) {
    if (nested.type === CTA_TUPLE_IP) decodeAddresses(flow);
    else if (nested.type === CTA_TUPLE_PROTO) decodePorts(record, flow);
    else if (nested.type === CTA_TUPLE_ZONE) flow.zone = nested.be16();
  }
}

/** Addresses stay in network order. */
function decodeAddresses(flow: FlowRecord): void {
  nested.nested(innermost);
  while (innermost.next()) {
    const { type } = innermost;
    if (type === CTA_IP_V4_SRC) innermost.copyWords(flow.sourceWords, 1);
    else if (type === CTA_IP_V4_DST) innermost.copyWords(flow.destinationWords, 1);
    else if (type === CTA_IP_V6_SRC) innermost.copyWords(flow.sourceWords, 4);
    else if (type === CTA_IP_V6_DST) innermost.copyWords(flow.destinationWords, 4);
  }
}

function decodePorts(record: TranslationRecord, flow: FlowRecord): void {
  nested.nested(innermost);
  while (innermost.next()) {
    const { type } = innermost;
    if (type === CTA_PROTO_NUM) record.protocol = innermost.u8();
    else if (type === CTA_PROTO_SRC_PORT) flow.sourcePort = innermost.be16();
    else if (type === CTA_PROTO_DST_PORT) flow.destinationPort = innermost.be16();
    else if (type === CTA_PROTO_ICMP_ID || type === CTA_PROTO_ICMPV6_ID) flow.icmpId = innermost.be16();
    else if (type === CTA_PROTO_ICMP_TYPE || type === CTA_PROTO_ICMPV6_TYPE) flow.icmpType = innermost.u8();
    else if (type === CTA_PROTO_ICMP_CODE || type === CTA_PROTO_ICMPV6_CODE) flow.icmpCode = innermost.u8();
  }
}

/** The number of the state, or ABSENT where it is another protocol's. */
function decodeState(protocol: number): number {
  let state = ABSENT;
  attributes.nested(nested);
  while (nested.next()) {
    if (CTA_PROTOINFO_PROTOCOLS[nested.type] === protocol) state = nestedState();
  }
  return state;
}

function nestedState(): number {
  let state = ABSENT;
  nested.nested(innermost);
  while (innermost.next()) {
    if (innermost.type === CTA_PROTOINFO_STATE) state = innermost.u8();
  }
  return state;
}

function decodeCounters(flow: FlowRecord): void {
  flow.counters.fill(0);
  flow.counted = true;
  attributes.nested(nested);
  while (nested.next()) {
    if (nested.type === CTA_COUNTERS_PACKETS) copyCounter(flow.counters, 0);
    else if (nested.type === CTA_COUNTERS_BYTES) copyCounter(flow.counters, 2);
  }
}

function copyCounter(counters: Uint32Array, at: number): void {
  counters[at] = nested.be32(4);
  counters[at + 1] = nested.be32();
}

function decodeAdjustment(flow: FlowRecord): void {
  flow.adjusted = true;
  flow.position = flow.before = flow.after = 0;
  attributes.nested(nested);
  while (nested.next()) {
    const { type } = nested;
    if (type === CTA_SEQADJ_CORRECTION_POS) flow.position = nested.be32();
    else if (type === CTA_SEQADJ_OFFSET_BEFORE) flow.before = nested.be32() | 0;
    else if (type === CTA_SEQADJ_OFFSET_AFTER) flow.after = nested.be32() | 0;
  }
}
