import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { COMMAND } from './command.ts';

/** The command while it runs. Killed with the test that forgets it. */
export class RunningCommand {
  stdout = '';
  stderr = '';
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown[]>;
  #waiting: (() => void)[] = [];

  constructor(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
    this.#child = spawn(process.execPath, [COMMAND, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
    });
    this.#ended = once(this.#child, 'close');
    for (const name of ['stdout', 'stderr'] as const) {
      this.#child[name]?.setEncoding('utf8').on('data', (text: string) => {
        this[name] += text;
        this.#changed();
      });
    }
    this.#ended.then(() => this.#changed());
    process.once('exit', () => this.#child.kill('SIGKILL'));
  }

  get pid(): number {
    return this.#child.pid as number;
  }

  get lines(): string[] {
    return this.stdout.split('\n').slice(0, -1);
  }

  /** Waits until what it has printed is enough. Throws when it ends before. */
  async until(isEnough: (lines: readonly string[]) => boolean): Promise<void> {
    await this.#untilSo(() => isEnough(this.lines));
  }

  /** The same of its errors. */
  async untilError(isEnough: () => boolean): Promise<void> {
    await this.#untilSo(isEnough);
  }

  async #untilSo(isEnough: () => boolean): Promise<void> {
    while (!isEnough()) {
      if (this.#child.exitCode !== null || this.#child.signalCode !== null) {
        throw new Error(`it ended before: ${this.stdout}${this.stderr}`);
      }
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  #changed(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  /** Sends a signal, if any, and waits for the end. */
  async end(signal?: NodeJS.Signals): Promise<{ code: number | null; endedBy: string | null }> {
    if (signal) this.#child.kill(signal);
    const [code, endedBy] = (await this.#ended) as [number | null, string | null];
    return { code, endedBy };
  }
}
