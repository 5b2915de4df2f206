import { malformedReply } from '../../base/errors.ts';
import { align } from '../../kernel/netlink/align.ts';
import { Attributes } from '../../kernel/netlink/attributes.ts';
import type { LinkNames } from '../../kernel/netlink/link-names.ts';
import { AF_INET, AF_INET6 } from '../../uapi/sockets.ts';
import type { NextHopRecord, RouteRecord } from '../route-record.ts';

/** Attributes of a next hop, RTA_* of `include/uapi/linux/rtnetlink.h`; a route's only next hop has them in the route itself. */
const RTA_OIF = 4;
const RTA_GATEWAY = 5;
const RTA_VIA = 18;
const RTA_ENCAP_TYPE = 21;

/** `struct rtnexthop`: length with its attributes, flags, weight less one, interface. */
const RTNEXTHOP_LENGTH = 8;
const FLAGS = 2;
const WEIGHT = 3;
const INTERFACE = 4;

/** `struct rtvia`: 16 bits of family, then the address. */
const VIA_ADDRESS = 2;

/** Names a request for routes in errors. */
export const ROUTES_OPERATION = 'rtnetlink routes';
const NEXT_HOP = `${ROUTES_OPERATION} next hop`;

/** Of one next hop of several. */
const hopAttributes = new Attributes(ROUTES_OPERATION);

/** RTA_MULTIPATH: one rtnexthop after the other, each with attributes of its own. */
export function decodeMultipath({ reply, from, to }: Attributes, record: RouteRecord, links: LinkNames): void {
  for (let at = from; at < to; ) {
    if (to - at < RTNEXTHOP_LENGTH) throw malformedReply(NEXT_HOP, to - at, RTNEXTHOP_LENGTH);
    const length = reply.u16[at >> 1] as number;
    if (length < RTNEXTHOP_LENGTH) throw malformedReply(NEXT_HOP, length, RTNEXTHOP_LENGTH);
    if (length > to - at) throw malformedReply(NEXT_HOP, to - at, length);
    const hop = record.addHop();
    hop.flags = reply.u8[at + FLAGS] as number;
    hop.weight = (reply.u8[at + WEIGHT] as number) + 1;
    setInterface(hop, reply.u32[(at + INTERFACE) >> 2] as number, links);
    hopAttributes.reset(reply, at + RTNEXTHOP_LENGTH, at + length);
    while (hopAttributes.next()) decodeHopAttribute(hopAttributes, record.family, hop, links);
    at += align(length);
  }
}

/** @param family - the route's, which a gateway has too unless it says another */
export function decodeHopAttribute(attribute: Attributes, family: number, hop: NextHopRecord, links: LinkNames): void {
  const { type } = attribute;
  if (type === RTA_GATEWAY) setGateway(hop, family, attribute);
  else if (type === RTA_OIF) setInterface(hop, attribute.u32(), links);
  else if (type === RTA_VIA) {
    const via = attribute.u16();
    if (via === AF_INET || via === AF_INET6) setGateway(hop, via, attribute, VIA_ADDRESS);
  } else if (type === RTA_ENCAP_TYPE) hop.encapsulation = attribute.u16();
}

export const addressSize = (family: number) => (family === AF_INET ? 4 : 16);

/** @param offset - of the address in the attribute's value */
export function setGateway(hop: NextHopRecord, family: number, attribute: Attributes, offset = 0): void {
  attribute.copyBytes(hop.gateway, addressSize(family), offset);
  hop.gatewayFamily = family;
}

export function setInterface(hop: NextHopRecord, index: number, links: LinkNames): void {
  hop.interfaceIndex = index;
  const name = links.get(index);
  if (name) hop.setName(name);
}
