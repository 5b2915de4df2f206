import { ABSENT } from '../base/absent.ts';
import { RTAX_MAX, RTF_NONEXTHOP, RTF_REJECT } from '../uapi/routes.ts';
import { AF_INET } from '../uapi/sockets.ts';

// IFNAMSIZ, include/uapi/linux/if.h.
const NAME_BYTES = 16;

/** More than all numbers of a line take, of any size that somebody prints. */
const MOST_PRINTED = 1024;

/** Of the entry at the root of an IPv6 table, `fib6_null_entry_template` of `net/ipv6/route.c`. */
export const NULL_ENTRY_METRIC = 0xffffffff;

/** One next hop as it was read. */
export class NextHopRecord {
  /** AF_INET or AF_INET6, which may differ from the route's; 0 when there is no gateway. */
  gatewayFamily = 0;
  /** In network order, as all addresses here. */
  readonly gateway = new Uint8Array(16);
  /** 0 when it has none, ABSENT when only the name is known. */
  interfaceIndex = 0;
  /** The interface's name, up to `nameLength`; 0 when it has none or nobody knows it. */
  readonly name = new Uint8Array(NAME_BYTES);
  nameLength = 0;
  /** RTNH_F_*. */
  flags = 0;
  /** 1 to 256. */
  weight = 1;
  /** LWTUNNEL_ENCAP_*. */
  encapsulation = 0;
  /** RTF_* of a route with this next hop alone, which /proc makes of each one of several; of IPv6, where there are several. */
  rtfFlags = 0;

  clear(): void {
    this.gatewayFamily = 0;
    this.gateway.fill(0);
    this.interfaceIndex = 0;
    this.nameLength = 0;
    this.flags = 0;
    this.weight = 1;
    this.encapsulation = 0;
    this.rtfFlags = 0;
  }

  setName(bytes: Uint8Array, start = 0, end = bytes.length): void {
    const length = Math.min(end - start, NAME_BYTES);
    for (let i = 0; i < length; i++) this.name[i] = bytes[start + i] as number;
    this.nameLength = length;
  }

  copyFrom(other: NextHopRecord): void {
    this.gatewayFamily = other.gatewayFamily;
    this.gateway.set(other.gateway);
    this.interfaceIndex = other.interfaceIndex;
    this.setName(other.name, 0, other.nameLength);
    this.flags = other.flags;
    this.weight = other.weight;
    this.encapsulation = other.encapsulation;
    this.rtfFlags = other.rtfFlags;
  }
}

/** One route as it was read: a parser overwrites the same record for every row. */
export class RouteRecord {
  family = AF_INET;
  /** 4 bytes of it for AF_INET. */
  readonly destination = new Uint8Array(16);
  /** ABSENT where /proc has a mask whose bits are not all at its beginning. */
  prefixLength = 0;
  /** That mask, the first octet highest; valid where `prefixLength` is ABSENT. */
  mask = 0;
  readonly source = new Uint8Array(16);
  sourcePrefixLength = 0;
  /** The first next hop; cleared when there is none. */
  readonly hop = new NextHopRecord();
  /** All next hops, the first one too, when they are several; valid up to `hopCount`. */
  readonly hops: NextHopRecord[] = [];
  hopCount = 0;
  /** RTA_NH_ID; 0 for none. */
  nextHopId = 0;
  table = ABSENT;
  protocol = ABSENT;
  scope = ABSENT;
  type = ABSENT;
  metric = 0;
  hasPreferredSource = false;
  readonly preferredSource = new Uint8Array(16);
  tos = ABSENT;
  /** RTM_F_* and RTNH_F_*. */
  flags = ABSENT;
  /** RTF_*, unsigned; ABSENT where /proc has a word that is none. */
  rtfFlags = 0;
  /** 1/100 s that are left; ABSENT for a route without an end too. */
  expires = ABSENT;
  preference = ABSENT;
  refCount = ABSENT;
  useCount = ABSENT;
  /** By RTAX_*; valid where `metricsSet` has the bit. */
  readonly metrics = new Uint32Array(RTAX_MAX + 1);
  metricsSet = 0;
  congestionControl = '';
  /** The numbers of a line of /proc as it has them, where they do not all fit their fields: for whoever shows them so. */
  printed: string | undefined = undefined;

  /** As it is before a row: nothing said. */
  clear(family: number): void {
    this.family = family;
    this.destination.fill(0);
    this.prefixLength = 0;
    this.source.fill(0);
    this.sourcePrefixLength = 0;
    this.hop.clear();
    this.hopCount = 0;
    this.nextHopId = 0;
    this.table = this.protocol = this.scope = this.type = ABSENT;
    this.metric = 0;
    this.hasPreferredSource = false;
    this.tos = this.flags = ABSENT;
    this.rtfFlags = 0;
    this.expires = this.preference = this.refCount = this.useCount = ABSENT;
    this.metricsSet = 0;
    this.congestionControl = '';
    this.printed = undefined;
  }

  /** The next of several next hops, cleared. */
  addHop(): NextHopRecord {
    let hop = this.hops[this.hopCount];
    if (!hop) {
      hop = new NextHopRecord();
      this.hops.push(hop);
    }
    hop.clear();
    this.hopCount++;
    return hop;
  }

  /** The value of a metric, 0 when it is not set. */
  metricValue(number: number): number {
    return (this.metricsSet >>> number) & 1 ? (this.metrics[number] as number) : 0;
  }

  /** Keeps what stands in a line of /proc. */
  keepPrinted(bytes: Uint8Array, start: number, end: number): void {
    this.printed = Buffer.from(bytes.subarray(start, Math.min(end, start + MOST_PRINTED))).toString('latin1');
  }

  setMetric(number: number, value: number): void {
    this.metrics[number] = value;
    this.metricsSet |= 1 << number;
  }
}

/** Whether a line of /proc/net/ipv6_route is the entry at the root of a table. */
export function isNullEntry({ metric, rtfFlags, prefixLength, sourcePrefixLength, hop }: RouteRecord): boolean {
  const noWay = metric === NULL_ENTRY_METRIC && rtfFlags === (RTF_REJECT | RTF_NONEXTHOP);
  return noWay && prefixLength === 0 && sourcePrefixLength === 0 && hop.gatewayFamily === 0;
}
