import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

/** Being attached to wakes every thread; what that has them do is over by then. */
const SETTLED_SECONDS = 1;

/** How many system calls a process makes in so many seconds, in which it is traced; undefined where it cannot be. */
export async function systemCalls(pid: number, seconds: number): Promise<number | undefined> {
  if (spawnSync('strace', ['true']).status !== 0) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'sockdiag-strace-'));
  try {
    const log = join(folder, 'log');
    const child = spawn('strace', ['-f', '-ttt', '-o', log, '-p', String(pid)], { stdio: 'ignore' });
    const ended = once(child, 'exit');
    await setTimeout((seconds + SETTLED_SECONDS) * 1e3);
    child.kill('SIGINT');
    await ended;
    return countCalls(readFileSync(log, 'latin1'), SETTLED_SECONDS);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The calls in strace's log with times (`strace -f -ttt`), but for those within so many seconds of its first line. */
export function countCalls(log: string, after: number): number {
  const lines = [...log.matchAll(/^\d+ +(\d+\.\d+) (.*)$/gm)];
  const begin = Number(lines[0]?.[1]);
  // What a thread waits in at the end of the trace it has been in all the time; what is resumed was begun in a line of its own.
  return lines.filter(
    ([, time, call]) =>
      Number(time) - begin > after && /^\w+\(/.test(call ?? '') && !/<detached \.\.\.>$/.test(call ?? ''),
  ).length;
}
