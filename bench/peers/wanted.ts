import { METHODS, SNAPSHOT, snapshotBy } from '../calls.ts';
import { type Summary, summarize } from '../statistics.ts';
import type { Run } from '../subject.ts';
import type { Series } from '../turns.ts';
import type { Verdict } from '../verdict.ts';
import type { Shape } from '../world.ts';
import { floorsOf, pairs, slowest, wasStopped, worldName } from './compare.ts';
import type { Group } from './plan.ts';
import type { WorldResult } from './result.ts';
import { BLOCK } from './subjects.ts';

/** Where a series is found. */
interface Place {
  shape: Shape;
  sockets: number;
  group: Group;
}

interface Row extends Place {
  ours: string;
  /** Ours divided by this, turn by turn; of several by the slowest. */
  against?: readonly string[];
  /** Ours divided by ours here, median by median. */
  growsFrom?: number;
  atMost: number;
  /** What is measured of a run, when it is no ratio; a sum that is less than what it is held against. */
  value?: { unit: 's' | 'ms' | 'MB'; of: (run: Run) => number; worst?: boolean };
}

const few = (sockets: number, group: Group): Place => ({ shape: 'few', sockets, group });
const LISTING = few(100_000, 'listing');
const OWNERS = few(100_000, 'owners');
const MILLION = few(1_000_000, 'owners');
const BESIDE: Place = { shape: 'listeners', sockets: 100_000, group: 'listeners' };
const PROCFS = 'sockdiag -tanp --owners procfs';
const BPF = 'sockdiag -tanp --owners bpf';
const seconds: Row['value'] = { unit: 's', of: ({ wall }) => wall };
const block: Row['value'] = { unit: 'ms', of: (run) => (run.block ?? Number.NaN) * 1e3, worst: true };
const megabytes: Row['value'] = { unit: 'MB', of: (run) => ((run.peakKiB ?? Number.NaN) * 1024) / 1e6, worst: true };

/** What is wanted, at most. */
const WANTED: readonly Row[] = [
  { ...LISTING, ours: 'sockdiag -tan', against: ['ss -tan'], atMost: 0.85 },
  { ...LISTING, ours: 'sockdiag -tan', against: ['netstat -tan'], atMost: 0.6 },
  { ...OWNERS, ours: PROCFS, against: ['ss -tanp'], atMost: 1 / 8 },
  { ...OWNERS, ours: PROCFS, against: ['netstat -tanp'], atMost: 1 / 8 },
  { ...OWNERS, ours: BPF, against: ['ss -tanp'], atMost: 1 / 11 },
  { ...OWNERS, ours: BPF, against: ['netstat -tanp'], atMost: 1 / 11 },
  { ...OWNERS, ours: BPF, against: ['lsof -nP -iTCP'], atMost: 1 / 6 },
  { ...BESIDE, ours: 'sockdiag -tlnp', against: ['ss -tlnp'], atMost: 1 / 3 },
  { ...BESIDE, ours: 'sockdiag -tlnp', against: ['netstat -tlnp'], atMost: 1 / 15 },
  ...METHODS.map((method) => ({
    ...few(100_000, 'floor'),
    ours: snapshotBy(method),
    against: floorsOf(method),
    atMost: 1.35,
  })),
  { ...few(100_000, 'block'), ours: BLOCK, atMost: 10, value: block },
  { ...MILLION, ours: 'sockdiag -tanp', atMost: 4, value: seconds },
  { ...MILLION, ours: 'sockdiag -tanp', atMost: 350, value: megabytes },
  { ...MILLION, ours: 'sockdiag -tanp', against: ['ss -tanp'], atMost: 1 / 40 },
  { ...few(10_000, 'owners'), ours: 'sockdiag -tanp', against: ['ss -tanp'], atMost: 1 },
  { ...few(50_000, 'owners'), ours: 'sockdiag -tanp', against: ['ss -tanp'], atMost: 1 / 4 },
  { ...few(10_000, 'owners'), ours: SNAPSHOT, against: ['ss -tanp'], atMost: 1 / 6 },
  { shape: 'many', sockets: 20_000, group: 'owners', ours: SNAPSHOT, against: ['ss -tanp'], atMost: 1 / 3 },
  { ...MILLION, ours: 'sockdiag -tanp', growsFrom: 100_000, atMost: 12 },
  {
    ...few(1_000, 'starting'),
    ours: 'sockdiag --version',
    against: ['node -e 0'],
    atMost: 12,
    value: { unit: 'ms', of: ({ wall }) => wall * 1e3 },
  },
];

