import { malformedReply } from '../../base/errors.ts';
import { attributeLength, attributeType, requireValue } from '../../kernel/netlink/message.ts';
import type { ReplyBytes } from '../../kernel/netlink/reply-bytes.ts';
import { AF_INET, AF_INET6 } from '../../uapi/sockets.ts';
import type { NextHopRecord, RouteRecord } from '../route-record.ts';
import type { LinkNames } from './link-names.ts';

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

const ATTRIBUTE_HEADER = 4;

/** RTA_MULTIPATH: one rtnexthop after the other, each with attributes of its own. */
export function decodeMultipath(
  reply: ReplyBytes,
  start: number,
  end: number,
  record: RouteRecord,
  links: LinkNames,
  operation: string,
): void {
  for (let at = start; at < end; ) {
    if (end - at < RTNEXTHOP_LENGTH) throw malformedReply(`${operation} next hop`, end - at, RTNEXTHOP_LENGTH);
    const length = reply.u16[at >> 1] as number;
    if (length < RTNEXTHOP_LENGTH) throw malformedReply(`${operation} next hop`, length, RTNEXTHOP_LENGTH);
    if (length > end - at) throw malformedReply(`${operation} next hop`, end - at, length);
    const hop = record.addHop();
    hop.flags = reply.u8[at + FLAGS] as number;
    hop.weight = (reply.u8[at + WEIGHT] as number) + 1;
    setInterface(hop, reply.u32[(at + INTERFACE) >> 2] as number, links);
    for (let inner = at + RTNEXTHOP_LENGTH; inner < at + length; ) {
      const size = attributeLength(reply, inner, at + length, operation);
      const from = inner + ATTRIBUTE_HEADER;
      decodeHopAttribute(reply, attributeType(reply, inner), from, inner + size, record.family, hop, links, operation);
      inner += (size + 3) & ~3;
    }
    at += (length + 3) & ~3;
  }
}

/** @param family - the route's, which a gateway has too unless it says another */
export function decodeHopAttribute(
  reply: ReplyBytes,
  type: number,
  from: number,
  to: number,
  family: number,
  hop: NextHopRecord,
  links: LinkNames,
  operation: string,
): void {
  if (type === RTA_GATEWAY) {
    requireValue(from, to, addressSize(family), operation);
    setGateway(hop, family, reply.u8, from);
  } else if (type === RTA_OIF) {
    requireValue(from, to, 4, operation);
    setInterface(hop, reply.u32[from >> 2] as number, links);
  } else if (type === RTA_VIA) {
    requireValue(from, to, VIA_ADDRESS, operation);
    const via = reply.u16[from >> 1] as number;
    if (via !== AF_INET && via !== AF_INET6) return;
    requireValue(from, to, VIA_ADDRESS + addressSize(via), operation);
    setGateway(hop, via, reply.u8, from + VIA_ADDRESS);
  } else if (type === RTA_ENCAP_TYPE) {
    requireValue(from, to, 2, operation);
    hop.encapsulation = reply.u16[from >> 1] as number;
  }
}

const addressSize = (family: number) => (family === AF_INET ? 4 : 16);

export function setGateway(hop: NextHopRecord, family: number, bytes: Uint8Array, from: number): void {
  hop.gatewayFamily = family;
  const size = addressSize(family);
  for (let i = 0; i < size; i++) hop.gateway[i] = bytes[from + i] as number;
}

export function setInterface(hop: NextHopRecord, index: number, links: LinkNames): void {
  hop.interfaceIndex = index;
  const name = links.get(index);
  if (name) hop.setName(name);
}
