import { setTimeout } from 'node:timers/promises';
import { Dialogue } from '../dialogue.ts';
import { BenchWorld } from '../world.ts';
import { IDLE_NODE, IDLE_WATCH } from './names.ts';
import type { IdleRun } from './result.ts';
import { systemCalls } from './system-calls.ts';
import { threadSwitches } from './thread-switches.ts';
import { WatcherProgram } from './watcher-program.ts';

const SOCKETS = 1000;
const INTERVAL_MS = 600_000;
// V8 collects garbage some 8 s after a program had work last, and up to three times.
const SETTLE_SECONDS = 30;
const WAITING = "require('node:readline').createInterface(process.stdin); console.log(process.pid)";

/** A stream that waits for its next tick, beside a Node program that waits for input, at the same time. */
export async function measureIdle(seconds: number, watcherFile: string): Promise<IdleRun[]> {
  const world = await BenchWorld.start('few', SOCKETS);
  const watcher = new WatcherProgram(world, watcherFile);
  const waiting = new Dialogue(world, [process.execPath, '-e', WAITING]);
  try {
    const query = { protocols: ['tcp', 'udp'], owners: true, interval: INTERVAL_MS } as const;
    const { pid } = await watcher.watch({ query });
    const programs = [
      { name: IDLE_WATCH, pid },
      { name: IDLE_NODE, pid: await waiting.answer<number>() },
    ];
    await setTimeout(SETTLE_SECONDS * 1e3);
    const before = programs.map((program) => threadSwitches(program.pid));
    await setTimeout(seconds * 1e3);
    const after = programs.map((program) => threadSwitches(program.pid));
    const calls = await Promise.all(programs.map((program) => systemCalls(program.pid, seconds)));
    return programs.map(({ name }, i) => ({
      name,
      settled: SETTLE_SECONDS,
      seconds,
      threads: after[i]?.threads ?? 0,
      switches: (after[i]?.switches ?? 0) - (before[i]?.switches ?? 0),
      ...(calls[i] !== undefined && { calls: calls[i] }),
    }));
  } finally {
    await Promise.all([watcher.stop(), waiting.stop()]);
    await world.stop();
  }
}
