import { join, resolve } from 'node:path';
import type { ProcRoot } from './root.ts';

/** Where /sys is read: where it was told to be, else the environment's `HOST_SYS`, else beside /proc, wherever that is. */
export function sysRoot(root: ProcRoot, path?: string): string {
  return resolve(path || process.env.HOST_SYS || join(root.path, '../sys'));
}
