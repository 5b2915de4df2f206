import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const script = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** What is in a world, see SHAPES in world.py. */
export type Shape = 'few' | 'many' | 'listeners' | 'asked' | 'mixed';

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

/** A table of the kernel that can be filled, see TABLES in tables.py. */
export type Table = 'routes' | 'routes6' | 'interfaces' | 'translations';

export interface TableReport {
  pid: number;
  table: Table;
  /** How many there are, with those that came by themselves. */
  rows: number;
  /** How long it took to make. */
  seconds: number;
}

/** Where a program can be started. */
export type Launcher = Pick<BenchWorld<{ pid: number }>, 'start'>;

/** A busy world in a network namespace of its own; it ends with this process, and by itself. */
export class BenchWorld<Report extends { pid: number } = WorldReport> {
  readonly report: Report;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, report: Report) {
    this.#child = child;
    this.report = report;
  }

  static start(shape: Shape, sockets: number): Promise<BenchWorld> {
    return BenchWorld.#run<WorldReport>(script('world.py'), ['--shape', shape, '--sockets', String(sockets)]);
  }

  /** One with many rows in one table instead of sockets. */
  static fill(table: Table, rows: number): Promise<BenchWorld<TableReport>> {
    return BenchWorld.#run<TableReport>(script('tables.py'), ['--table', table, '--rows', String(rows)]);
  }

  static async #run<Report extends { pid: number }>(path: string, options: string[]): Promise<BenchWorld<Report>> {
    const namespace = process.geteuid?.() === 0 ? ['--net'] : ['--net', '--map-root-user'];
    const child = spawn('unshare', [...namespace, 'python3', path, ...options], { stdio: ['pipe', 'pipe', 'inherit'] });
    for await (const line of createInterface(child.stdout)) {
      return new BenchWorld(child, JSON.parse(line) as Report);
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
