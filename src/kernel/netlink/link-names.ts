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

/** A name that an interface has beside the one it is listed by: `ip link property add dev eth0 altname lan`. */
export interface AlternativeName {
  index: number;
  name: Uint8Array;
}

/** `include/uapi/linux/rtnetlink.h` */
const RTEXT_FILTER_SKIP_STATS = 8;

/** In `struct ifinfomsg`. */
const INDEX = 4;

/** `include/uapi/linux/if_link.h` */
const IFLA_IFNAME = 3;
/** In the first there are any number of the second, since Linux 5.5. */
const IFLA_PROP_LIST = 52;
const IFLA_ALT_IFNAME = 53;

const OPERATION = 'rtnetlink links';
const attributes = new Attributes(OPERATION);
const properties = new Attributes(OPERATION);

/** Asks for all interfaces, without the counters, which make up most of each answer. */
export function linkNamesRequest(): Uint8Array {
  return linksRequest(RTEXT_FILTER_SKIP_STATS);
}

/** @param others - gets the alternative names */
export async function readLinkNames(
  addon: Addon,
  outcome: DumpOutcome,
  signal?: AbortSignal,
  others?: AlternativeName[],
): Promise<LinkNames> {
  const names = new Map<number, Uint8Array>();
  const request = { protocol: NETLINK_ROUTE, request: linkNamesRequest(), operation: OPERATION };
  for await (const walk of dumpMessages(addon, request, outcome, signal)) {
    walk((reply, start, end, type) => {
      if (type === RTM_NEWLINK) decodeLinkName(reply, start, end, names, others);
    });
  }
  return names;
}

/** Adds the interface of one message. Throws ERR_MALFORMED_REPLY for a length that does not fit. */
export function decodeLinkName(
  reply: ReplyBytes,
  start: number,
  end: number,
  names: Map<number, Uint8Array>,
  others?: AlternativeName[],
): void {
  if (end - start < IFINFOMSG_LENGTH) {
    throw malformedReply(OPERATION, HEADER_LENGTH + end - start, HEADER_LENGTH + IFINFOMSG_LENGTH);
  }
  const index = reply.u32[(start + INDEX) >> 2] as number;
  attributes.reset(reply, start + IFINFOMSG_LENGTH, end);
  while (attributes.next()) {
    if (attributes.type === IFLA_IFNAME) names.set(index, nameAt(attributes));
    else if (attributes.type === IFLA_PROP_LIST && others) decodeProperties(index, others);
  }
}

function decodeProperties(index: number, others: AlternativeName[]): void {
  attributes.nested(properties);
  while (properties.next()) {
    if (properties.type === IFLA_ALT_IFNAME) others.push({ index, name: nameAt(properties) });
  }
}

function nameAt({ reply, from, to }: Attributes): Uint8Array {
  const text = reply.u8.slice(from, to);
  const nul = text.indexOf(0);
  return nul < 0 ? text : text.subarray(0, nul);
}
