import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Launcher } from './world.ts';

/** A program inside a world that answers each JSON line with one. It ends when it is told to, or with this process. */
export class Dialogue {
  readonly #child: ReturnType<Launcher['start']>;
  readonly #answers: AsyncIterator<string>;

  constructor(world: Launcher, command: readonly string[]) {
    this.#child = world.start(command);
    if (!this.#child.stdout) throw new Error(`${command.join(' ')} has no output`);
    this.#answers = createInterface(this.#child.stdout)[Symbol.asyncIterator]();
  }

  async ask<Answer>(request: unknown): Promise<Answer> {
    this.#child.stdin?.write(`${JSON.stringify(request)}\n`);
    return this.answer();
  }

  /** The next line it prints, asked for or not. */
  async answer<Answer>(): Promise<Answer> {
    const { value, done } = await this.#answers.next();
    if (done) throw new Error('a program inside the world ended before it answered');
    return JSON.parse(value) as Answer;
  }

  /** Ends it, and what it has started, at once. */
  kill(): void {
    if (this.#child.pid !== undefined && this.#child.exitCode === null) process.kill(-this.#child.pid, 'SIGKILL');
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.stdin?.end();
    await ended;
  }
}
