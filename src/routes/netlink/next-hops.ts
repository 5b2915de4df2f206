import { malformedReply } from '../../base/errors.ts';
import type { Addon } from '../../kernel/addon/addon.ts';
import { Attributes } from '../../kernel/netlink/attributes.ts';
import { NETLINK_ROUTE } from '../../kernel/netlink/dump.ts';
import type { LinkNames } from '../../kernel/netlink/link-names.ts';
import { buildDumpRequest, HEADER_LENGTH } from '../../kernel/netlink/message.ts';
import type { ReplyBytes } from '../../kernel/netlink/reply-bytes.ts';
import { dumpMessages } from '../../kernel/netlink/table-dump.ts';
import type { TableReport } from '../../kernel/report.ts';
import { LOOPBACK_IFINDEX } from '../../uapi/routes.ts';
import { AF_INET, AF_INET6 } from '../../uapi/sockets.ts';
import { NextHopRecord, type RouteRecord } from '../route-record.ts';
import { setGateway, setInterface } from './route-hops.ts';
import { setRtfFlags } from './rtf-flags.ts';

/** A next hop object: one next hop, or a group of others by id and weight. */
export interface NextHopObject {
  hop: NextHopRecord;
  group: { id: number; weight: number }[];
}

/** By id. */
export type NextHopObjects = ReadonlyMap<number, NextHopObject>;

/** `include/uapi/linux/rtnetlink.h` */
const RTM_NEWNEXTHOP = 104;
const RTM_GETNEXTHOP = 106;

/** `struct nhmsg`, `include/uapi/linux/nexthop.h`: family, scope, protocol, reserved, flags. */
const NHMSG_LENGTH = 8;
const FLAGS = 4;
const NHA_ID = 1;
const NHA_GROUP = 2;
const NHA_BLACKHOLE = 4;
const NHA_OIF = 5;
const NHA_GATEWAY = 6;
const NHA_ENCAP_TYPE = 7;

/** `struct nexthop_grp`: id, then the weight less one in a byte, its higher one in the next. */
const GROUP_ENTRY = 8;

const OPERATION = 'rtnetlink next hops';
const attributes = new Attributes(OPERATION);

/** Every next hop object: routes that use one say no more than its id where `net.ipv4.nexthop_compat_mode` is off. */
export async function readNextHops(
  addon: Addon,
  links: LinkNames,
  report: TableReport,
  signal?: AbortSignal,
): Promise<NextHopObjects> {
  const objects = new Map<number, NextHopObject>();
  const request = buildDumpRequest(RTM_GETNEXTHOP, new Uint8Array(NHMSG_LENGTH));
  const walks = dumpMessages(addon, { protocol: NETLINK_ROUTE, request, operation: OPERATION }, report, signal);
  for await (const walk of walks) {
    walk((reply, start, end, type) => {
      if (type === RTM_NEWNEXTHOP) decodeNextHop(reply, start, end, links, objects);
    });
  }
  return objects;
}

/** Adds the object of one message. Throws ERR_MALFORMED_REPLY for a length that does not fit. */
export function decodeNextHop(
  reply: ReplyBytes,
  start: number,
  end: number,
  links: LinkNames,
  objects: Map<number, NextHopObject>,
): void {
  if (end - start < NHMSG_LENGTH) {
    throw malformedReply(OPERATION, HEADER_LENGTH + end - start, HEADER_LENGTH + NHMSG_LENGTH);
  }
  const family = reply.u8[start] === AF_INET6 ? AF_INET6 : AF_INET;
  const object: NextHopObject = { hop: new NextHopRecord(), group: [] };
  object.hop.flags = reply.u32[(start + FLAGS) >> 2] as number;
  let id = 0;
  attributes.reset(reply, start + NHMSG_LENGTH, end);
  while (attributes.next()) {
    const { type } = attributes;
    if (type === NHA_ID) id = attributes.u32();
    else if (type === NHA_OIF) setInterface(object.hop, attributes.u32(), links);
    // A blackhole's interface is the loopback (`nh_create_ipv4()` in `net/ipv4/nexthop.c`).
    else if (type === NHA_BLACKHOLE) setInterface(object.hop, LOOPBACK_IFINDEX, links);
    else if (type === NHA_GATEWAY) setGateway(object.hop, family, attributes);
    else if (type === NHA_ENCAP_TYPE) object.hop.encapsulation = attributes.u16();
    else if (type === NHA_GROUP) object.group = decodeGroup(attributes);
  }
  objects.set(id, object);
}

function decodeGroup({ reply, from, to }: Attributes): NextHopObject['group'] {
  const group: NextHopObject['group'] = [];
  for (let at = from; at < to; at += GROUP_ENTRY) {
    if (to - at < GROUP_ENTRY) throw malformedReply(`${OPERATION} group`, to - at, GROUP_ENTRY);
    const weight = (reply.u8[at + 4] as number) + ((reply.u8[at + 5] as number) << 8) + 1;
    group.push({ id: reply.u32[at >> 2] as number, weight });
  }
  return group;
}

/** Gives a route that has only the id of its next hop the next hops themselves. */
export function resolveNextHop(record: RouteRecord, objects: NextHopObjects): void {
  const object = objects.get(record.nextHopId);
  if (!object || record.hopCount > 0 || record.hop.interfaceIndex !== 0) return;
  for (const { id, weight } of object.group) {
    const member = objects.get(id)?.hop;
    if (!member) continue;
    const hop = record.addHop();
    hop.copyFrom(member);
    hop.weight = weight;
  }
  const [first] = record.hopCount > 0 ? record.hops : [];
  record.hop.copyFrom(first ?? object.hop);
  if (record.hopCount === 1) record.hopCount = 0;
  setRtfFlags(record);
}
