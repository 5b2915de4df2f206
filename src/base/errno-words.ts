import { getSystemErrorMap } from 'node:util';
import { MORE_ERRNOS } from '../uapi/errno.ts';

/** The name of an errno, and what it means. @param errno - positive, as the kernel gives it */
export function errnoWords(errno: number): readonly [code: string, text: string] {
  return getSystemErrorMap().get(-errno) ?? MORE_ERRNOS[errno] ?? [`E${errno}`, `error ${errno}`];
}

/** What the system said, by an error of Node's; undefined of another error. Without the path, which whoever asked names. */
export function systemWords(error: unknown): string | undefined {
  const { errno, syscall } = (error ?? {}) as NodeJS.ErrnoException;
  if (typeof errno !== 'number' || errno >= 0 || syscall === undefined) return undefined;
  const [code, text] = errnoWords(-errno);
  return `${code}: ${text}`;
}
