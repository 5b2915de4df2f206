import { statSync } from 'node:fs';
import { join } from 'node:path';
import { readText } from './nsswitch.ts';

/**
 * The kernel's id of a control group of version 2: the inode of its folder; undefined where there is none.
 * @param path - from the hierarchy's root on, as `/system.slice/ssh.service`, or of the folder
 */
export function cgroupId(path: string, mount = cgroupMount()): bigint | undefined {
  if (mount === undefined) return undefined;
  const inside = path === mount || path.startsWith(`${mount}/`) ? path.slice(mount.length) : path;
  try {
    return statSync(join(mount, inside), { bigint: true }).ino;
  } catch {
    // No such group.
    return undefined;
  }
}

/** Where the hierarchy of version 2 is mounted. What would end a word of the file is octal in it. */
export function cgroupMount(mounts = readText('/proc/self/mounts')): string | undefined {
  for (const line of mounts.split('\n')) {
    const [, path, type] = line.split(' ');
    if (type !== 'cgroup2' || path === undefined) continue;
    const bytes = path.replace(/\\(\d{3})/g, (_, octal) => String.fromCharCode(Number.parseInt(octal, 8)));
    return Buffer.from(bytes, 'latin1').toString();
  }
  return undefined;
}
