import { getSystemErrorMap } from 'node:util';

/** What file systems and sockets of Linux say and libuv has no words for, `include/uapi/asm-generic/errno.h`. */
const OTHERS: Readonly<Record<number, readonly [code: string, text: string]>> = {
  62: ['ETIME', 'timer expired'],
  77: ['EBADFD', 'file descriptor in bad state'],
  116: ['ESTALE', 'stale file handle'],
  117: ['EUCLEAN', 'structure needs cleaning'],
  121: ['EREMOTEIO', 'remote i/o error'],
  122: ['EDQUOT', 'disk quota exceeded'],
  123: ['ENOMEDIUM', 'no medium found'],
  124: ['EMEDIUMTYPE', 'wrong medium type'],
  126: ['ENOKEY', 'required key not available'],
  127: ['EKEYEXPIRED', 'key has expired'],
  129: ['EKEYREJECTED', 'key was rejected by service'],
  132: ['ERFKILL', 'operation not possible due to rf-kill'],
  133: ['EHWPOISON', 'memory page has hardware error'],
};

/** The name of an errno, and what it means. @param errno - positive, as the kernel gives it */
export function errnoWords(errno: number): readonly [code: string, text: string] {
  return getSystemErrorMap().get(-errno) ?? OTHERS[errno] ?? [`E${errno}`, `error ${errno}`];
}

/** What the system said, by an error of Node's; undefined of another error. Without the path, which whoever asked names. */
export function systemWords(error: unknown): string | undefined {
  const { errno, syscall } = (error ?? {}) as NodeJS.ErrnoException;
  if (typeof errno !== 'number' || errno >= 0 || syscall === undefined) return undefined;
  const [code, text] = errnoWords(-errno);
  return `${code}: ${text}`;
}
