import { setTimeout } from 'node:timers/promises';
import { ShortConnections } from '../../test/support/short-connections.ts';
import { BenchWorld } from '../world.ts';
import type { MemoryPlan } from './plan.ts';
import type { MemoryResult, MemorySample } from './result.ts';
import { LAST_TICKS, WatcherProgram } from './watcher-program.ts';

const INTERVAL_MS = 1000;
const SAMPLE_SECONDS = 5;
const QUICK_SAMPLE_SECONDS = 1;
// To collect garbage before each would be to watch another program.
const SAMPLES_A_COLLECTION = 6;
// The table has one size then, from soon after the start.
const TIME_WAIT_LIMIT = 4000;
const LEEWAY_SECONDS = 120;

/** Watches connections that come and go for minutes, and looks at the watcher's memory now and then. */
export async function measureMemory(plan: MemoryPlan, watcherFile: string): Promise<MemoryResult> {
  const { rate, steady, minutes, warmUp } = plan;
  const seconds = warmUp + minutes * 60;
  const world = await BenchWorld.start('few', 2 * steady);
  const watcher = new WatcherProgram(world, watcherFile);
  try {
    const short = await ShortConnections.start(
      {
        ...{ connections: Math.round(rate * seconds), seconds, first: 'alternate' },
        ...{ timeWaitLimit: TIME_WAIT_LIMIT, limit: Math.ceil(seconds) + LEEWAY_SECONDS },
      },
      (command) => world.start(command),
    );
    try {
      const query = { protocols: ['tcp'], owners: true, interval: INTERVAL_MS } as const;
      await watcher.watch({ query, servers: short.report.ports });
      const making = short.make();
      const every = minutes < 1 ? QUICK_SAMPLE_SECONDS : SAMPLE_SECONDS;
      const [round, samples] = await Promise.all([making, sample(watcher, warmUp, seconds, every)]);
      const { counts, report } = await watcher.afterTicks(LAST_TICKS);
      const { gaps, lost } = report;
      const { accepted, sockets } = round;
      return { ...plan, accepted, sockets, seconds: round.seconds, counts, gaps, lost, samples };
    } finally {
      await short.stop();
    }
  } finally {
    await watcher.stop();
    await world.stop();
  }
}

async function sample(watcher: WatcherProgram, from: number, to: number, every: number): Promise<MemorySample[]> {
  const samples: MemorySample[] = [];
  const begin = performance.now();
  for (let due = from; due < to; due += every) {
    await setTimeout(Math.max(0, due * 1e3 - (performance.now() - begin)));
    const collect = samples.length % SAMPLES_A_COLLECTION === 0;
    const { rss, heapUsed, live } = await watcher.progress({ collect });
    const seconds = Math.round((performance.now() - begin) / 1e3);
    samples.push({ seconds, rss, heapUsed, ...(live !== undefined && { live }) });
  }
  return samples;
}
