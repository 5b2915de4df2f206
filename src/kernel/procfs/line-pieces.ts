import { type SockdiagError, tooLargeFile } from '../../base/errors.ts';

const NEWLINE = 0x0a;
/** No line of the kernel's is nearly as long. */
export const MAX_LINE_BYTES = 64 * 1024;
/** What goes on without a line's end for so long is no text. */
export const MAX_SKIPPED_BYTES = 16 * 1024 * 1024;
/** Ten million sockets have less. */
const MAX_FILE_BYTES = 4 * 1024 ** 3;

/** Stands where a line was too long: no parser takes it for a row, so it is counted as one that could not be read. */
const TOO_LONG = Uint8Array.of(0, NEWLINE);

/** Cuts what is read of a file into pieces of whole lines, and keeps neither a line that is too long nor a file without end. */
export class LinePieces {
  /** What is to be read again, before what comes next: the begin of a line. */
  rest: Uint8Array = new Uint8Array(0);
  readonly #path: string;
  #skipping = false;
  #skipped = 0;
  #read = 0;

  constructor(path: string) {
    this.#path = path;
  }

  /**
   * The pieces of a buffer that begins with the rest of the last one.
   * @param ended - nothing follows, so that the last line need not have an end
   * @throws SockdiagError with EFBIG for what is no text, or no table
   */
  cut(buffer: Uint8Array, ended: boolean): Uint8Array[] {
    this.#count(buffer);
    const pieces: Uint8Array[] = [];
    let at = this.#skipping ? this.#behindNewline(buffer, 0) : 0;
    for (let long = longLine(buffer, at); long >= 0; long = longLine(buffer, at)) {
      if (long > at) pieces.push(buffer.subarray(at, long));
      pieces.push(TOO_LONG);
      at = this.#behindNewline(buffer, long);
    }
    const end = ended ? buffer.length : Math.max(at, buffer.lastIndexOf(NEWLINE) + 1);
    if (end > at) pieces.push(buffer.subarray(at, end));
    this.rest = buffer.subarray(end);
    return pieces;
  }

  #count({ length }: Uint8Array): void {
    this.#read += length - this.rest.length;
    if (this.#read > MAX_FILE_BYTES) throw this.#tooLarge('it does not end');
  }

  /** Where the line ends that is skipped: at the end of the buffer, when it goes on. */
  #behindNewline(buffer: Uint8Array, from: number): number {
    const newline = buffer.indexOf(NEWLINE, from);
    this.#skipping = newline < 0;
    if (!this.#skipping) {
      this.#skipped = 0;
      return newline + 1;
    }
    this.#skipped += buffer.length - from;
    if (this.#skipped > MAX_SKIPPED_BYTES) throw this.#tooLarge('a line of it does not end');
    return buffer.length;
  }

  #tooLarge(how: string): SockdiagError {
    return tooLargeFile(this.#path, how);
  }
}

/** Where the first line begins that is too long; -1: there is none. Goes from line end to line end in strides, which costs next to nothing. */
function longLine(buffer: Uint8Array, from: number): number {
  for (let at = from; buffer.length - at > MAX_LINE_BYTES; ) {
    const newline = buffer.lastIndexOf(NEWLINE, at + MAX_LINE_BYTES);
    if (newline < at) return at;
    at = newline + 1;
  }
  return -1;
}
