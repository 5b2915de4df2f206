import { destroyGroups } from '../../sockets/netlink/destroy-events.ts';
import type { Query } from '../../sockets/query.ts';
import type { ScanReport } from '../../sockets/table/report.ts';
import { FAMILY_NUMBERS, PROTOCOL_NUMBERS, PROTOCOLS, type Protocol } from '../../uapi/sockets.ts';
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
  { protocols = PROTOCOLS }: Query,
  { sources }: ScanReport,
  missing: string | undefined,
): Partial<Record<Protocol, EndSource>> {
  const endSource = (protocol: Protocol): EndSource => {
    const listed = sources[protocol];
    if (!REPORTED.includes(protocol))
      return { source: 'polling', reason: 'the kernel reports ends of tcp and udp alone' };
    if (missing !== undefined) return { source: 'polling', reason: missing };
    if (listed && listed.source !== 'netlink')
      return { source: 'polling', reason: listed.reason ?? 'not from netlink' };
    return { source: 'kernel' };
  };
  return Object.fromEntries(protocols.map((protocol) => [protocol, endSource(protocol)]));
}
