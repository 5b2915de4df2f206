import { groups } from '../../index.ts';
import { EXIT_FAILURE, Exit } from '../exit.ts';
import type { Names } from '../names/names.ts';
import { GroupsListing } from '../netstat/groups.ts';
import { warn } from '../output/stderr.ts';
import type { Sections } from '../sections.ts';
import { reportMissing } from './missing.ts';
import type { ViewContext } from './view.ts';

/** netstat's section of multicast groups. */
export async function listGroups(context: ViewContext, names: Names, sections: Sections): Promise<void> {
  const { settings, out, terminal } = context;
  if (settings.source === 'netlink') {
    throw new Exit(EXIT_FAILURE, 'sockdiag: --source netlink: groups are in /proc alone');
  }
  const { families } = sections;
  const { procRoot } = settings;
  const memberships = await groups({ families, ...(procRoot !== undefined && { procRoot }) });
  const { hosts } = names;
  const listing = new GroupsListing(out, hosts, terminal);
  listing.heading();
  // Names can take seconds: whoever waits at a terminal shall see that something is coming.
  if (terminal && hosts) out.flush();
  await hosts?.load(Array.from(memberships, ({ address }) => address));
  for (const group of memberships) listing.row(group);
  for (const [file, lines] of Object.entries(memberships.badLines)) {
    for (const line of lines) warn(`warning, got bogus ${file} line ${line}.`);
  }
  // Only the IPv4 file counts, as for sockets: IPv6 may be off.
  if (memberships.report.sources.igmp?.source === 'none' && !sections.inetByFamily) {
    reportMissing('AF INET (igmp)', sections, settings);
  }
}
