import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('world.py', import.meta.url));

/** What is in a world, see SHAPES in world.py. */
export type Shape = 'few' | 'many' | 'listeners' | 'mixed';

/** What a world says of itself when it is ready. */
export interface WorldReport {
  pid: number;
  shape: Shape;
  processes: number;
  /** Other open files of each process. */
  files: number;
  /** Established TCP sockets, both ends counted. */
  sockets: number;
  listeners: number;
  udp: number;
  unix: number;
  /** How long it took to make. */
  seconds: number;
}

/** A busy world in a network namespace of its own; it ends with this process, and by itself. */
export class BenchWorld {
  readonly report: WorldReport;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, report: WorldReport) {
    this.#child = child;
    this.report = report;
  }

  static async start(shape: Shape, sockets: number): Promise<BenchWorld> {
    const namespace = process.geteuid?.() === 0 ? ['--net'] : ['--net', '--map-root-user'];
    const args = [...namespace, 'python3', SCRIPT, '--shape', shape, '--sockets', String(sockets)];
    const child = spawn('unshare', args, { stdio: ['pipe', 'pipe', 'inherit'] });
    for await (const line of createInterface(child.stdout)) {
      return new BenchWorld(child, JSON.parse(line) as WorldReport);
    }
    throw new Error('the world ended before it was ready');
  }

  /** Starts a program inside the world, in a process group of its own, to be spoken with over its standard streams. */
  start(command: readonly string[]): ChildProcess {
    const user = process.geteuid?.() === 0 ? [] : ['--user', '--preserve-credentials'];
    const args = ['--target', String(this.report.pid), '--net', ...user, ...command];
    return spawn('nsenter', args, { stdio: ['pipe', 'pipe', 'inherit'], detached: true });
  }

  async stop(): Promise<void> {
    const ended = once(this.#child, 'exit');
    this.#child.stdin?.end();
    await ended;
  }
}
