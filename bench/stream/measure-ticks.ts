import { DUMP_FLOOR } from '../calls.ts';
import { CallRunner, CommandRunner } from '../subject.ts';
import { type TurnOptions, takeTurns } from '../turns.ts';
import { BenchWorld, type Shape } from '../world.ts';
import { BLOCK, SS, TICK, VERIFYING_BLOCK, VERIFYING_TICK } from './names.ts';
import type { Present } from './requests.ts';
import type { TicksResult } from './result.ts';
import { WatcherProgram } from './watcher-program.ts';

// So long that only the ticks asked to do so verify.
const DAY_MS = 86_400_000;
// What runs all day is warm.
const WARM_TICKS = 10;

/** Ticks over the sockets of a world in which nothing happens, in turns with a peer and the kernel's part alone. */
export async function measureTicks(
  shape: Shape,
  sockets: number,
  watcherFile: string,
  options: TurnOptions,
): Promise<TicksResult> {
  const world = await BenchWorld.start(shape, sockets);
  const commands = new CommandRunner(world);
  const calls = new CallRunner(world);
  const watcher = new WatcherProgram(world, watcherFile);
  try {
    const query = { protocols: ['tcp'], owners: true, interval: 1000, verifyInterval: DAY_MS } as const;
    const present = await watcher.watch({ query, byHand: true });
    for (let i = 0; i < WARM_TICKS; i++) await watcher.tick();
    const series = await takeTurns(
      [
        watcher.tickSubject(TICK),
        commands.subject({ name: SS, words: SS.split(' '), format: 'ss' }),
        calls.subject(DUMP_FLOOR),
        watcher.tickSubject(VERIFYING_TICK, { verify: true }),
        watcher.tickSubject(BLOCK, { block: true }),
        watcher.tickSubject(VERIFYING_BLOCK, { verify: true, block: true }),
      ],
      options,
    );
    return { ...world.report, series, errors: differences(world.report.sockets, present) };
  } finally {
    await Promise.all([commands.stop(), calls.stop(), watcher.stop()]);
    await world.stop();
  }
}

/** Ticks over anything else than the whole world say nothing. */
export function differences(expected: number, { sockets, owned }: Pick<Present, 'sockets' | 'owned'>): string[] {
  const errors: string[] = [];
  if (sockets !== expected) errors.push(`the stream began with ${sockets} sockets of ${expected}`);
  if (owned !== expected) errors.push(`it knew the owners of ${owned} sockets of ${expected}`);
  return errors;
}
