import { constants, fstatSync, openSync, write, writeSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { ClosedPipe, STDOUT } from './stdout.ts';

const writeWaiting = promisify(write);

/** What a pipe takes whole or not at all: PIPE_BUF, `include/uapi/linux/limits.h`. */
const PIPE_BUF = 4096;
// Of anything else no more is promised, and larger pieces cost less.
const PIECE = 16 * 1024;
const RETRY_MS = 2;
const NEWLINE = 0x0a;

/**
 * A descriptor that is written to while the event loop goes on, however slow its reader: signals are heard, and the kernel's
 * reports are read. Into a pipe go whole lines, so that none is cut wherever the process is ended.
 */
export class Output {
  readonly #fd: number;
  readonly #regular: boolean;
  readonly #piece: number;
  /** The same pipe, but a write that has no room fails: most have, and need no thread then. */
  readonly #eager: number | undefined;

  constructor(fd: number) {
    const stat = fstatSync(fd);
    this.#fd = fd;
    this.#regular = stat.isFile();
    this.#piece = stat.isFIFO() ? PIPE_BUF : PIECE;
    this.#eager = stat.isFIFO() ? openEager(fd) : undefined;
  }

  /** Writes all bytes, waiting as long as the reader does. Calls may not overlap. */
  async write(bytes: Uint8Array): Promise<void> {
    if (this.#regular) return this.#writeAtOnce(bytes);
    for (const piece of linePieces(bytes, this.#piece)) {
      for (let written = 0; written < piece.length; ) written += await this.#writeSome(piece.subarray(written));
    }
  }

  #writeAtOnce(bytes: Uint8Array): void {
    for (let written = 0; written < bytes.length; ) written += writeSync(this.#fd, bytes, written);
  }

  async #writeSome(bytes: Uint8Array): Promise<number> {
    try {
      if (this.#eager !== undefined) return writeSync(this.#eager, bytes);
    } catch (error) {
      if (!isFull(error)) throw error;
    }
    try {
      return (await writeWaiting(this.#fd, bytes)).bytesWritten;
    } catch (error) {
      if (!isFull(error)) throw error;
      // Someone who shares the descriptor made it non-blocking too.
      await setTimeout(RETRY_MS);
      return 0;
    }
  }
}

/** Standard output, written to while the event loop goes on. Throws ClosedPipe when its reader has gone. */
export class StandardOutput extends Output {
  constructor() {
    super(STDOUT);
  }

  override async write(bytes: Uint8Array): Promise<void> {
    try {
      await super.write(bytes);
    } catch (error) {
      throw (error as NodeJS.ErrnoException).code === 'EPIPE' ? new ClosedPipe() : error;
    }
  }
}

/** Cuts bytes into pieces of at most so many, each at the end of a line where there is one. */
export function* linePieces(bytes: Uint8Array, most: number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; ) {
    const room = Math.min(at + most, bytes.length);
    const end = bytes.lastIndexOf(NEWLINE, room - 1) + 1;
    const next = end > at ? end : room;
    yield bytes.subarray(at, next);
    at = next;
  }
}

/** Opened anew, a pipe has flags of its own: those who share the descriptor notice nothing. */
function openEager(fd: number): number | undefined {
  try {
    return openSync(`/proc/self/fd/${fd}`, constants.O_WRONLY | constants.O_NONBLOCK);
  } catch {
    // No /proc, another user's pipe, or no reader: the descriptor itself says what there is to say.
    return undefined;
  }
}

function isFull(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'EAGAIN';
}
