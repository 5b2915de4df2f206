import { isDamage, isForbidden } from '../../base/errors.ts';
import type { GroupsFile, GroupsScan, PartSource } from '../../index.ts';
import { EXIT_FAILURE, Exit } from '../exit.ts';
import { reportMissing, warnOfForbidden, warnOfIncomplete, warnOfRows } from '../report-warnings.ts';
import type { Sections } from '../sections.ts';
import type { Settings } from '../settings.ts';

/** @throws Exit where groups are to be from where there are none */
export function refuseNetlink({ source }: Settings): void {
  if (source !== 'netlink') return;
  throw new Exit(EXIT_FAILURE, 'sockdiag: --source netlink: groups are in /proc alone');
}

/**
 * What a listing of groups must not keep to itself. Returns where those of IPv4 came from.
 * @throws Exit where the kernel lacks them, and they were asked for
 */
export function warnOfGroups(
  { report, badLines }: Pick<GroupsScan, 'report' | 'badLines'>,
  settings: Settings,
  sections: Sections,
): PartSource | undefined {
  warnOfRows(report, {
    badLines: (file) => badLines[file as GroupsFile].map((line) => `warning, got bogus ${file} line ${line}.`),
    verbose: settings.verbose,
  });
  warnOfIncomplete(report);
  warnOfForbidden(report);
  // Only the IPv4 file counts, as for sockets: IPv6 may be off.
  const { igmp } = report.sources;
  if (
    igmp?.source === 'none' &&
    !isDamage(igmp.code) &&
    !sections.inetByFamily &&
    (sections.named || !isForbidden(igmp.code))
  ) {
    reportMissing('AF INET (igmp)', sections, settings);
  }
  return igmp;
}
