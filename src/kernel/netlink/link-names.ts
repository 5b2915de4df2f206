import { malformedReply } from '../../base/errors.ts';
import type { Addon } from '../addon/addon.ts';
import { Attributes } from './attributes.ts';
import { NETLINK_ROUTE } from './dump.ts';
import { IFINFOMSG_LENGTH, linksRequest, RTM_NEWLINK } from './links-request.ts';
import { HEADER_LENGTH } from './message.ts';
import type { ReplyBytes } from './reply-bytes.ts';
import { type DumpOutcome, dumpMessages } from './table-dump.ts';

/** Names of interfaces in bytes, by index. */
export type LinkNames = ReadonlyMap<number, Uint8Array>;

/** `include/uapi/linux/rtnetlink.h` */
const RTEXT_FILTER_SKIP_STATS = 8;

/** In `struct ifinfomsg`. */
const INDEX = 4;

/** `include/uapi/linux/if_link.h` */
const IFLA_IFNAME = 3;

const OPERATION = 'rtnetlink links';
const attributes = new Attributes(OPERATION);

/** Asks for all interfaces, without the counters, which make up most of each answer. */
export function linkNamesRequest(): Uint8Array {
  return linksRequest(RTEXT_FILTER_SKIP_STATS);
}

export async function readLinkNames(addon: Addon, outcome: DumpOutcome, signal?: AbortSignal): Promise<LinkNames> {
  const names = new Map<number, Uint8Array>();
  const request = { protocol: NETLINK_ROUTE, request: linkNamesRequest(), operation: OPERATION };
  for await (const walk of dumpMessages(addon, request, outcome, signal)) {
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
  attributes.reset(reply, start + IFINFOMSG_LENGTH, end);
  while (attributes.next()) {
    if (attributes.type !== IFLA_IFNAME) continue;
    const text = reply.u8.slice(attributes.from, attributes.to);
    const nul = text.indexOf(0);
    names.set(reply.u32[(start + INDEX) >> 2] as number, nul < 0 ? text : text.subarray(0, nul));
  }
}
