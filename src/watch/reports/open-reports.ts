import { SockdiagError } from '../../base/errors.ts';
import type { SourceChoice } from '../../kernel/source-choice.ts';
import { destroyGroups } from '../../sockets/netlink/destroy-events.ts';
import type { Query } from '../../sockets/query.ts';
import { FAMILY_NUMBERS, NAMED_PROTOCOLS, PROTOCOL_NUMBERS, PROTOCOLS, type Protocol } from '../../uapi/sockets.ts';
import { KernelEnds } from './kernel-ends.ts';
import type { OpenedReports, ReportedStream } from './reports.ts';

/** The protocols with groups. */
const REPORTED: readonly Protocol[] = ['tcp', 'udp'];

export type OpenReports = typeof openReports;

/** Opens the best source of reports that a query may draw on; without one it says why. */
export function openReports(query: Query, sources: SourceChoice, stream: ReportedStream): OpenedReports {
  const others = NAMED_PROTOCOLS.filter((protocol) => !REPORTED.includes(protocol));
  const unreported = reasons(others, 'the kernel reports ends of tcp and udp alone');
  const none = (reason: string) => ({ unreported: { ...unreported, ...reasons(REPORTED, reason) } });
  const groups = groupsOf(query);
  if (groups.length === 0) return { unreported };
  if (!sources.netlink) return none(sources.netlinkReason);
  try {
    return { reports: new KernelEnds(sources.netlink, groups, stream), unreported };
  } catch (error) {
    if (!(error instanceof SockdiagError)) throw error;
    return none(error.message);
  }
}

/** The kernel's groups in which the ends of a query's sockets are reported. */
export function groupsOf({ protocols = PROTOCOLS, families = ['inet', 'inet6'] }: Query): number[] {
  return destroyGroups(
    families.map((family) => FAMILY_NUMBERS[family]),
    protocols.map((protocol) => PROTOCOL_NUMBERS[protocol]),
  );
}

function reasons(protocols: readonly Protocol[], reason: string): Partial<Record<Protocol, string>> {
  return Object.fromEntries(protocols.map((protocol) => [protocol, reason]));
}
