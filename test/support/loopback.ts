import { spawnSync } from 'node:child_process';

/** Brings up the loopback of this process's network namespace. */
export function loopbackUp(): void {
  const { status, stderr } = spawnSync('ip', ['link', 'set', 'lo', 'up'], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`ip link set lo up: ${stderr}`);
}
