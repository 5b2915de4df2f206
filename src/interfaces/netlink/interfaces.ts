import type { Addon } from '../../kernel/addon/addon.ts';
import { Batch } from '../../kernel/batch.ts';
import { NETLINK_ROUTE } from '../../kernel/netlink/dump.ts';
import { linksRequest, RTM_NEWLINK } from '../../kernel/netlink/links-request.ts';
import { dumpMessages, type TableRequest } from '../../kernel/netlink/table-dump.ts';
import type { TableReport } from '../../kernel/report.ts';
import { type Interface, type InterfaceRecord, type LocatedAddress, toInterface } from '../interface.ts';
import { addressRequest, decodeAddress, RTM_NEWADDR } from './interface-address.ts';
import { LINK_OPERATION, LinkRecord } from './link-record.ts';

/** Every link of the namespace. */
export function linkRequest(): TableRequest {
  return { protocol: NETLINK_ROUTE, request: linksRequest(0), operation: LINK_OPERATION };
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
