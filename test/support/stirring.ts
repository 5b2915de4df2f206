import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { packageFile } from '../../src/package-root.ts';

const SCRIPT = packageFile('test/world/stirring.py');

/** Sockets of every kind that come, change and go on demand, in this process's network namespace; test/world/stirring.py. */
export class Stirring {
  /** Of the two processes that hold sockets. */
  readonly pids: number[];
  /** Of the listener to which most IPv4 connections are made. */
  readonly port: number;
  readonly #child: ChildProcess;
  readonly #answers: AsyncIterator<string>;

  private constructor(child: ChildProcess, answers: AsyncIterator<string>, { pids, port }: Stirring) {
    this.#child = child;
    this.#answers = answers;
    this.pids = pids;
    this.port = port;
  }

  static async start(seed = 1): Promise<Stirring> {
    const child = spawn('python3', [SCRIPT, '--seed', `${seed}`], { stdio: ['pipe', 'pipe', 'inherit'] });
    const answers = createInterface(child.stdout)[Symbol.asyncIterator]();
    const { value } = await answers.next();
    return new Stirring(child, answers, JSON.parse(value));
  }

  /** Resolves when it stands still again. */
  async stir(seconds: number): Promise<void> {
    this.#child.stdin?.write(`${seconds}\n`);
    const { done } = await this.#answers.next();
    if (done) throw new Error('the stirring ended too soon');
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.stdin?.end();
    await ended;
  }
}
