import { destroyGroups } from '../../sockets/netlink/destroy-events.ts';
import type { Query } from '../../sockets/query.ts';
import { type ScanReport, socketPart } from '../../sockets/table/report.ts';
import { FAMILY_NUMBERS, type Family, PROTOCOL_NUMBERS, PROTOCOLS, type Protocol } from '../../uapi/sockets.ts';
import type { EndSource } from '../changes/watch-report.ts';

const REPORTED: readonly Protocol[] = ['tcp', 'udp'];

/** The kernel's groups in which the ends of a query's sockets are reported. */
export function groupsOf({ protocols = PROTOCOLS, families = ['inet', 'inet6'] }: Query): number[] {
  return destroyGroups(
    families.map((family) => FAMILY_NUMBERS[family]),
    protocols.map((protocol) => PROTOCOL_NUMBERS[protocol]),
  );
}

/**
 * How the ends of each protocol's sockets are learnt.
 * @param missing - why the kernel reports none at all, when it does not
 */
export function endSources(
  { protocols = PROTOCOLS, families = ['inet', 'inet6'] }: Query,
  { sources }: ScanReport,
  missing: string | undefined,
): Partial<Record<Protocol, EndSource>> {
  const endSource = (protocol: Protocol): EndSource => {
    const listed = listedBy(sources, protocol, families);
    if (!REPORTED.includes(protocol))
      return { source: 'polling', reason: 'the kernel reports ends of tcp and udp alone' };
    if (missing !== undefined) return { source: 'polling', reason: missing };
    if (listed && listed.source !== 'netlink')
      return { source: 'polling', reason: listed.reason ?? 'not from netlink' };
    return { source: 'kernel' };
  };
  return Object.fromEntries(protocols.map((protocol) => [protocol, endSource(protocol)]));
}

/**
 * What the parts of a protocol came from. One that came from /proc decides for all: what is reported of its sockets would be of strangers.
 * One that no source gave has no sockets, and decides only when there is no other.
 */
function listedBy(sources: ScanReport['sources'], protocol: Protocol, families: readonly Family[]) {
  const parts = families.flatMap((family) => sources[socketPart(protocol, family)] ?? []);
  const from = (name: string) => parts.find(({ source }) => source === name);
  return from('procfs') ?? from('netlink') ?? parts[0];
}
