import { scanGroups } from '../../../groups/groups.ts';
import { exitForDamage } from '../../report-warnings.ts';
import { chooseSections } from '../../sections.ts';
import { refuseNetlink, warnOfGroups } from '../../views/group-warnings.ts';
import type { View } from '../../views/view.ts';
import { GROUP } from '../shapes/group.ts';
import type { DataContext } from './context.ts';

/** Multicast groups. */
export async function openGroupData(context: DataContext): Promise<View> {
  const { settings } = context;
  const sections = chooseSections(settings);
  const { families } = sections;
  const { procRoot } = settings;
  const { plainView } = await import('./plain-view.ts');
  return plainView(context, GROUP, async (row) => {
    refuseNetlink(settings);
    const scan = scanGroups({ families, procRoot });
    for await (const batch of scan) for (const group of batch) row(group);
    exitForDamage(warnOfGroups(scan, settings, sections));
  });
}
