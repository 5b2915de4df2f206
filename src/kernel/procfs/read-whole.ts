import { SockdiagError, tooLargeFile } from '../../base/errors.ts';
import type { ReadAt } from './read.ts';
import { tableLines } from './table-lines.ts';

/** What is read whole is kept whole: a million UNIX sockets with the longest names have less. */
const MAX_WHOLE_BYTES = 256 * 1024 * 1024;

/** A file in one piece, as far as it could be read. */
export interface WholeFile {
  bytes: Uint8Array;
  /** Why there is not more. What it is of a file of which nothing could be read is thrown instead. */
  failure: SockdiagError | undefined;
}

/** How a file is read whole. */
export interface WholeOptions {
  signal?: AbortSignal | undefined;
  /** The kernel begins it with a line of headings, so that it is never empty. */
  headed?: boolean;
  /** Default: here, because its pages take the kernel no time. */
  at?: ReadAt;
}

/**
 * A file of /proc in one piece.
 * @throws SockdiagError with the errno of open or read, when nothing could be read
 */
export async function readWhole(path: string, options: WholeOptions = {}): Promise<WholeFile> {
  const { at = 'here', headed = false, signal } = options;
  const chunks: Uint8Array[] = [];
  let length = 0;
  let failure: SockdiagError | undefined;
  try {
    for await (const chunk of tableLines(path, headed, signal, at)) {
      length += chunk.length;
      if (length > MAX_WHOLE_BYTES) throw tooLargeFile(path, 'it is too large to be kept');
      chunks.push(chunk);
    }
  } catch (error) {
    if (length === 0 || !(error instanceof SockdiagError)) throw error;
    failure = error;
  }
  return { bytes: chunks.length === 1 ? (chunks[0] as Uint8Array) : Buffer.concat(chunks), failure };
}

/** What a parser makes of such a file, in the form in which parts of tables are read: what it had first, then what failed. */
export async function* readParsed<Parsed>(
  path: string,
  parse: (bytes: Uint8Array) => Parsed,
  options?: WholeOptions,
): AsyncGenerator<Parsed, void, undefined> {
  const { bytes, failure } = await readWhole(path, options);
  yield parse(bytes);
  if (failure) throw failure;
}
