import { DUMP_FLOOR, METHODS, type Method, scanFloor, snapshotBy } from '../calls.ts';
import { summarize } from '../statistics.ts';
import type { Run } from '../subject.ts';
import type { Series } from '../turns.ts';
import type { Shape } from '../world.ts';
import type { Group } from './plan.ts';
import type { Comparison, WorldResult } from './result.ts';

const WORLD_NAMES: Readonly<Record<Shape, (sockets: string) => string>> = {
  few: (sockets) => `${sockets} sockets`,
  many: (sockets) => `${sockets} sockets in many processes`,
  listeners: (sockets) => `listeners beside ${sockets} sockets`,
  asked: (sockets) => `${sockets} sockets to be asked about`,
  mixed: (sockets) => `${sockets} sockets among others`,
};

export function worldName({ shape, sockets }: { shape: Shape; sockets: number }): string {
  return WORLD_NAMES[shape](sockets.toLocaleString('en'));
}

export const isOurs = (name: string) => /^(sockdiag|snapshot)/.test(name);
/** What the kernel's part takes, where a method finds the owners: the two of it run at the same time. */
export const floorsOf = (method: Method) => [DUMP_FLOOR, scanFloor(method)];

/** Every one of ours held against every other that was measured in turns with it; calls against the larger of their floors. */
export function compareAll(worlds: readonly WorldResult[]): Comparison[] {
  return worlds.flatMap((world) =>
    world.groups.flatMap(({ group, series }) =>
      pairsOf(group, series.filter(wasMeasured)).map(([ours, against]) => compare(worldName(world), ours, against)),
    ),
  );
}

function pairsOf(group: Group, series: readonly Series[]): [Series, Series][] {
  if (group === 'floor') {
    return METHODS.flatMap((method): [Series, Series][] => {
      const ours = series.find(({ name }) => name === snapshotBy(method));
      const floor = slowest(series.filter(({ name }) => floorsOf(method).includes(name)));
      return ours && floor ? [[ours, floor]] : [];
    });
  }
  const ours = series.filter((one) => isOurs(one.name) && !wasStopped(one));
  const others = series.filter(({ name }) => !isOurs(name));
  return ours.flatMap((mine) => others.map((other): [Series, Series] => [mine, other]));
}

/** Of several the slowest, in each turn. */
export function slowest(series: readonly Series[]): Series | undefined {
  const [first, ...others] = series;
  if (!first || others.length === 0) return first;
  const runs = first.runs.map((run, i) =>
    others.reduce((slow, other) => ((other.runs[i]?.wall ?? 0) > slow.wall ? (other.runs[i] as Run) : slow), run),
  );
  return { name: `the larger of: ${series.map(({ name }) => name).join('; ')}`, runs };
}

function compare(world: string, ours: Series, against: Series): Comparison {
  const ratio = summarize(pairs(ours, against).map(([mine, other]) => mine.wall / other.wall));
  return { world, ours: ours.name, against: against.name, ratio, ...(wasStopped(against) && { bound: true }) };
}

/** The runs of one turn; one that was stopped stands in every turn. */
export function pairs(ours: Series, against: Series): [Run, Run][] {
  return ours.runs.map((run, i) => [run, (wasStopped(against) ? against.runs[0] : against.runs[i]) as Run]);
}

export const wasStopped = ({ runs }: Series) => runs[0]?.stopped === true;
const wasMeasured = ({ runs }: Series) => runs.length > 0;
