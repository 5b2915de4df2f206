import { isDamage, isForbidden } from '../../base/errors.ts';
import { type Batch, type Group, type GroupRecord, type GroupsFile, type PartSource, scanGroups } from '../../index.ts';
import { EXIT_FAILURE, Exit } from '../exit.ts';
import { addressKey } from '../names/address-key.ts';
import type { HostNames } from '../names/hosts.ts';
import type { Names } from '../names/names.ts';
import { GroupsListing } from '../netstat/groups.ts';
import { reportMissing, warnOfForbidden, warnOfIncomplete, warnOfRows } from '../report-warnings.ts';
import type { Sections } from '../sections.ts';
import type { ViewContext } from './view.ts';

/** netstat's section of multicast groups. Returns where those of IPv4 came from. */
export async function listGroups(
  context: ViewContext,
  names: Names,
  sections: Sections,
): Promise<PartSource | undefined> {
  const { settings, out } = context;
  if (settings.source === 'netlink') {
    throw new Exit(EXIT_FAILURE, 'sockdiag: --source netlink: groups are in /proc alone');
  }
  const { families } = sections;
  const { procRoot } = settings;
  const scan = scanGroups({ families, procRoot });
  const { hosts } = names;
  const listing = new GroupsListing(out, hosts);
  let begun = false;
  for await (const batch of scan) {
    if (!begun) listing.heading();
    begun = true;
    // Names can take seconds: whoever waits at a terminal shall see that something is coming.
    if (out.terminal && hosts) out.flush();
    if (hosts) await loadNames(batch, hosts);
    batch.forEach(listing.row);
  }
  if (!begun) listing.heading();
  warnOfRows(scan.report, {
    badLines: (file) => scan.badLines[file as GroupsFile].map((line) => `warning, got bogus ${file} line ${line}.`),
    verbose: settings.verbose,
  });
  warnOfIncomplete(scan.report);
  warnOfForbidden(scan.report);
  // Only the IPv4 file counts, as for sockets: IPv6 may be off.
  const { igmp } = scan.report.sources;
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

async function loadNames(batch: Batch<GroupRecord, Group>, hosts: HostNames): Promise<void> {
  const keys = new Set<string>();
  batch.forEach(({ family, address }) => {
    keys.add(addressKey(family, address, 0));
  });
  await hosts.load(keys);
}
