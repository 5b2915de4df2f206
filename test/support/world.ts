import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { packageFile } from '../../src/package-root.ts';

const SCRIPT = packageFile('test/world/world.py');

/** What the world says of itself when it is ready. */
export interface WorldReport {
  pid: number;
  /** Processes by what is special about them. */
  holders: Record<string, number>;
  /** (protocol, state) pairs that are there. */
  states: [string, string][];
  /** What could not be made, and why. */
  missing: [string, string][];
}

/** A world of sockets of every kind, in this process's network namespace. It ends with this process. */
export class World {
  readonly report: WorldReport;
  readonly #child: ChildProcess;
  readonly #answers: AsyncIterator<string>;

  private constructor(child: ChildProcess, answers: AsyncIterator<string>, report: WorldReport) {
    this.#child = child;
    this.#answers = answers;
    this.report = report;
  }

  /** @param options - of test/world/world.py: `--newlines`, `--control` */
  static async start(...options: string[]): Promise<World> {
    const child = spawn('python3', [SCRIPT, ...options], { stdio: ['pipe', 'pipe', 'inherit'] });
    const answers = createInterface(child.stdout)[Symbol.asyncIterator]();
    const first = await answers.next();
    const report = JSON.parse(first.value ?? '{"ready":false}') as WorldReport & { ready: boolean };
    if (!report.ready) throw new Error(`the world is not ready: ${first.value}`);
    return new World(child, answers, report);
  }

  /** Makes new TIME_WAIT sockets: they last a minute. */
  async refresh(): Promise<void> {
    this.#child.stdin?.write('refresh\n');
    await this.#answers.next();
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.stdin?.end();
    await ended;
  }
}
