import { scanGroups } from '../../groups/groups.ts';
import type { Batch, Group, GroupRecord, PartSource } from '../../index.ts';
import { addressKey } from '../names/address-key.ts';
import type { HostNames } from '../names/hosts.ts';
import type { Names } from '../names/names.ts';
import { GroupsListing } from '../netstat/groups.ts';
import type { Sections } from '../sections.ts';
import { refuseNetlink, warnOfGroups } from './group-warnings.ts';
import type { ViewContext } from './view.ts';

/** netstat's section of multicast groups. Returns where those of IPv4 came from. */
export async function listGroups(
  context: ViewContext,
  names: Names,
  sections: Sections,
): Promise<PartSource | undefined> {
  const { settings, out } = context;
  refuseNetlink(settings);
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
  return warnOfGroups(scan, settings, sections);
}

async function loadNames(batch: Batch<GroupRecord, Group>, hosts: HostNames): Promise<void> {
  const keys = new Set<string>();
  batch.forEach(({ family, address }) => {
    keys.add(addressKey(family, address, 0));
  });
  await hosts.load(keys);
}
