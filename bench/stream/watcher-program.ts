import { spawnSync } from 'node:child_process';
import { setTimeout } from 'node:timers/promises';
import { Dialogue } from '../dialogue.ts';
import type { CallResult } from '../inside.ts';
import type { Subject } from '../subject.ts';
import type { Launcher } from '../world.ts';
import type { Present, Progress, ProgressRequest, TickRequest, WatcherRequest, WatchRequest } from './requests.ts';

const NOBODY = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', '--'];

const POLL_MS = 250;
const PATIENCE_MS = 60_000;

/** After the last connection has closed, ends are on their way, and the table is looked at once more. */
export const LAST_TICKS = 2;

/** Who watches: `nobody` may neither force a large buffer nor see whose sockets others' are. */
export type User = 'root' | 'nobody';

/** The reason why this user cannot run the watcher here. */
export function whyNot(user: User, file: string): string | undefined {
  if (user === 'root') return process.geteuid?.() === 0 ? undefined : 'this is not root';
  const [program, ...options] = NOBODY as [string, ...string[]];
  const { status, error, stderr } = spawnSync(program, [...options, process.execPath, '--check', file], {
    encoding: 'utf8',
  });
  return status === 0 ? undefined : (error?.message ?? stderr.trim());
}

/** bench/stream/watcher.ts, inside a world. */
export class WatcherProgram {
  readonly #program: Dialogue;

  constructor(world: Launcher, file: string, user: User = 'root') {
    const command = [process.execPath, file];
    this.#program = new Dialogue(world, user === 'nobody' ? [...NOBODY, ...command] : command);
  }

  watch(request: Omit<WatchRequest, 'do'>): Promise<Present> {
    return this.#ask({ do: 'watch', ...request });
  }

  progress(request: Omit<ProgressRequest, 'do'> = {}): Promise<Progress> {
    return this.#ask({ do: 'progress', ...request });
  }

  /** Progress when so many more ticks are over. */
  async afterTicks(count: number): Promise<Progress> {
    const { report } = await this.progress();
    const last = report.ticks + count;
    const deadline = performance.now() + PATIENCE_MS;
    for (;;) {
      const progress = await this.progress();
      if (progress.report.ticks >= last) return progress;
      if (performance.now() > deadline) throw new Error(`the stream has stopped at tick ${progress.report.ticks}`);
      await setTimeout(POLL_MS);
    }
  }

  /** One tick, of a watch whose ticks come by hand. */
  tick(request: Omit<TickRequest, 'do'> = {}): Promise<CallResult> {
    return this.#ask({ do: 'tick', ...request });
  }

  tickSubject(name: string, request: Omit<TickRequest, 'do'> = {}): Subject {
    return { name, measure: () => this.tick(request) };
  }

  stop(): Promise<void> {
    return this.#program.stop();
  }

  async #ask<Answer>(request: WatcherRequest): Promise<Answer> {
    const answer = await this.#program.ask<Answer | { failed: string }>(request);
    if (typeof answer === 'object' && answer !== null && 'failed' in answer) throw new Error(answer.failed);
    return answer as Answer;
  }
}
