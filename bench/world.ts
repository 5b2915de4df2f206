import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('world.py', import.meta.url));

export interface WorldOptions {
  /** Established TCP sockets, both ends counted. */
  sockets: number;
  processes: number;
  listeners: number;
}

/** A busy world in a network namespace of its own; it ends with this process, and by itself. */
export class BenchWorld {
  readonly #child: ChildProcess;
  readonly #pid: number;

  private constructor(child: ChildProcess, pid: number) {
    this.#child = child;
    this.#pid = pid;
  }

  static async start({ sockets, processes, listeners }: WorldOptions): Promise<BenchWorld> {
    const options = ['--sockets', sockets, '--processes', processes, '--listeners', listeners].map(String);
    const namespace = process.geteuid?.() === 0 ? ['--net'] : ['--net', '--map-root-user'];
    const child = spawn('unshare', [...namespace, 'python3', SCRIPT, ...options], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const lines = createInterface(child.stdout);
    for await (const line of lines) return new BenchWorld(child, (JSON.parse(line) as { pid: number }).pid);
    throw new Error('the world ended before it was ready');
  }

  /** The command that runs another inside the world. */
  inside(command: readonly string[]): string[] {
    const user = process.geteuid?.() === 0 ? [] : ['--user', '--preserve-credentials'];
    return ['nsenter', '--target', String(this.#pid), '--net', ...user, ...command];
  }

  /** Runs a program inside and returns what it printed. */
  run(command: readonly string[]): string {
    const [program, ...args] = this.inside(command) as [string, ...string[]];
    const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 1 << 28 });
    if (status !== 0) throw new Error(`${command.join(' ')}: exit ${status}: ${stderr}`);
    return stdout;
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.stdin?.end();
    await ended;
  }
}
