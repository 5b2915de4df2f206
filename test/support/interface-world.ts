import { spawnSync } from 'node:child_process';
import { packageFile } from '../../src/package-root.ts';

const SCRIPT = packageFile('test/world/interfaces.py');

/** Runs a command with a /sys of the namespace it is run in, as a container has one. */
export const WITH_SYS = ['unshare', '--mount', 'sh', '-c', 'mount -t sysfs sysfs /sys && exec "$0" "$@"'] as const;

/**
 * Fills this process's network namespace, which must be fresh, with interfaces.
 * @param hardware - types of which there shall be one too, named after their number: `hw1`
 * @returns what could not be made, and why
 */
export function makeInterfaces(hardware: readonly number[] = []): [what: string, why: string][] {
  const args = hardware.length > 0 ? [hardware.join()] : [];
  const { status, stdout, stderr } = spawnSync('python3', [SCRIPT, ...args], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`the interfaces were not made: ${stderr}`);
  return JSON.parse(stdout) as [string, string][];
}
