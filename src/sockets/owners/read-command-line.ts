import { closeSync, constants, openSync, readdirSync, readSync } from 'node:fs';
import { isThere } from '../../kernel/procfs/open-file.ts';
import { numericNames } from './thread-tables.ts';

/** ENOENT, ESRCH: the process, or thread, has ended. */
export const VANISHED: ReadonlySet<string> = new Set(['ENOENT', 'ESRCH']);

/**
 * The first bytes of the command line of a process, by its folder. One whose first thread has ended has it in its other threads alone.
 * @throws Node's errors
 */
export function readCommandLine(process: string, most: number): Uint8Array {
  const own = readStart(`${process}/cmdline`, most);
  if (own.length > 0 || !isThere(`${process}/task`)) return own;
  for (const thread of numericNames(readdirSync(`${process}/task`))) {
    try {
      const line = readStart(`${process}/task/${thread}/cmdline`, most);
      if (line.length > 0) return line;
    } catch (error) {
      // A thread may end at any time; its process lives on.
      if (!VANISHED.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
    }
  }
  return own;
}

/** The first bytes of a file of /proc. @throws Node's errors */
export function readStart(path: string, most: number): Uint8Array {
  // Of a FIFO in its place the opening must not wait for a writer.
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  try {
    const bytes = new Uint8Array(most);
    return bytes.subarray(0, readSync(fd, bytes, 0, most, null));
  } finally {
    closeSync(fd);
  }
}
