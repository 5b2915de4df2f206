import type { Addon } from '../addon.ts';
import { Batch } from '../records/batch.ts';
import { type Interface, type InterfaceRecord, type LocatedAddress, toInterface } from '../records/interface.ts';
import type { TableReport } from '../records/report.ts';
import { NETLINK_ROUTE } from './dump.ts';
import { addressRequest, decodeAddress, RTM_NEWADDR } from './interface-address.ts';
import { IFINFOMSG_LENGTH, LINK_OPERATION, LinkRecord } from './link-record.ts';
import { buildRequest, NLM_F_DUMP, NLM_F_REQUEST } from './message.ts';
import { dumpMessages, type TableRequest } from './messages.ts';

/** Message types of `include/uapi/linux/rtnetlink.h`. */
export const RTM_NEWLINK = 16;
const RTM_GETLINK = 18;

/** `include/uapi/linux/if_link.h` */
const IFLA_EXT_MASK = 29;

/** Every link of the namespace. Nothing is asked for beyond that: the virtual functions of a card would be many. */
export function linkRequest(): TableRequest {
  const payload = new Uint8Array(IFINFOMSG_LENGTH + 8);
  new Uint16Array(payload.buffer, IFINFOMSG_LENGTH, 2).set([8, IFLA_EXT_MASK]);
  return {
    protocol: NETLINK_ROUTE,
    request: buildRequest(RTM_GETLINK, NLM_F_REQUEST | NLM_F_DUMP, payload),
    operation: LINK_OPERATION,
  };
}

/** The links of the namespace, in the kernel's order. */
export async function* dumpLinks(
  addon: Addon,
  report: TableReport,
  signal?: AbortSignal,
): AsyncGenerator<Batch<InterfaceRecord, Interface>, void, undefined> {
  const record = new LinkRecord();
  for await (const walk of dumpMessages(addon, linkRequest(), report, signal)) {
    const visitAll = (visit: (link: InterfaceRecord) => void) =>
      walk((reply, start, end, type) => {
        if (type !== RTM_NEWLINK) return;
        record.set(reply, start, end);
        visit(record);
      });
    yield new Batch(visitAll, toInterface);
  }
}

/** The addresses of one family, for each interface in the kernel's order. */
export async function* dumpAddresses(
  addon: Addon,
  family: 'inet' | 'inet6',
  report: TableReport,
  signal?: AbortSignal,
): AsyncGenerator<LocatedAddress[], void, undefined> {
  for await (const walk of dumpMessages(addon, addressRequest(family), report, signal)) {
    const addresses: LocatedAddress[] = [];
    walk((reply, start, end, type) => {
      const address = type === RTM_NEWADDR ? decodeAddress(reply, start, end, family) : undefined;
      if (address !== undefined) addresses.push(address);
    });
    yield addresses;
  }
}
