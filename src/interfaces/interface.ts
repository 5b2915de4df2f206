import { withJSON } from '../base/shown.ts';
import { plain } from '../kernel/rows.ts';
import type { AddressFlag, InterfaceFlag, OperState } from '../uapi/links.ts';

/** A network interface. What a source does not know is null, as is what the interface has not. */
export interface Interface {
  name: string;
  index: number | null;
  /** Names of the bits that are set in `flagBits`. */
  flags: InterfaceFlag[] | null;
  /**
   * `IFF_*` of `include/uapi/linux/if.h`, 32 bits. /sys has `promisc` and `allmulti` also where the kernel set them of its own
   * accord, as on a port of a bridge; netlink where they were asked for.
   */
  flagBits: number | null;
  /** Bytes. */
  mtu: number | null;
  /** Of hardware: `ARPHRD_*` of `include/uapi/linux/if_arp.h` in lower case, as `ether`; null for one without a name here. */
  type: string | null;
  typeNumber: number | null;
  /** Of hardware, in hexadecimal bytes: `02:00:5e:10:00:01`. */
  address: string | null;
  /** The hardware's address for all, or on a tunnel its far end. */
  broadcast: string | null;
  /** Packets. */
  txQueueLength: number | null;
  operState: OperState | null;
  /** Whether something answers at the other end of the wire; /sys does not tell while the interface is down. */
  carrier: boolean | null;
  /** Index of the interface this is a part of: a bridge, a bond, a VRF. */
  master: number | null;
  /** Index of the interface below: the device of a VLAN, the other end of a veth. */
  link: number | null;
  /** Set where `link` is an index of another network namespace: the kernel's number for that. Only in netlink. */
  linkNamespace: number | null;
  /** `IFLA_INFO_KIND`: `veth`, `bridge`, `vlan`, ... Hardware has none. Only in netlink. */
  kind: string | null;
  /** What the administrator wrote about it (`ip link set alias`). */
  alias: string | null;
  /** Further names it goes by. Only in netlink. */
  altNames: string[] | null;
  /** Resources of old hardware, which today's does not tell. Only in netlink. */
  map: InterfaceMap | null;
  statistics: InterfaceStatistics;
  /** IPv4 before IPv6. */
  addresses: InterfaceAddress[];
}

/** `struct rtnl_link_ifmap` of `include/uapi/linux/if_link.h`; 0 is none. */
export interface InterfaceMap {
  memoryStart: bigint;
  memoryEnd: bigint;
  basePort: bigint;
  irq: number;
  dma: number;
}

/**
 * Counters since the interface was made: `struct rtnl_link_stats64` of `include/uapi/linux/if_link.h`. Of /proc those that only
 * appear there in a sum are null, and one that is of more than 64 bits there. The columns of netstat are RX-OK `rxPackets`, RX-ERR `rxErrors`, RX-DRP `rxDroppedAll`, RX-OVR
 * `rxFifoErrors`, and TX-OK `txPackets`, TX-ERR `txErrors`, TX-DRP `txDropped`, TX-OVR `txFifoErrors`.
 */
export interface InterfaceStatistics {
  rxPackets: bigint | null;
  txPackets: bigint | null;
  rxBytes: bigint | null;
  txBytes: bigint | null;
  rxErrors: bigint | null;
  txErrors: bigint | null;
  /** Packets there was no room for. */
  rxDropped: bigint | null;
  txDropped: bigint | null;
  /** Packets received to a multicast address. */
  multicast: bigint | null;
  collisions: bigint | null;
  rxLengthErrors: bigint | null;
  rxOverErrors: bigint | null;
  rxCrcErrors: bigint | null;
  rxFrameErrors: bigint | null;
  /** netstat's `overruns`. */
  rxFifoErrors: bigint | null;
  /** Packets the hardware had no room for. */
  rxMissedErrors: bigint | null;
  txAbortedErrors: bigint | null;
  txCarrierErrors: bigint | null;
  /** netstat's `overruns`. */
  txFifoErrors: bigint | null;
  txHeartbeatErrors: bigint | null;
  txWindowErrors: bigint | null;
  rxCompressed: bigint | null;
  txCompressed: bigint | null;
  /** Packets nobody here had a use for; since Linux 4.6. */
  rxNoHandler: bigint | null;
  /** Packets for another host; since Linux 5.19. */
  rxOtherHostDropped: bigint | null;
  /** `rxDropped` and `rxMissedErrors`: the column `drop` of /proc/net/dev. */
  rxDroppedAll: bigint | null;
  /** `rxLengthErrors`, `rxOverErrors`, `rxCrcErrors` and `rxFrameErrors`: the column `frame` of /proc/net/dev. */
  rxFrameErrorsAll: bigint | null;
  /** `txCarrierErrors`, `txAbortedErrors`, `txWindowErrors` and `txHeartbeatErrors`: the column `carrier` of /proc/net/dev. */
  txCarrierErrorsAll: bigint | null;
}

