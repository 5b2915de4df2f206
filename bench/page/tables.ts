import type { FunctionsResult } from '../functions/result.ts';
import type { Machine } from '../machine.ts';
import { wasStopped, worldName } from '../peers/compare.ts';
import type { Comparison, WorldResult } from '../peers/result.ts';
import { type Summary, summarize } from '../statistics.ts';
import type { Run } from '../subject.ts';
import type { Series } from '../turns.ts';
import type { Verdict } from '../verdict.ts';
import { count, markdownTable, ratio, seconds } from './format.ts';

export function machineLine({ model, processors, memoryGiB, kernel, openFiles, versions }: Machine): string {
  const named = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const machine = `${processors} processors (${model}), ${memoryGiB} GiB, Linux ${kernel}, ${openFiles} files open before`;
  return `${machine}; ${named.join(', ')}.`;
}

export function wantedTable(wanted: readonly Verdict[]): string {
  const rows = wanted.map((row) => [row.what, verdictValue(row, row.wanted), got(row), row.met ? 'yes' : metWord(row)]);
  return markdownTable(['', 'wanted, at most', 'measured: median (min to max)', 'met'], rows);
}

function metWord({ got: measured, bound, met }: Verdict): string {
  if (!measured) return 'not measured';
  return bound && met === undefined ? 'not shown' : '**no**';
}

function got(row: Verdict): string {
  if (!row.got) return row.why ?? '';
  const { min, median, max } = row.got;
  const [low, middle, high] = [min, median, max].map((value) => verdictValue(row, value));
  if (min === max) return `${row.bound ? 'under ' : ''}${middle}`;
  return `${row.bound ? 'under ' : ''}${middle} (${low} to ${high})`;
}

function verdictValue({ unit }: Verdict, value: number): string {
  if (unit === 'count') return String(value);
  return unit === '' ? ratio(value) : `${value.toPrecision(3)} ${unit}`;
}

export function comparisonTable(comparisons: readonly Comparison[]): string {
  const rows = comparisons.map(({ world, ours, against, ratio: { min, median, max }, bound }) => [
    world,
    `\`${ours}\``,
    `\`${against}\``,
    `${bound ? 'under ' : ''}${ratio(median)} (${ratio(min)} to ${ratio(max)})`,
  ]);
  return markdownTable(['world', 'ours', 'against', 'ratio, turn by turn'], rows);
}

/** Everything that was measured in one world. */
export function worldSection(world: WorldResult): string {
  const { processes, files, listeners, groups } = world;
  const head = `### ${worldName(world)}\n\n${processes} processes with ${files} other open files each, ${listeners} listeners.`;
  const tables = groups.map(({ series, check }) => {
    const table = seriesTable(series);
    const errors = check?.errors.map((error) => `**Error:** ${error}.`) ?? [];
    return [table, ...errors].join('\n\n');
  });
  return [head, ...tables].join('\n\n');
}

/** What each run of each of them took. */
export function seriesTable(series: readonly Series[]): string {
  return markdownTable(HEAD, series.map(seriesRow));
}

const HEAD = ['', 'runs', 'wall', 'user', 'system', 'peak MB', 'sockets', 'with an owner'];

function seriesRow({ name, runs, unavailable }: Series): string[] {
  if (unavailable !== undefined) return [`\`${name}\``, '0', `not here: ${unavailable}`, '', '', '', '', ''];
  const [first] = runs as [Run];
  const rows = [first.rows?.sockets, first.rows?.owned].map((value) => (value === undefined ? '' : String(value)));
  if (wasStopped({ name, runs }))
    return [`\`${name}\``, '1', `over ${seconds(first.wall)}`, '', '', peak(runs), '', ''];
  const times = [(run: Run) => run.block ?? run.wall, (run: Run) => run.user, (run: Run) => run.system];
  const cells = times.map((of) => spread(summarize(runs.map(of)), seconds));
  return [`\`${name}\``, String(runs.length), ...cells, peak(runs), ...rows];
}

export function spread({ min, median, max }: Summary, show: (value: number) => string): string {
  return `**${show(median)}** (${show(min)} to ${show(max)})`;
}

/** What is below the memory of that which starts commands cannot be told. */
function peak(runs: readonly Run[]): string {
  if (runs[0]?.peakKiB === undefined) return '';
  const floor = Math.max(...runs.map(({ peakFloorKiB }) => peakFloorKiB ?? 0));
  const megabytes = (kib: number) => ((kib * 1024) / 1e6).toFixed(0);
  const summary = summarize(runs.map(({ peakKiB }) => peakKiB ?? 0));
  if (summary.max <= floor) return `under ${megabytes(floor)}`;
  return spread(summary, megabytes);
}

export function functionsTable({ worlds }: FunctionsResult): string {
  const names = [...new Set(worlds.flatMap(({ tasks }) => tasks.map(({ name }) => name)))];
  const rows = names.map((name) => [
    name,
    ...worlds.map(({ tasks }) => {
      const task = tasks.find((one) => one.name === name);
      return task ? spread(task, (value) => seconds(value / 1e3)) : '';
    }),
  ]);
  const blocks = worlds.map((world) => spread(summarize(world.blocks), (value) => seconds(value / 1e3)));
  const head = ['median (min to max)', ...worlds.map(({ world }) => `${count(world.sockets)} sockets, ${world.shape}`)];
  return markdownTable(head, [...rows, ['longest event-loop block in a snapshot with owners', ...blocks]]);
}
