import type { Query } from '../../sockets/query.ts';
import { type ScanReport, socketPart } from '../../sockets/table/report.ts';
import { type Family, PROTOCOLS, type Protocol } from '../../uapi/sockets.ts';
import type { EndSource } from '../changes/watch-report.ts';
import type { OpenedReports } from './reports.ts';

/** How the ends of each protocol's sockets are learnt, after a look at the tables. */
export function endSources(
  { protocols = PROTOCOLS, families = ['inet', 'inet6'] }: Query,
  scan: ScanReport,
  unreported: OpenedReports['unreported'],
): Partial<Record<Protocol, EndSource>> {
  const endSource = (protocol: Protocol): EndSource => {
    const reason = unreported[protocol] ?? withoutCookies(scan, protocol, families);
    return reason === undefined ? { source: 'kernel' } : { source: 'polling', reason };
  };
  return Object.fromEntries(protocols.map((protocol) => [protocol, endSource(protocol)]));
}

/**
 * Why a protocol's rows have no cookies; undefined where they have. Without them reports would be of strangers, so a part that came from
 * /proc decides for the protocol. A part that no source gave has no sockets, and decides only when there is no other.
 */
function withoutCookies({ sources }: ScanReport, protocol: Protocol, families: readonly Family[]): string | undefined {
  const parts = families.flatMap((family) => sources[socketPart(protocol, family)] ?? []);
  const from = (name: string) => parts.find(({ source }) => source === name);
  const decisive = from('procfs') ?? from('netlink') ?? parts[0];
  return !decisive || decisive.source === 'netlink' ? undefined : (decisive.reason ?? 'not from netlink');
}
