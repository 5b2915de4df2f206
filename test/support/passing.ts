import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { packageFile } from '../../src/package-root.ts';
import type { Triple } from './odd-holders.ts';

const SCRIPT = packageFile('test/world/passing.py');

/** Processes that open, inherit and pass on sockets as they are told. Each has a name. They end with this process. */
export class Passing {
  readonly #child: ChildProcess;
  readonly #answers: AsyncIterator<string>;

  constructor() {
    this.#child = spawn('python3', [SCRIPT], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#answers = createInterface(this.#child.stdout as NodeJS.ReadableStream)[Symbol.asyncIterator]();
  }

  /** Returns the new process's pid. */
  async start(name: string): Promise<number> {
    return (await this.#ask({ start: name })).pid;
  }

  /** Returns the pid of the child, which has all that its parent has. */
  async fork(name: string, child: string): Promise<number> {
    return (await this.#ask({ fork: name, child })).pid;
  }

  async open(name: string): Promise<Triple> {
    return (await this.#ask({ open: name })).owner;
  }

  /** Opens a socket and closes a file, once. */
  async swap(name: string): Promise<Triple> {
    return (await this.#ask({ swap: name })).owner;
  }

  /** Opens so many files that are no sockets. */
  async files(name: string, number: number): Promise<void> {
    await this.#ask({ files: name, number });
  }

  async close(name: string, fd: number): Promise<void> {
    await this.#ask({ close: name, fd });
  }

  /** Passes a socket on, and keeps it too. */
  async send(name: string, fd: number, to: string): Promise<Triple> {
    return (await this.#ask({ send: name, fd, to })).owner;
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.stdin?.end();
    await ended;
  }

  async #ask(request: object): Promise<{ pid: number; owner: Triple }> {
    this.#child.stdin?.write(`${JSON.stringify(request)}\n`);
    const answer = await this.#answers.next();
    if (answer.done) throw new Error(`no answer to ${JSON.stringify(request)}`);
    return JSON.parse(answer.value);
  }
}
