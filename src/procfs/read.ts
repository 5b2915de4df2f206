import { closeSync, openSync, read } from 'node:fs';
import { systemError } from '../errors.ts';

const NEWLINE = 0x0a;
// The kernel fills at most a page a call, so more room in one call would not help; a chunk is many calls.
const CHUNK_BYTES = 256 * 1024;
// The first chunk meets a parser that is not compiled yet, and much slower.
const FIRST_CHUNK_BYTES = 128 * 1024;
// Room a further call can use: the kernel's page, or more where it needs more for one line.
const CALL_BYTES = 64 * 1024;

/** A buffer after it was filled, up to `used`. */
interface Filled {
  buffer: Uint8Array;
  used: number;
  ended: boolean;
}

/**
 * Reads a file of /proc in chunks of whole lines; while one is used, the next is read. Such files have no size and change
 * while they are read, so this asks for neither. Reads are asynchronous, each a hop to a thread and back, because one of
 * them can take the kernel 10 ms and more: the one in which it walks the empty end of a large table.
 * @throws SockdiagError with the errno of open or read
 */
export async function* readLines(path: string, signal?: AbortSignal): AsyncGenerator<Uint8Array, void, undefined> {
  signal?.throwIfAborted();
  const fd = open(path);
  let filling = fill(fd, path, new Uint8Array(FIRST_CHUNK_BYTES), 0, signal);
  try {
    for (let more = true; more; ) {
      const { buffer, used, ended }: Filled = await filling;
      signal?.throwIfAborted();
      const whole = ended ? used : buffer.lastIndexOf(NEWLINE, used - 1) + 1;
      more = !ended;
      if (more) filling = fillNext(fd, path, buffer.subarray(whole, used), signal);
      if (whole > 0) yield buffer.subarray(0, whole);
      signal?.throwIfAborted();
    }
  } finally {
    // A read may still be running, and the descriptor's number must not be another file's by then.
    await filling.catch(() => {});
    closeSync(fd);
  }
}

/** Fills a fresh buffer, because the last one is in use, behind what was left of it. */
function fillNext(fd: number, path: string, rest: Uint8Array, signal: AbortSignal | undefined): Promise<Filled> {
  const buffer = new Uint8Array(Math.max(CHUNK_BYTES, rest.length * 2));
  buffer.set(rest);
  const filling = fill(fd, path, buffer, rest.length, signal);
  // Should the reader leave before it is awaited, nobody is there for its failure.
  filling.catch(() => {});
  return filling;
}

async function fill(
  fd: number,
  path: string,
  buffer: Uint8Array,
  kept: number,
  signal: AbortSignal | undefined,
): Promise<Filled> {
  let used = kept;
  while (buffer.length - used >= CALL_BYTES && !signal?.aborted) {
    const length = await readOnce(fd, path, buffer, used);
    used += length;
    if (length === 0) return { buffer, used, ended: true };
  }
  return { buffer, used, ended: false };
}

function readOnce(fd: number, path: string, buffer: Uint8Array, at: number): Promise<number> {
  return new Promise((resolve, reject) => {
    read(fd, buffer, at, buffer.length - at, null, (error, length) => {
      if (error) reject(failure('read', path, error));
      else resolve(length);
    });
  });
}

function open(path: string): number {
  try {
    return openSync(path, 'r');
  } catch (error) {
    throw failure('open', path, error as NodeJS.ErrnoException);
  }
}

function failure(syscall: string, path: string, error: NodeJS.ErrnoException) {
  return systemError(`${syscall} ${path}`, -(error.errno ?? 0));
}
