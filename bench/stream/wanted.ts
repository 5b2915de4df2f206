import { DUMP_FLOOR } from '../calls.ts';
import { pairs, wasStopped, worldName } from '../peers/compare.ts';
import { summarize } from '../statistics.ts';
import type { Run } from '../subject.ts';
import type { Verdict } from '../verdict.ts';
import { growth, memoryParts } from './growth.ts';
import { BLOCK, IDLE_WATCH, SS, TICK, VERIFYING_BLOCK } from './names.ts';
import type { ShortPlan } from './plan.ts';
import type { IdleRun, MemoryResult, ShortResult, StreamResult, TicksResult } from './result.ts';

const AGAINST_SS = 1 / 15;
const AGAINST_DUMP = 1.4;
const BLOCK_MS = 10;
const GROWTH_PERCENT = 5;
// Whose buffer is as large as the stream wants it.
const MAY_FORCE_BUFFER = 'root';

/** What was measured of a stream, held against what is wanted. */
export function judge({ ticks, idle, short, memory }: Omit<StreamResult, 'wanted'>): Verdict[] {
  return [
    ...ticks.flatMap(judgeTicks),
    ...idle.filter(({ name }) => name === IDLE_WATCH).map(judgeIdle),
    ...short.flatMap(judgeShort),
    ...(memory ? judgeMemory(memory) : []),
  ];
}

function judgeTicks(world: TicksResult): Verdict[] {
  const what = (name: string) => `${worldName(world)}: ${name}`;
  return [
    { what: what(`processor time of ${TICK} against \`${SS}\``), ...judgeTime(world, SS, AGAINST_SS) },
    { what: what(`processor time of ${TICK} against ${DUMP_FLOOR}`), ...judgeTime(world, DUMP_FLOOR, AGAINST_DUMP) },
    ...[BLOCK, VERIFYING_BLOCK].map((name) => ({ what: what(name), ...judgeBlock(world, name) })),
  ];
}

export const processorTime = ({ user, system }: Run) => user + system;

function judgeTime({ series }: TicksResult, against: string, wanted: number): Omit<Verdict, 'what'> {
  const ours = series.find(({ name }) => name === TICK);
  const theirs = series.find(({ name }) => name === against);
  if (!ours?.runs.length || !theirs?.runs.length) {
    return { wanted, unit: '', why: ours?.unavailable ?? theirs?.unavailable ?? 'it was not measured' };
  }
  const got = summarize(pairs(ours, theirs).map(([mine, other]) => processorTime(mine) / processorTime(other)));
  const met = got.median <= wanted;
  const bound = wasStopped(theirs);
  return { wanted, unit: '', got, ...(bound && { bound }), ...((met || !bound) && { met }) };
}

function judgeBlock({ series }: TicksResult, subject: string): Omit<Verdict, 'what'> {
  const runs = series.find(({ name }) => name === subject)?.runs ?? [];
  const wanted = { wanted: BLOCK_MS, unit: 'ms' } as const;
  if (runs.length === 0) return { ...wanted, why: 'it was not measured' };
  const got = summarize(runs.map(({ block }) => (block ?? Number.NaN) * 1e3));
  return { ...wanted, got, met: got.max <= BLOCK_MS };
}

function judgeIdle({ name, seconds, switches }: IdleRun): Verdict {
  return judgeCount(`times a thread ran in ${seconds} s of ${name}`, switches);
}

function judgeCount(what: string, count: number): Verdict {
  return { what, wanted: 0, unit: 'count', got: summarize([count]), met: count <= 0 };
}

export function shortName({ user, protocol, family, connections, over, steady }: ShortPlan): string {
  const made = `${connections.toLocaleString('en')} short ${protocol === 'udp' ? 'conversations' : 'connections'}`;
  const beside = `beside ${steady.toLocaleString('en')} steady ones`;
  return `${made} in ${over} s ${beside}, ${protocol} IPv${family}, as ${user}`;
}

function judgeShort(result: ShortResult): Verdict[] {
  const { user, measured, unavailable } = result;
  const silent = `${shortName(result)}: sockets neither reported nor counted in a gap`;
  if (!measured) return [{ what: silent, wanted: 0, unit: 'count', why: unavailable ?? 'it was not measured' }];
  const { sockets, counts, gaps, lost } = measured;
  return [
    judgeCount(silent, Math.max(0, sockets - counts.reported - lost)),
    judgeCount(
      `${shortName(result)}: sockets opened or closed twice`,
      Math.max(0, counts.reported - sockets) + counts.wrong,
    ),
    ...(user === MAY_FORCE_BUFFER ? [judgeCount(`${shortName(result)}: gaps`, gaps)] : []),
  ];
}

function judgeMemory({ minutes, rate, samples, sockets, counts, lost }: MemoryResult): Verdict[] {
  const load = `${minutes} min of ${rate.toLocaleString('en')} connections a second`;
  const grown = memoryParts(samples).map(([name, values]): Verdict => {
    const got = growth(values);
    const what = `growth of ${name} over ${load}`;
    return { what, wanted: GROWTH_PERCENT, unit: '%', got: summarize([got]), met: got < GROWTH_PERCENT };
  });
  const silent = Math.max(0, sockets - counts.reported - lost);
  return [...grown, judgeCount(`${load}: sockets neither reported nor counted in a gap`, silent)];
}
