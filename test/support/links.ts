import type { InterfaceListing } from '../../src/cli/netstat/interfaces/interface-listing.ts';
import { LineWriter } from '../../src/cli/output/line-writer.ts';
import type { Interface, InterfaceAddress, InterfaceStatistics } from '../../src/index.ts';
import { COUNTERS } from '../../src/interfaces/interface.ts';
import { interfaceFlagNames } from '../../src/uapi/links.ts';

const NO_COUNTERS = Object.fromEntries(COUNTERS.map((name) => [name, 0n])) as unknown as InterfaceStatistics;

type Fields = Partial<Omit<Interface, 'statistics'>> & { statistics?: Partial<InterfaceStatistics> };

/** An Ethernet interface that is up; what is not given is empty. */
export function link({ statistics, flagBits = 1, ...fields }: Fields): Interface {
  return {
    name: 'eth0',
    index: 2,
    flags: flagBits === null ? null : interfaceFlagNames(flagBits),
    flagBits,
    mtu: 1500,
    type: 'ether',
    typeNumber: 1,
    address: '02:00:5e:00:01:01',
    broadcast: 'ff:ff:ff:ff:ff:ff',
    txQueueLength: 1000,
    operState: 'up',
    carrier: true,
    master: null,
    link: null,
    linkNamespace: null,
    kind: null,
    alias: null,
    altNames: [],
    map: null,
    addresses: [],
    ...fields,
    statistics: { ...NO_COUNTERS, ...statistics },
  };
}

/** An IPv4 address as netlink knows it. */
export function inet(address: string, label: string, more: Partial<InterfaceAddress> = {}): InterfaceAddress {
  return {
    family: 'inet',
    address,
    prefixLength: 24,
    peer: null,
    broadcast: null,
    label,
    scope: 'global',
    flags: ['permanent'],
    validLifetime: Number.POSITIVE_INFINITY,
    preferredLifetime: Number.POSITIVE_INFINITY,
    ...more,
  };
}

/** What a listing prints of some interfaces. */
export function listed(
  listing: Pick<InterfaceListing<Interface>, 'add' | 'write'>,
  links: readonly Interface[],
  terminal = false,
): string {
  const written: Buffer[] = [];
  const out = new LineWriter((bytes) => written.push(Buffer.from(bytes)), terminal);
  for (const one of links) listing.add(one);
  listing.write(out);
  out.flush();
  return Buffer.concat(written).toString();
}
