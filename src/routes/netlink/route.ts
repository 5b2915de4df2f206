import { ABSENT } from '../../base/absent.ts';
import { malformedReply } from '../../base/errors.ts';
import {
  attributeLength,
  attributeType,
  buildDumpRequest,
  HEADER_LENGTH,
  requireValue,
} from '../../kernel/netlink/message.ts';
import type { ReplyBytes } from '../../kernel/netlink/reply-bytes.ts';
import { RTAX_CC_ALGO, RTAX_MAX } from '../../uapi/routes.ts';
import { AF_INET } from '../../uapi/sockets.ts';
import type { NextHopRecord, RouteRecord } from '../route-record.ts';
import type { LinkNames } from './link-names.ts';
import { decodeHopAttribute, decodeMultipath } from './route-hops.ts';
import { rtfFlags } from './rtf-flags.ts';

/** `include/uapi/linux/rtnetlink.h` */
export const RTM_NEWROUTE = 24;
const RTM_GETROUTE = 26;

/** `struct rtmsg`: family, dst_len, src_len, tos, table, protocol, scope, type, then 32 bits of flags. */
const RTMSG_LENGTH = 12;
const DST_LEN = 1;
const SRC_LEN = 2;
const TOS = 3;
const TABLE = 4;
const PROTOCOL = 5;
const SCOPE = 6;
const TYPE = 7;
const FLAGS = 8;

/** Attributes, RTA_*, besides those a next hop can have of its own. */
const RTA_DST = 1;
const RTA_SRC = 2;
const RTA_PRIORITY = 6;
const RTA_PREFSRC = 7;
const RTA_METRICS = 8;
const RTA_MULTIPATH = 9;
const RTA_CACHEINFO = 12;
const RTA_TABLE = 15;
const RTA_PREF = 20;
const RTA_NH_ID = 30;

/** `struct rta_cacheinfo`: clntref, lastuse, expires, … */
const CACHEINFO_EXPIRES = 8;

const ATTRIBUTE_HEADER = 4;
const OPERATION = 'rtnetlink routes';
const decoder = new TextDecoder();

/** @param table - all tables when undefined; kernels before 4.20 answer with all anyway */
export function routesRequest(family: number, table?: number): Uint8Array {
  const header = new Uint8Array(RTMSG_LENGTH);
  header[0] = family;
  return buildDumpRequest(RTM_GETROUTE, header, table === undefined ? undefined : [RTA_TABLE, table]);
}

/** Decodes one RTM_NEWROUTE of either family. Throws ERR_MALFORMED_REPLY for a length that does not fit. */
export function decodeRoute(
  reply: ReplyBytes,
  start: number,
  end: number,
  record: RouteRecord,
  links: LinkNames,
): void {
  if (end - start < RTMSG_LENGTH) {
    throw malformedReply(OPERATION, HEADER_LENGTH + end - start, HEADER_LENGTH + RTMSG_LENGTH);
  }
  const { u8, u32 } = reply;
  record.clear(u8[start] as number);
  record.prefixLength = u8[start + DST_LEN] as number;
  record.sourcePrefixLength = u8[start + SRC_LEN] as number;
  record.tos = u8[start + TOS] as number;
  record.table = u8[start + TABLE] as number;
  record.protocol = u8[start + PROTOCOL] as number;
  record.scope = u8[start + SCOPE] as number;
  record.type = u8[start + TYPE] as number;
  record.flags = u32[(start + FLAGS) >> 2] as number;
  for (let at = start + RTMSG_LENGTH; at < end; ) {
    const length = attributeLength(reply, at, end, OPERATION);
    decodeAttribute(reply, attributeType(reply, at), at + ATTRIBUTE_HEADER, at + length, record, links);
    at += (length + 3) & ~3;
  }
  if (record.hopCount > 0) record.hop.copyFrom(record.hops[0] as NextHopRecord);
  record.rtfFlags = rtfFlags(record);
}

function decodeAttribute(
  reply: ReplyBytes,
  type: number,
  from: number,
  to: number,
  record: RouteRecord,
  links: LinkNames,
): void {
  if (type === RTA_DST) copyAddress(reply, from, to, record.family, record.destination);
  else if (type === RTA_PRIORITY) record.metric = word(reply, from, to);
  else if (type === RTA_TABLE) record.table = word(reply, from, to);
  else if (type === RTA_CACHEINFO) record.expires = expiry(reply, from, to);
  else if (type === RTA_PREF) record.preference = byte(reply, from, to);
  else if (type === RTA_METRICS) decodeMetrics(reply, from, to, record);
  else if (type === RTA_MULTIPATH) decodeMultipath(reply, from, to, record, links, OPERATION);
  else if (type === RTA_NH_ID) record.nextHopId = word(reply, from, to);
  else if (type === RTA_SRC) copyAddress(reply, from, to, record.family, record.source);
  else if (type === RTA_PREFSRC) {
    record.hasPreferredSource = true;
    copyAddress(reply, from, to, record.family, record.preferredSource);
  } else decodeHopAttribute(reply, type, from, to, record.family, record.hop, links, OPERATION);
}

/** The kernel has 0 for a route without an end, and less for one that has ended and is still there. */
function expiry(reply: ReplyBytes, from: number, to: number): number {
  requireValue(from, to, CACHEINFO_EXPIRES + 4, OPERATION);
  const left = (reply.u32[(from + CACHEINFO_EXPIRES) >> 2] as number) | 0;
  return left === 0 ? ABSENT : Math.max(left, 0);
}

/** Nested attributes, RTAX_*: each a word but for the name of a congestion control. */
function decodeMetrics(reply: ReplyBytes, start: number, end: number, record: RouteRecord): void {
  for (let at = start; at < end; ) {
    const length = attributeLength(reply, at, end, OPERATION);
    const number = attributeType(reply, at);
    const from = at + ATTRIBUTE_HEADER;
    if (number === RTAX_CC_ALGO) {
      record.congestionControl = decoder.decode(reply.u8.subarray(from, at + length)).replace(/\0.*/s, '');
    } else if (number <= RTAX_MAX) {
      record.setMetric(number, word(reply, from, at + length));
    }
    at += (length + 3) & ~3;
  }
}

function copyAddress(reply: ReplyBytes, from: number, to: number, family: number, address: Uint8Array): void {
  const size = family === AF_INET ? 4 : 16;
  requireValue(from, to, size, OPERATION);
  for (let i = 0; i < size; i++) address[i] = reply.u8[from + i] as number;
}

function byte(reply: ReplyBytes, from: number, to: number): number {
  requireValue(from, to, 1, OPERATION);
  return reply.u8[from] as number;
}

function word(reply: ReplyBytes, from: number, to: number): number {
  requireValue(from, to, 4, OPERATION);
  return reply.u32[from >> 2] as number;
}
