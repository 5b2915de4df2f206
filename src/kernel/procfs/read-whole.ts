import { readFileSync } from 'node:fs';
import { fileError } from '../../base/errors.ts';
import { readLines } from './read.ts';

/**
 * A file of /proc in one piece, whose pages take the kernel no time.
 * @throws SockdiagError with the errno of open or read
 */
export async function readWhole(path: string, signal?: AbortSignal): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of readLines(path, signal, 'here')) chunks.push(chunk);
  return chunks.length === 1 ? (chunks[0] as Uint8Array) : Buffer.concat(chunks);
}

/** What a parser makes of such a file, in the form in which parts of tables are read. */
export async function* readParsed<Parsed>(
  path: string,
  parse: (bytes: Uint8Array) => Parsed,
  signal?: AbortSignal,
): AsyncGenerator<Parsed, void, undefined> {
  yield parse(await readWhole(path, signal));
}

/**
 * A file of /proc at once: for one that is no longer on a busy system. The kernel makes it in less than the hop to a thread and
 * back takes.
 * @throws SockdiagError with the errno of open or read
 */
export function readSmall(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    throw fileError('open', path, error);
  }
}
