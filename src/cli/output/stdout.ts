import { writeSync } from 'node:fs';

export const STDOUT = 1;
const RETRY_MS = 2;

/** Thrown when whoever reads the output has gone: the run ends, quietly. */
export class ClosedPipe extends Error {}

/** Writes all bytes to standard output, waiting as long as its reader does. */
export function writeStdout(bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length; ) {
    try {
      written += writeSync(STDOUT, bytes, written, bytes.length - written);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EPIPE') throw new ClosedPipe();
      if (code !== 'EAGAIN') throw error;
      // Someone who shares the pipe made it non-blocking. Sleeping is all there is to do until it has room.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY_MS);
    }
  }
}
