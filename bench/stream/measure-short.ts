import { ShortConnections } from '../../test/support/short-connections.ts';
import { BenchWorld } from '../world.ts';
import type { ShortPlan } from './plan.ts';
import type { ShortMeasured, ShortResult } from './result.ts';
import { LAST_TICKS, WatcherProgram, whyNot } from './watcher-program.ts';

const INTERVAL_MS = 1000;
// It is started and ended here; should this process be gone, it ends by itself.
const LIMIT_SECONDS = 300;

/** Makes short connections beside steady ones while a stream watches, and says what it told. */
export async function measureShort(plan: ShortPlan, watcherFile: string): Promise<ShortResult> {
  const unavailable = whyNot(plan.user, watcherFile);
  if (unavailable !== undefined) return { ...plan, unavailable };
  const { protocol, family, connections, over: seconds, steady } = plan;
  const world = await BenchWorld.start('few', 2 * steady);
  const watcher = new WatcherProgram(world, watcherFile, plan.user);
  try {
    const short = await ShortConnections.start(
      { protocol, family, connections, seconds, first: 'alternate', limit: LIMIT_SECONDS },
      (command) => world.start(command),
    );
    try {
      return { ...plan, measured: await watchRound(protocol, watcher, short) };
    } finally {
      await short.stop();
    }
  } finally {
    await watcher.stop();
    await world.stop();
  }
}

async function watchRound(
  protocol: ShortPlan['protocol'],
  watcher: WatcherProgram,
  short: ShortConnections,
): Promise<ShortMeasured> {
  const query = { protocols: [protocol], owners: true, interval: INTERVAL_MS } as const;
  await watcher.watch({ query, servers: short.report.ports });
  const before = await watcher.progress();
  const round = await short.make();
  const after = await watcher.progress();
  const { counts, report } = await watcher.afterTicks(LAST_TICKS);
  const { gaps, lost, ticks, late, receiveBuffer, ends } = report;
  const cpu = after.user + after.system - before.user - before.system;
  return { ...round, counts, gaps, lost, ticks, late, receiveBuffer, ends: ends[protocol], cpu };
}
