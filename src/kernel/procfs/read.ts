import { closeSync, read, readSync } from 'node:fs';
import { fileError, SockdiagError } from '../../base/errors.ts';
import { yieldToEventLoop } from '../../base/event-loop.ts';
import { LinePieces } from './line-pieces.ts';
import { openFile } from './open-file.ts';

// The kernel fills at most a page a call, so more room in one call would not help; a chunk is many calls.
const CHUNK_BYTES = 256 * 1024;
// The first chunk meets a parser that is not compiled yet, and much slower.
const FIRST_CHUNK_BYTES = 128 * 1024;
// Room a further call can use: the kernel's page, or more where it needs more for one line.
const CALL_BYTES = 64 * 1024;

// Reads of one slice go on no longer than this: four pages or a hundred, as long as the kernel takes.
const SLICE_MS = 2;

/**
 * Where a file is read: `thread`, because one of its reads can take the kernel 10 ms and more, the one in which it walks the empty end
 * of a large table; or `here`, in slices, where every page takes it some 20 us, and the hop to a thread and back four times that.
 */
export type ReadAt = 'thread' | 'here';

/** A buffer after it was filled, up to `used`. */
interface Filled {
  buffer: Uint8Array;
  used: number;
  ended: boolean;
  /** What ended it before its end. */
  failure?: SockdiagError;
}

/**
 * Reads a file of /proc in chunks of whole lines; while one is used, the next is read. Such files have no size and change
 * while they are read, so this asks for neither. A line longer than MAX_LINE_BYTES is given as one that no parser can read.
 * @throws SockdiagError with the errno of open or read, behind all whole lines that could be read
 */
export async function* readLines(
  path: string,
  signal?: AbortSignal,
  at: ReadAt = 'thread',
): AsyncGenerator<Uint8Array, void, undefined> {
  signal?.throwIfAborted();
  const file: File = { fd: openFile(path), path, at, signal };
  const lines = new LinePieces(path);
  let filling = fill(file, new Uint8Array(FIRST_CHUNK_BYTES), 0);
  try {
    for (let more = true; more; ) {
      const { buffer, used, ended, failure }: Filled = await filling;
      signal?.throwIfAborted();
      const pieces = lines.cut(buffer.subarray(0, used), ended && !failure);
      more = !ended;
      if (more) filling = fillNext(file, lines.rest);
      yield* pieces;
      if (failure) throw failure;
      signal?.throwIfAborted();
    }
  } finally {
    // A read may still be running, and the descriptor's number must not be another file's by then.
    await filling.catch(() => {});
    closeSync(file.fd);
  }
}

interface File {
  fd: number;
  path: string;
  at: ReadAt;
  signal: AbortSignal | undefined;
}

/** Fills a fresh buffer, because the last one is in use, behind what was left of it. */
function fillNext(file: File, rest: Uint8Array): Promise<Filled> {
  const buffer = new Uint8Array(Math.max(CHUNK_BYTES, rest.length * 2));
  buffer.set(rest);
  const filling = fill(file, buffer, rest.length);
  // Should the reader leave before it is awaited, nobody is there for its failure.
  filling.catch(() => {});
  return filling;
}

async function fill(file: File, buffer: Uint8Array, kept: number): Promise<Filled> {
  let used = kept;
  while (buffer.length - used >= CALL_BYTES && !file.signal?.aborted) {
    try {
      const length = file.at === 'here' ? await readSlice(file, buffer, used) : await readOnce(file, buffer, used);
      used += length;
      if (length === 0) return { buffer, used, ended: true };
    } catch (error) {
      if (!(error instanceof SockdiagError)) throw error;
      return { buffer, used, ended: true, failure: error };
    }
  }
  return { buffer, used, ended: false };
}

/** Reads for a moment, after everything else that waits; 0 at the end of the file alone. */
async function readSlice({ fd, path }: File, buffer: Uint8Array, start: number): Promise<number> {
  await yieldToEventLoop();
  const end = performance.now() + SLICE_MS;
  let used = start;
  try {
    do {
      const length = readSync(fd, buffer, used, buffer.length - used, null);
      used += length;
      if (length === 0) break;
    } while (buffer.length - used >= CALL_BYTES && performance.now() < end);
  } catch (error) {
    // What the reads before gave is not lost: the next slice fails again, with nothing before it.
    if (used === start) throw fileError('read', path, error);
  }
  return used - start;
}

function readOnce({ fd, path }: File, buffer: Uint8Array, at: number): Promise<number> {
  return new Promise((resolve, reject) => {
    read(fd, buffer, at, buffer.length - at, null, (error, length) => {
      if (error) reject(fileError('read', path, error));
      else resolve(length);
    });
  });
}
