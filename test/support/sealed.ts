import { spawnSync } from 'node:child_process';
import { packageFile } from '../../src/package-root.ts';
import { type Result, run } from './command.ts';

/** Why nothing can be run sealed here; undefined where it can. */
export const sealedMissing: string | undefined = process.geteuid?.() === 0 ? undefined : 'only root may mount';

// The checkout's place is covered, and libbpf is made an empty file: whoever looks for either finds what cannot be used.
const SEAL = `set -e
ip link set lo up
mount -t tmpfs none "$1"
for library in $2; do mount --bind /dev/null "$library"; done
cd "$3"
shift 3
exec env -i "HOME=$PWD" LC_ALL=C "$@"`;

/**
 * Runs a program where there is no network but a loopback of its own, no file of this checkout, no libbpf, and of programs only those in
 * `env`'s PATH, so no compiler either.
 */
export function runSealed(words: readonly string[], cwd: string, env: Readonly<Record<string, string>>): Result {
  const namespaces = ['--net', '--mount', '--propagation', 'private'];
  const settings = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  const places = [packageFile('.'), libraries(), cwd];
  return run('unshare', [...namespaces, 'sh', '-c', SEAL, 'sh', ...places, ...settings, ...words]);
}

/** Every place where the dynamic linker finds libbpf. */
function libraries(): string {
  const { stdout } = spawnSync('/sbin/ldconfig', ['-p'], { encoding: 'utf8' });
  return [...stdout.matchAll(/libbpf\.so\S* .* => (\S+)/g)].map(([, path]) => path).join(' ');
}
