import { ratio, seconds } from '../page/format.ts';
import { worldName } from '../peers/compare.ts';
import { median, summarize } from '../statistics.ts';
import type { Verdict } from '../verdict.ts';
import { growth, memoryParts } from './growth.ts';
import type { IdleRun, MemoryResult, ShortResult, TicksResult } from './result.ts';
import { processorTime, shortName } from './wanted.ts';

/** Lines for whoever waits for the result. */
export function describeTicks(world: TicksResult): string[] {
  const lines = world.series.map(({ name, runs, unavailable }) => {
    if (unavailable !== undefined) return `  ${name}: not here: ${unavailable}`;
    const block = runs[0]?.block !== undefined;
    const value = block ? Math.max(...runs.map((run) => run.block ?? 0)) : median(runs.map(processorTime));
    return `  ${name}: ${seconds(value)} ${block ? 'at most' : 'of processor time'}, ${runs.length} runs`;
  });
  return [worldName(world), ...lines, ...world.errors.map((error) => `  ERROR: ${error}`)];
}

export function describeIdle(idle: readonly IdleRun[]): string[] {
  return idle.map(({ name, seconds: time, threads, switches, calls }) => {
    const traced = calls === undefined ? 'strace is not here' : `${calls} system calls`;
    return `${name}: in ${time} s its ${threads} threads ran ${switches} times; ${traced}`;
  });
}

export function describeShort(result: ShortResult): string[] {
  const { measured, unavailable } = result;
  if (!measured) return [shortName(result), `  not here: ${unavailable}`];
  const { accepted, sockets, counts, gaps, lost, cpu, receiveBuffer } = measured;
  return [
    shortName(result),
    `  ${accepted} accepted in ${measured.seconds} s, ${sockets} sockets: ${counts.reported} reported, ${counts.unseen} unseen, ` +
      `${counts.wrong} wrong; ${gaps} gaps, ${lost} lost, ${counts.changes.late} late ticks`,
    `  ${ratio(cpu / measured.seconds)} of a processor, buffer of ${((receiveBuffer ?? 0) / 1e6).toFixed(1)} MB`,
  ];
}

export function describeMemory({ samples, accepted, sockets, gaps, counts }: MemoryResult): string[] {
  const lines = memoryParts(samples).map(([name, values]) => {
    const [min, middle, max] = Object.values(summarize(values)).map((value) => (value / 1e6).toFixed(1));
    return `  ${name}: ${middle} MB (${min} to ${max}), growth ${growth(values).toFixed(1)} %`;
  });
  return [`memory: ${accepted} connections, ${counts.reported} of ${sockets} sockets reported, ${gaps} gaps`, ...lines];
}

export function describeVerdict({ what, wanted, got, met, why }: Verdict): string {
  const value = got ? `${got.median.toPrecision(3)}, at most ${got.max.toPrecision(3)}` : why;
  return `${what}: ${value}, wanted at most ${wanted.toPrecision(3)}: ${met ? 'met' : 'NOT MET'}`;
}
