// `node --import tsx scripts/package/tools.ts`: installs what the tests of the package run it in (bundlers, test runners, TypeScript), by a lockfile of
// its own, so that neither the set-up nor `npm ci` waits for it.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packageFile } from '../../src/package-root.ts';

const LOCKED = packageFile('test/package/tools');
const FILES = ['package.json', 'package-lock.json'];
const PLACES = packageFile('build-tools');

/** Where they are installed: the folder is called after the lockfile, so what is there is what the lockfile says. */
function place(): string {
  const hash = createHash('sha256');
  for (const name of FILES) hash.update(readFileSync(join(LOCKED, name)));
  return join(PLACES, hash.digest('hex').slice(0, 16));
}

/** Where the tools are, or why they are not. */
export type Installed = { folder: string; reason?: undefined } | { folder?: undefined; reason: string };

/** Installs them unless they are there. */
export function installTools(): Installed {
  const folder = place();
  if (existsSync(folder)) return { folder };
  mkdirSync(PLACES, { recursive: true });
  const making = mkdtempSync(join(PLACES, 'making-'));
  for (const name of FILES) copyFileSync(join(LOCKED, name), join(making, name));
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];
  const { error, status, stderr } = spawnSync('npm', args, { cwd: making, encoding: 'utf8' });
  if (error || status !== 0) {
    rmSync(making, { recursive: true, force: true });
    return { reason: `npm ci of test/package/tools failed: ${error?.message ?? stderr.trim().split('\n')[0]}` };
  }
  return keep(making, folder);
}

/** Renamed into its place, so that whoever finds it finds it whole; those of earlier lockfiles go. */
function keep(making: string, folder: string): Installed {
  try {
    renameSync(making, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
    rmSync(making, { recursive: true });
  }
  for (const name of readdirSync(PLACES)) {
    if (!name.startsWith('making-') && join(PLACES, name) !== folder) rmSync(join(PLACES, name), { recursive: true });
  }
  return { folder };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { folder, reason } = installTools();
  console.error(reason ?? `the tools are in ${folder}`);
  process.exitCode = reason === undefined ? 0 : 1;
}
