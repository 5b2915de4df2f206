import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageFile } from '../../src/package-root.ts';
import { cachedFolder } from './cache.ts';
import { npm } from './packed.ts';

const LOCK = packageFile('test/package/runtimes');
const FILES = ['package.json', 'package-lock.json'] as const;

/** The programs of the packages that `test/package/runtimes/package.json` names, and what runs a file with them. */
const RUNTIMES = {
  node20: ['node20/bin/node'],
  node22: ['node22/bin/node'],
  node24: ['node24/bin/node'],
  node26: ['node26/bin/node'],
  'node24-arm64': ['node24-arm64/bin/node'],
  bun: ['bun/bin/bun'],
  'bun-musl': ['bun-musl/bin/bun'],
  deno: ['deno/deno', 'run', '--allow-all', '--no-remote'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type RuntimeName = keyof typeof RUNTIMES;

let folder: string | undefined;

/** The words before a file's name that run it. The first call of all installs every runtime: 400 MB to fetch, 1.2 GB on disk. */
export function runtime(name: RuntimeName): string[] {
  folder ??= cachedFolder(
    'runtimes',
    FILES.map((file) => readFileSync(join(LOCK, file))),
    install,
  );
  const [program, ...args] = RUNTIMES[name];
  return [join(folder, 'node_modules', program), ...args];
}

/** Why the runtimes are not there; undefined where they are. */
export function runtimesMissing(): string | undefined {
  try {
    runtime('node20');
    return undefined;
  } catch (error) {
    return `the runtimes of test/package/runtimes cannot be installed: ${(error as Error).message}`;
  }
}

/** `--force` because npm refuses what is for another libc or processor than this one's; the lock's checksums count all the same. */
function install(into: string): void {
  for (const file of FILES) copyFileSync(join(LOCK, file), join(into, file));
  npm(['ci', '--ignore-scripts', '--force', '--no-audit', '--no-fund', '--loglevel=error'], into);
}
