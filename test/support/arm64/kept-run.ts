import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageFile } from '../../../src/package-root.ts';
import { cached, cachedFolder } from '../cache.ts';
import { has } from '../command.ts';
import type { Packed } from '../packed.ts';
import { runGuest } from './guest.ts';

/** Beside the package, what a run is made of. */
const INPUTS = [
  ...[
    'test/package/programs/show.mjs',
    'test/package/programs/guest-init.sh',
    'test/package/runtimes/package-lock.json',
  ],
  ...['guest.ts', 'cpio.ts', 'debian.ts'].map((name) => `test/support/arm64/${name}`),
];
const PROGRAMS = { 'qemu-system-aarch64': 'qemu-system-arm', 'apt-get': 'apt', 'dpkg-deb': 'dpkg' };

/** What the emulated machine's console showed. */
export interface GuestRun {
  console: string;
  /** Says when that was. */
  made: string;
}

/** Why there is no emulated machine here; undefined where there is one. */
export function guestMissing(): string | undefined {
  const [program, debian] = Object.entries(PROGRAMS).find(([name]) => !has(name)) ?? [];
  return program && `no ${program}: Debian has it in ${debian}`;
}

/**
 * Boots the machine, or gives what it showed when it ran with this very package and these very files before. SOCKDIAG_TEST_NO_STAMP=1 boots it
 * in any case.
 */
export function guestRun({ project, list }: Packed, isGood: (console: string) => boolean): GuestRun {
  const inputs = [list.shasum, ...INPUTS.map((path) => readFileSync(packageFile(path)))];
  const kept = process.env.SOCKDIAG_TEST_NO_STAMP ? undefined : cached('arm64-run', inputs);
  if (kept)
    return {
      console: readFileSync(join(kept, 'console'), 'utf8'),
      made: `not booted: ${kept} has the run of these very files`,
    };
  const start = Date.now();
  const console = runGuest(project);
  const made = `booted: ${Math.round((Date.now() - start) / 1000)} s`;
  if (isGood(console)) cachedFolder('arm64-run', inputs, (folder) => writeFileSync(join(folder, 'console'), console));
  return { console, made };
}
