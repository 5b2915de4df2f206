import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { arch, cpus, loadavg, release, totalmem } from 'node:os';
import { packageFile } from '../src/package-root.ts';

/** Where a result comes from. */
export interface Machine {
  model: string | undefined;
  arch: string;
  processors: number;
  memoryGiB: number;
  kernel: string;
  /** What else ran, as far as it shows: a search for owners meets the files of every process there is. */
  loadAverage: number;
  openFiles: number;
  /** Of all that took part, by name; absent what this machine lacks. */
  versions: Record<string, string>;
}

const PRINTERS: Readonly<Record<string, readonly [string, RegExp]>> = {
  ss: ['ss -V', /iproute2-(\S+)/],
  netstat: ['netstat --version', /net-tools (\S+)/],
  lsof: ['lsof -v', /revision: (\S+)/],
  conntrack: ['conntrack --version', /v(\S+)/],
  python3: ['python3 --version', /Python (\S+)/],
};

export function describeMachine(): Machine {
  return {
    model: cpus()[0]?.model,
    arch: arch(),
    processors: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    kernel: release(),
    loadAverage: loadavg()[0] as number,
    openFiles: Number.parseInt(readFileSync('/proc/sys/fs/file-nr', 'utf8'), 10),
    versions: { sockdiag: ourVersion(), node: process.version, ...printedVersions(), ...packageVersions() },
  };
}

/** Of this checkout: the last commit too, and whether something has changed since. */
function ourVersion(): string {
  const { version } = JSON.parse(readFileSync(packageFile('package.json'), 'utf8'));
  const { status, stdout } = spawnSync('git', ['describe', '--always', '--dirty'], { encoding: 'utf8' });
  return status === 0 ? `${version} (${stdout.trim()})` : version;
}

function printedVersions(): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [name, [command, pattern]] of Object.entries(PRINTERS)) {
    const [program, ...args] = command.split(' ') as [string, ...string[]];
    const { stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' });
    const version = pattern.exec(`${stdout}${stderr}`)?.[1];
    if (version) found[name] = version;
  }
  return found;
}

function packageVersions(): Record<string, string> {
  const require = createRequire(import.meta.url);
  const { version } = require('systeminformation/package.json') as { version: string };
  return { systeminformation: version };
}
