import { closeSync, openSync, readSync } from 'node:fs';
import { systemError } from '../errors.ts';
import { yieldToEventLoop } from '../event-loop.ts';

const NEWLINE = 0x0a;
// The kernel fills at most a page a call, so more room in one call would not help; a chunk is many calls.
const CHUNK_BYTES = 256 * 1024;
// A slice ends after this long even when its chunk is not full: some files cost the kernel far more a byte than others.
const SLICE_MS = 4;

/**
 * Reads a file of /proc in chunks of whole lines, giving the event loop its turn between them. Such files have no size and
 * change while they are read, so this asks for neither. The calls are synchronous because each takes microseconds, far
 * less than a hop to a thread and back.
 * @throws SockdiagError with the errno of open or read
 */
export async function* readLines(path: string, signal?: AbortSignal): AsyncGenerator<Uint8Array, void, undefined> {
  signal?.throwIfAborted();
  const fd = call('open', path, () => openSync(path, 'r'));
  try {
    let buffer = new Uint8Array(CHUNK_BYTES);
    let kept = 0;
    for (let ended = false; !ended; ) {
      let used = kept;
      const deadline = performance.now() + SLICE_MS;
      do {
        const length = call('read', path, () => readSync(fd, buffer, used, buffer.length - used, null));
        used += length;
        ended = length === 0;
      } while (!ended && buffer.length - used >= CHUNK_BYTES / 4 && performance.now() < deadline);
      const whole = ended ? used : buffer.lastIndexOf(NEWLINE, used - 1) + 1;
      if (whole > 0) yield buffer.subarray(0, whole);
      kept = used - whole;
      // The yielded part may still be in use, so the rest moves to a fresh buffer.
      const next = new Uint8Array(Math.max(CHUNK_BYTES, kept * 2));
      next.set(buffer.subarray(whole, used));
      buffer = next;
      if (!ended) await yieldToEventLoop(signal);
    }
  } finally {
    closeSync(fd);
  }
}

function call<Result>(syscall: string, path: string, run: () => Result): Result {
  try {
    return run();
  } catch (error) {
    throw systemError(`${syscall} ${path}`, -((error as NodeJS.ErrnoException).errno ?? 0));
  }
}
