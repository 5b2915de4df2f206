import { ABSENT } from '../../base/absent.ts';
import { malformedReply } from '../../base/errors.ts';
import { decodeText } from '../../base/text.ts';
import { Attributes } from '../../kernel/netlink/attributes.ts';
import type { LinkNames } from '../../kernel/netlink/link-names.ts';
import { buildDumpRequest, HEADER_LENGTH } from '../../kernel/netlink/message.ts';
import type { ReplyBytes } from '../../kernel/netlink/reply-bytes.ts';
import { RTAX_CC_ALGO, RTAX_MAX } from '../../uapi/routes.ts';
import type { NextHopRecord, RouteRecord } from '../route-record.ts';
import { addressSize, decodeHopAttribute, decodeMultipath, ROUTES_OPERATION } from './route-hops.ts';
import { setRtfFlags } from './rtf-flags.ts';

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

const attributes = new Attributes(ROUTES_OPERATION);
const metrics = new Attributes(ROUTES_OPERATION);

/**
 * @param table - all tables when undefined; kernels before 4.20 answer with all anyway
 * @param flags - RTM_F_* of the routes that are wanted
 */
export function routesRequest(family: number, table?: number, flags = 0): Uint8Array {
  const header = new Uint8Array(RTMSG_LENGTH);
  header[0] = family;
  new Uint32Array(header.buffer)[FLAGS >> 2] = flags;
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
    throw malformedReply(ROUTES_OPERATION, HEADER_LENGTH + end - start, HEADER_LENGTH + RTMSG_LENGTH);
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
  attributes.reset(reply, start + RTMSG_LENGTH, end);
  while (attributes.next()) decodeAttribute(record, links);
  if (record.hopCount > 0) record.hop.copyFrom(record.hops[0] as NextHopRecord);
  setRtfFlags(record);
}

function decodeAttribute(record: RouteRecord, links: LinkNames): void {
  const { type } = attributes;
  if (type === RTA_DST) attributes.copyBytes(record.destination, addressSize(record.family));
  else if (type === RTA_PRIORITY) record.metric = attributes.u32();
  else if (type === RTA_TABLE) record.table = attributes.u32();
  else if (type === RTA_CACHEINFO) record.expires = expiry(attributes.u32(CACHEINFO_EXPIRES) | 0);
  else if (type === RTA_PREF) record.preference = attributes.u8();
  else if (type === RTA_METRICS) decodeMetrics(record);
  else if (type === RTA_MULTIPATH) decodeMultipath(attributes, record, links);
  else if (type === RTA_NH_ID) record.nextHopId = attributes.u32();
  else if (type === RTA_SRC) attributes.copyBytes(record.source, addressSize(record.family));
  else if (type === RTA_PREFSRC) {
    record.hasPreferredSource = true;
    attributes.copyBytes(record.preferredSource, addressSize(record.family));
  } else decodeHopAttribute(attributes, record.family, record.hop, links);
}

/** The kernel has 0 for a route without an end, and less for one that has ended and is still there. */
function expiry(left: number): number {
  return left === 0 ? ABSENT : Math.max(left, 0);
}

/** Nested attributes, RTAX_*: each a word but for the name of a congestion control. */
function decodeMetrics(record: RouteRecord): void {
  attributes.nested(metrics);
  while (metrics.next()) {
    const { type, reply, from, to } = metrics;
    if (type === RTAX_CC_ALGO) {
      record.congestionControl = decodeText(reply.u8.subarray(from, to)).replace(/\0.*/s, '');
    } else if (type <= RTAX_MAX) {
      record.setMetric(type, metrics.u32());
    }
  }
}
