import type { Addon } from '../addon.ts';
import { malformedReply } from '../errors.ts';
import type { TableReport } from '../records/report.ts';
import { NETLINK_ROUTE } from './dump.ts';
import {
  attributeLength,
  attributeType,
  buildRequest,
  HEADER_LENGTH,
  NLM_F_DUMP,
  NLM_F_REQUEST,
  type ReplyBytes,
} from './message.ts';
import { dumpMessages } from './messages.ts';

/** Names of interfaces in bytes, by index. */
export type LinkNames = ReadonlyMap<number, Uint8Array>;

/** `include/uapi/linux/rtnetlink.h` */
const RTM_NEWLINK = 16;
const RTM_GETLINK = 18;
const RTEXT_FILTER_SKIP_STATS = 8;

/** `struct ifinfomsg`: family, pad, type, index, flags, change. */
const IFINFOMSG_LENGTH = 16;
const INDEX = 4;

/** `include/uapi/linux/if_link.h` */
const IFLA_IFNAME = 3;
const IFLA_EXT_MASK = 29;

const ATTRIBUTE_HEADER = 4;
const OPERATION = 'rtnetlink links';

/** Asks for all interfaces, without the counters, which make up most of each answer. */
export function linkNamesRequest(): Uint8Array {
  const payload = new Uint8Array(IFINFOMSG_LENGTH + 8);
  const halves = new Uint16Array(payload.buffer, IFINFOMSG_LENGTH, 2);
  halves.set([8, IFLA_EXT_MASK]);
  new Uint32Array(payload.buffer, IFINFOMSG_LENGTH + ATTRIBUTE_HEADER, 1)[0] = RTEXT_FILTER_SKIP_STATS;
  return buildRequest(RTM_GETLINK, NLM_F_REQUEST | NLM_F_DUMP, payload);
}

export async function readLinkNames(addon: Addon, report: TableReport, signal?: AbortSignal): Promise<LinkNames> {
  const names = new Map<number, Uint8Array>();
  const request = { protocol: NETLINK_ROUTE, request: linkNamesRequest(), operation: OPERATION };
  for await (const walk of dumpMessages(addon, request, report, signal)) {
    walk((reply, start, end, type) => {
      if (type === RTM_NEWLINK) decodeLinkName(reply, start, end, names);
    });
  }
  return names;
}

/** Adds the interface of one message. Throws ERR_MALFORMED_REPLY for a length that does not fit. */
export function decodeLinkName(reply: ReplyBytes, start: number, end: number, names: Map<number, Uint8Array>): void {
  if (end - start < IFINFOMSG_LENGTH) {
    throw malformedReply(OPERATION, HEADER_LENGTH + end - start, HEADER_LENGTH + IFINFOMSG_LENGTH);
  }
  for (let at = start + IFINFOMSG_LENGTH; at < end; ) {
    const length = attributeLength(reply, at, end, OPERATION);
    if (attributeType(reply, at) === IFLA_IFNAME) {
      const text = reply.u8.slice(at + ATTRIBUTE_HEADER, at + length);
      const nul = text.indexOf(0);
      names.set(reply.u32[(start + INDEX) >> 2] as number, nul < 0 ? text : text.subarray(0, nul));
    }
    at += (length + 3) & ~3;
  }
}
