import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { packageFile } from '../../src/package-root.ts';

const SCRIPT = packageFile('test/world/by_hand.py');

/** A process in this one's network namespace that does with sockets what it is told, in Python; test/world/by_hand.py. */
export class ByHand {
  readonly #child: ChildProcess;
  readonly #answers: AsyncIterator<string>;

  constructor() {
    this.#child = spawn('python3', [SCRIPT], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#answers = createInterface(this.#child.stdout as NodeJS.ReadableStream)[Symbol.asyncIterator]();
  }

  get pid(): number {
    return this.#child.pid as number;
  }

  /** Runs statements, one a line. Resolves to what they leave in `result`. */
  async run<Result = null>(...lines: string[]): Promise<Result> {
    this.#child.stdin?.write(`${JSON.stringify(lines.join('\n'))}\n`);
    const answer = await this.#answers.next();
    if (answer.done) throw new Error(`no answer to ${lines.join('; ')}`);
    return JSON.parse(answer.value) as Result;
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.stdin?.end();
    await ended;
  }
}
