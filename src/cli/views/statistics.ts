import { EXIT_FAILURE, Exit } from '../exit.ts';
import { StatisticsListing } from '../netstat/counters/listing.ts';
import { countedFamily, readCounterFiles, sectionFlags, uncounted } from './counter-files.ts';
import type { View, ViewContext } from './view.ts';

export async function openStatistics(context: ViewContext): Promise<View> {
  const { settings, out } = context;
  return async () => {
    const family = onlyFamily(context);
    const listing = new StatisticsListing(out, sectionFlags(settings));
    await readCounterFiles(settings, family, (section) => listing.section(section));
  };
}

/** netstat counts for one family alone, and says so on standard output. */
function onlyFamily({ settings, out }: ViewContext): 'inet' | 'inet6' {
  const family = countedFamily(settings);
  if (family) return family;
  out.text(uncounted(settings));
  out.endLine();
  throw new Exit(EXIT_FAILURE, '');
}
