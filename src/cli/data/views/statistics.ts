import type { StatisticsSection } from '../../../index.ts';
import { EXIT_FAILURE, Exit } from '../../exit.ts';
import { SECTION_TEXTS } from '../../netstat/counters/sections.ts';
import { countedFamily, readCounterFiles, sectionFlags, uncounted } from '../../views/counter-files.ts';
import type { View } from '../../views/view.ts';
import { COUNTER, type Counter } from '../shapes/counter.ts';
import type { DataContext } from './context.ts';

/** Every counter of the sections that -s shows, those that are 0 too. */
export async function openStatisticsData(context: DataContext): Promise<View> {
  const { settings } = context;
  const flags = sectionFlags(settings);
  const { plainView } = await import('./plain-view.ts');
  return plainView(context, COUNTER, async (row) => {
    const family = countedFamily(settings);
    if (!family) throw new Exit(EXIT_FAILURE, uncounted(settings));
    await readCounterFiles(settings, family, (section) => {
      const known = SECTION_TEXTS.get(section.name);
      if (!known || flags.has(known.flag)) for (const counter of countersOf(section)) row(counter);
    });
  });
}

/** `MaxConn` of -1: no limit. */
const UNLIMITED = -1n;

function* countersOf({ name: section, counters, printed }: StatisticsSection): Generator<Counter> {
  for (const name of (printed ?? counters).keys()) {
    const value = counters.get(name) ?? null;
    yield { section, name, value: name.endsWith('MaxConn') && value === UNLIMITED ? null : value };
  }
}