/** Each row of what is wanted whose worlds were measured. */
export function judge(worlds: readonly WorldResult[]): Verdict[] {
  return WANTED.filter((row) => sizesOf(row).every((size) => findWorld(worlds, { ...row, sockets: size }))).map(
    (row) => {
      const verdict: Verdict = { what: title(row), wanted: row.atMost, unit: row.value?.unit ?? '' };
      const outcome = measure(worlds, row);
      if (typeof outcome === 'string') return { ...verdict, why: outcome };
      const { values, bound } = outcome;
      const got = summarize(values);
      const met = (row.value?.worst ? got.max : got.median) <= row.atMost;
      return { ...verdict, got, ...(bound && { bound }), ...((met || !bound) && { met }) };
    },
  );
}

/** Every value of the row, or why there is none. */
function measure(worlds: readonly WorldResult[], row: Row): { values: number[]; bound?: boolean } | string {
  const ours = findSeries(worlds, row, row.ours);
  if (typeof ours === 'string') return ours;
  if (row.growsFrom !== undefined) {
    const before = findSeries(worlds, { ...row, sockets: row.growsFrom }, row.ours);
    if (typeof before === 'string') return before;
    const start = walls(before).median;
    return { values: ours.runs.map(({ wall }) => wall / start) };
  }
  if (row.against === undefined) return { values: ours.runs.map((run) => row.value?.of(run) as number) };
  const found = row.against.map((name) => findSeries(worlds, row, name));
  const missing = found.find((one) => typeof one === 'string');
  if (missing !== undefined) return missing;
  const against = slowest(found as Series[]) as Series;
  const both = pairs(ours, against);
  const { value } = row;
  if (value) return { values: both.map(([mine, other]) => value.of(mine) - value.of(other)) };
  return { values: both.map(([mine, other]) => mine.wall / other.wall), bound: wasStopped(against) };
}

function findSeries(worlds: readonly WorldResult[], place: Place, name: string): Series | string {
  const group = findWorld(worlds, place)?.groups.find((one) => one.group === place.group);
  const series = group?.series.find((one) => one.name === name);
  if (!series) return `${name} was not measured`;
  if (series.unavailable !== undefined) return `${name}: ${series.unavailable}`;
  return series;
}

function findWorld(worlds: readonly WorldResult[], { shape, sockets }: Place): WorldResult | undefined {
  return worlds.find((world) => world.shape === shape && world.sockets === sockets);
}

const sizesOf = ({ sockets, growsFrom }: Row) => (growsFrom === undefined ? [sockets] : [sockets, growsFrom]);
const walls = ({ runs }: Series): Summary => summarize(runs.map(({ wall }) => wall));

function title(row: Row): string {
  const where = worldName(row);
  if (row.growsFrom !== undefined)
    return `${where}: \`${row.ours}\` against itself at ${row.growsFrom.toLocaleString('en')}`;
  if (row.against === undefined) return `${where}: \`${row.ours}\``;
  const against = row.against.map((name) => `\`${name}\``).join(' and ');
  if (row.value) return `${where}: \`${row.ours}\` beyond ${against}`;
  return `${where}: \`${row.ours}\` against ${row.against.length > 1 ? 'the slower of ' : ''}${against}`;
}
