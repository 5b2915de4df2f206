import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { packageFile } from '../../src/package-root.ts';

const SCRIPT = packageFile('test/world/odd_holders.py');

/** Inode, pid and descriptor of an owner. */
export type Triple = readonly [number, number, number];

export function byPid(a: Triple, b: Triple): number {
  return a[1] - b[1] || a[2] - b[2] || a[0] - b[0];
}

/** Words of three, as a search gives them. */
export function toTriples(words: Uint32Array): Triple[] {
  return Array.from({ length: words.length / 3 }, (_, i) => [...words.subarray(3 * i, 3 * i + 3)] as unknown as Triple);
}

/** Processes that hold sockets in every odd way, in this process's network namespace. They end with this process. */
export class OddHolders {
  readonly pid: number;
  readonly pids: Readonly<Record<string, number>>;
  /** Who holds what, in their own words. */
  readonly owners: readonly Triple[];
  /** Sockets that nobody holds any more. */
  readonly absent: readonly number[];
  /** What could not be made, and why. */
  readonly missing: readonly [string, string][];
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, report: OddHolders) {
    this.#child = child;
    this.pid = report.pid;
    this.pids = report.pids;
    this.owners = [...report.owners].sort(byPid);
    this.absent = report.absent;
    this.missing = report.missing;
  }

  static async start(): Promise<OddHolders> {
    const child = spawn('python3', [SCRIPT], { stdio: ['pipe', 'pipe', 'inherit'] });
    for await (const line of createInterface(child.stdout)) {
      const report = JSON.parse(line) as OddHolders & { ready: boolean };
      if (report.ready) return new OddHolders(child, report);
      break;
    }
    throw new Error('the holders are not ready');
  }

  /** Of what a search found, what these processes have. */
  of(triples: Uint32Array): Triple[] {
    const pids = new Set([this.pid, ...Object.values(this.pids), ...this.owners.map(([, pid]) => pid)]);
    return toTriples(triples).filter(([, pid]) => pids.has(pid));
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.stdin?.end();
    await ended;
  }
}
