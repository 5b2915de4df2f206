import { formatAddress } from '../../base/address.ts';
import { malformedReply } from '../../base/errors.ts';
import { Attributes } from '../../kernel/netlink/attributes.ts';
import { NETLINK_ROUTE } from '../../kernel/netlink/dump.ts';
import { buildDumpRequest } from '../../kernel/netlink/message.ts';
import type { ReplyBytes } from '../../kernel/netlink/reply-bytes.ts';
import type { TableRequest } from '../../kernel/netlink/table-dump.ts';
import { decodeName } from '../../kernel/netlink/text.ts';
import { addressFlagNames, addressScopeName } from '../../uapi/links.ts';
import { AF_INET, AF_INET6, FAMILY_NUMBERS } from '../../uapi/sockets.ts';
import type { InterfaceAddress, LocatedAddress } from '../interface.ts';

/** Message types of `include/uapi/linux/rtnetlink.h`. */
export const RTM_NEWADDR = 20;
const RTM_GETADDR = 22;

/** `struct ifaddrmsg` of `include/uapi/linux/if_addr.h`: family, prefix length, flags, scope, each a byte, and u32 index. */
const HEADER_LENGTH = 8;
const PREFIX_LENGTH = 1;
const FLAGS = 2;
const SCOPE = 3;
const INDEX = 4;

/** `enum` of `include/uapi/linux/if_addr.h`. */
const IFA_ADDRESS = 1;
const IFA_LOCAL = 2;
const IFA_LABEL = 3;
const IFA_BROADCAST = 4;
const IFA_CACHEINFO = 6;
const IFA_FLAGS = 8;

/** `struct ifa_cacheinfo` begins with the preferred and the valid lifetime, both u32 seconds; all ones is for ever. */
const CACHEINFO_LENGTH = 16;
const FOR_EVER = 0xffffffff;

const OPERATION = 'rtnetlink address';
const attributes = new Attributes(OPERATION);

/** Every address of one family. */
export function addressRequest(family: 'inet' | 'inet6'): TableRequest {
  const payload = new Uint8Array(HEADER_LENGTH);
  payload[0] = FAMILY_NUMBERS[family];
  return {
    protocol: NETLINK_ROUTE,
    request: buildDumpRequest(RTM_GETADDR, payload),
    operation: OPERATION,
  };
}

/** By type, where the value of one message's attribute begins; 0 is nowhere, for there the header is. */
const found = new Int32Array(IFA_FLAGS + 1);

/**
 * Decodes the payload of an RTM_NEWADDR. Undefined for another family's, which a kernel without this one sends instead.
 * @throws SockdiagError ERR_MALFORMED_REPLY
 */
export function decodeAddress(
  reply: ReplyBytes,
  start: number,
  end: number,
  family: 'inet' | 'inet6',
): LocatedAddress | undefined {
  if (end - start < HEADER_LENGTH) throw malformedReply(OPERATION, end - start, HEADER_LENGTH);
  if (reply.u8[start] !== FAMILY_NUMBERS[family]) return undefined;
  found.fill(0);
  let label: string | null = null;
  attributes.reset(reply, start + HEADER_LENGTH, end);
  while (attributes.next()) {
    const { type, from, to } = attributes;
    const least = leastBytes(type, family);
    if (attributes.length < least) throw attributes.tooShort(least);
    if (type < found.length) found[type] = from;
    if (type === IFA_LABEL) label = decodeName(reply, from, to);
  }
  const index = reply.u32[(start + INDEX) >> 2] as number;
  return { index, name: null, address: toAddress(reply, start, family, label) };
}

function leastBytes(type: number, family: 'inet' | 'inet6'): number {
  if (type === IFA_ADDRESS || type === IFA_LOCAL || type === IFA_BROADCAST) return family === 'inet' ? 4 : 16;
  if (type === IFA_CACHEINFO) return CACHEINFO_LENGTH;
  return type === IFA_FLAGS ? 4 : 0;
}

function toAddress(reply: ReplyBytes, start: number, family: 'inet' | 'inet6', label: string | null): InterfaceAddress {
  const other = addressText(reply, family, IFA_ADDRESS);
  // IFA_ADDRESS is the other end of a point-to-point link, and of any other the address itself.
  const address = addressText(reply, family, IFA_LOCAL) ?? other;
  if (address === null)
    throw malformedReply(`${OPERATION} attribute ${IFA_ADDRESS}`, 0, leastBytes(IFA_ADDRESS, family));
  const flags = found[IFA_FLAGS];
  const bits = flags ? (reply.u32[flags >> 2] as number) : (reply.u8[start + FLAGS] as number);
  const lifetimes = found[IFA_CACHEINFO];
  return {
    family,
    address,
    prefixLength: reply.u8[start + PREFIX_LENGTH] as number,
    peer: other === address ? null : other,
    broadcast: addressText(reply, family, IFA_BROADCAST),
    label,
    scope: addressScopeName(reply.u8[start + SCOPE] as number),
    flags: addressFlagNames(family, bits),
    validLifetime: lifetimes ? seconds(reply.u32[(lifetimes >> 2) + 1] as number) : null,
    preferredLifetime: lifetimes ? seconds(reply.u32[lifetimes >> 2] as number) : null,
  };
}

function addressText(reply: ReplyBytes, family: 'inet' | 'inet6', type: number): string | null {
  const from = found[type] as number;
  return from === 0 ? null : formatAddress(family === 'inet' ? AF_INET : AF_INET6, reply.u8, from);
}

function seconds(value: number): number {
  return value === FOR_EVER ? Number.POSITIVE_INFINITY : value;
}
