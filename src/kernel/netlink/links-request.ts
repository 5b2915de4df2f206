import { buildDumpRequest } from './message.ts';

/** `include/uapi/linux/rtnetlink.h` */
export const RTM_NEWLINK = 16;
const RTM_GETLINK = 18;

/** `struct ifinfomsg`: family, pad, u16 type, then index, flags and change of 32 bits. */
export const IFINFOMSG_LENGTH = 16;

/** `include/uapi/linux/if_link.h` */
const IFLA_EXT_MASK = 29;

/** Asks for all links. Without a filter there are no virtual functions of cards in it, which would be many. */
export function linksRequest(filter: number): Uint8Array {
  return buildDumpRequest(RTM_GETLINK, new Uint8Array(IFINFOMSG_LENGTH), [IFLA_EXT_MASK, filter]);
}
