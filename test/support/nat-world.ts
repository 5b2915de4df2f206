import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { packageFile } from '../../src/package-root.ts';

const SCRIPT = packageFile('test/world/nat_world.py');
const COMMANDS = ['nft', 'ip', 'python3', 'setpriv'];

/** Why there can be no such world here, when there can be none. */
export function natWorldMissing(): string | undefined {
  const path = `${process.env.PATH}:/usr/sbin`;
  const missing = COMMANDS.filter(
    (command) => spawnSync('sh', ['-c', `command -v ${command}`], { env: { PATH: path } }).status !== 0,
  );
  if (missing.length > 0) return `no ${missing.join(', ')}`;
  const [, , outside] = readFileSync('/proc/self/uid_map', 'utf8').split(/\s+/);
  return outside === '0' ? undefined : 'not root: /proc/net/nf_conntrack cannot be read in a user namespace';
}

/**
 * A router that translates, which is this process's network namespace, between a client and a server: see
 * test/world/nat_world.py. It ends with this process.
 */
export class NatWorld {
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  /** @param options - of test/world/nat_world.py */
  static async start(...options: string[]): Promise<NatWorld> {
    const child = spawn('python3', [SCRIPT, ...options], { stdio: ['pipe', 'pipe', 'inherit'] });
    const first = await createInterface(child.stdout)[Symbol.asyncIterator]().next();
    if (first.done) throw new Error('the world of translations did not come up');
    return new NatWorld(child);
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.stdin?.end();
    await ended;
  }
}