/** An IP address of an interface. */
export interface InterfaceAddress {
  family: 'inet' | 'inet6';
  address: string;
  /** Bits; null where /proc has a number that an address has not. */
  prefixLength: number | null;
  /** The other end of a point-to-point link, where it has an address of its own. */
  peer: string | null;
  /** IPv4's, where one was set. */
  broadcast: string | null;
  /** Of IPv4: the interface's name, or that with a suffix, as `eth0:1`. */
  label: string | null;
  /** `global`, `site`, `link`, `host`, `nowhere`, or the number of a scope without a name. */
  scope: string | null;
  flags: AddressFlag[] | null;
  /** Seconds until it ends; Infinity when it does not, which in JSON is null. */
  validLifetime: number | null;
  /** Seconds until it is deprecated; Infinity when it is not going to be. */
  preferredLifetime: number | null;
}

/** An address as a source lists it: the sources know its interface by index, by name, or by both. */
export interface LocatedAddress {
  index: number | null;
  name: string | null;
  address: InterfaceAddress;
}

/**
 * An interface as a source reads it: the next one may be the same object, so copy what is to last. Fields are decoded as they are
 * asked for.
 */
export type InterfaceRecord = Readonly<Omit<Interface, 'addresses'>> & {
  addresses: InterfaceAddress[];
  /** The name with a character for each byte, where it is not UTF-8 and `name` has something else for some of them. */
  readonly latin1Name?: string | undefined;
  /** Where counters of /proc do not fit: each as it is printed, nothing for one that is cut off. */
  readonly printedCounters?: Partial<Record<keyof InterfaceStatistics, string>> | undefined;
};

/** Names of all counters. */
export const COUNTERS = [
  'rxPackets',
  'txPackets',
  'rxBytes',
  'txBytes',
  'rxErrors',
  'txErrors',
  'rxDropped',
  'txDropped',
  'multicast',
  'collisions',
  'rxLengthErrors',
  'rxOverErrors',
  'rxCrcErrors',
  'rxFrameErrors',
  'rxFifoErrors',
  'rxMissedErrors',
  'txAbortedErrors',
  'txCarrierErrors',
  'txFifoErrors',
  'txHeartbeatErrors',
  'txWindowErrors',
  'rxCompressed',
  'txCompressed',
  'rxNoHandler',
  'rxOtherHostDropped',
  'rxDroppedAll',
  'rxFrameErrorsAll',
  'txCarrierErrorsAll',
] as const satisfies readonly (keyof InterfaceStatistics)[];

export function toInterface(record: InterfaceRecord): Interface {
  const statistics = {} as Record<keyof InterfaceStatistics, bigint | null>;
  for (const name of COUNTERS) statistics[name] = record.statistics[name];
  const row: Interface = {
    name: record.name,
    index: record.index,
    flags: record.flags,
    flagBits: record.flagBits,
    mtu: record.mtu,
    type: record.type,
    typeNumber: record.typeNumber,
    address: record.address,
    broadcast: record.broadcast,
    txQueueLength: record.txQueueLength,
    operState: record.operState,
    carrier: record.carrier,
    master: record.master,
    link: record.link,
    linkNamespace: record.linkNamespace,
    kind: record.kind,
    alias: record.alias,
    altNames: record.altNames,
    map: record.map,
    statistics: statistics as InterfaceStatistics,
    addresses: record.addresses,
  };
  return withJSON(row, plain);
}
