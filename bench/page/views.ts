import { summarize } from '../statistics.ts';
import type { Run } from '../subject.ts';
import type { ViewResult, ViewsResult } from '../views/result.ts';
import { count, markdownTable, ratio, seconds } from './format.ts';

const HEAD = [
  'view',
  'rows',
  '',
  'wall: median (min to max)',
  'peak MB',
  'ratio: median (min to max)',
  "without Node's start",
];

/** Every view with its peers; the ratios are ours divided by theirs. */
export function viewsTable({ views }: ViewsResult): string {
  return markdownTable(HEAD, views.flatMap(viewRows));
}

function viewRows({ view, rows, series, ratios, errors }: ViewResult): string[][] {
  const lines = series.map(({ name, runs, unavailable }, i) => {
    const place = i === 0 ? [view, rows >= 1000 ? count(rows) : String(rows)] : ['', ''];
    if (unavailable !== undefined) return [...place, `\`${name}\``, `not here: ${unavailable}`, '', '', ''];
    const found = ratios.find(({ against }) => against === name);
    const both = [found?.whole, found?.withoutStart].map((one) => (one ? spread(one, ratio) : ''));
    return [...place, `\`${name}\``, wall(runs), peak(runs), ...both];
  });
  return [...lines, ...errors.map((error) => ['', '', `**Error:** ${error}`, '', '', '', ''])];
}

function wall(runs: readonly Run[]): string {
  if (runs[0]?.stopped) return `over ${seconds(runs[0].wall)}`;
  return spread(summarize(runs.map((run) => run.wall)), seconds);
}

/** What is below the memory of that which starts commands cannot be told. */
function peak(runs: readonly Run[]): string {
  const most = Math.max(...runs.map(({ peakKiB }) => peakKiB ?? 0));
  const floor = Math.max(...runs.map(({ peakFloorKiB }) => peakFloorKiB ?? 0));
  const megabytes = ((Math.max(most, floor) * 1024) / 1e6).toFixed(0);
  return most <= floor ? `under ${megabytes}` : megabytes;
}

function spread({ min, median, max }: ReturnType<typeof summarize>, show: (value: number) => string): string {
  return `**${show(median)}** (${show(min)} to ${show(max)})`;
}
