import { damagedFile } from '../../base/errors.ts';
import { type ReadAt, readLines } from './read.ts';

const NEWLINE = 0x0a;

/**
 * The lines of a file that the kernel makes, as readLines() gives them, and behind the last one whether the file was whole: the kernel ends
 * each line, and where a table has headings they are there even when nothing else is.
 * @param headed - the kernel begins it with a line of headings
 * @throws SockdiagError as readLines() does, and with ERR_DAMAGED_FILE behind all lines of a file that was cut short
 */
export async function* tableLines(
  path: string,
  headed: boolean,
  signal?: AbortSignal,
  at?: ReadAt,
): AsyncGenerator<Uint8Array, void, undefined> {
  let last: number | undefined;
  for await (const lines of readLines(path, signal, at)) {
    last = lines[lines.length - 1];
    yield lines;
  }
  checkEnd(path, last, headed);
}

/** Throws where a file ends as none of the kernel's does. @param last - its last byte; undefined: it has none */
export function checkEnd(path: string, last: number | undefined, headed: boolean): void {
  if (last === undefined && headed) throw damagedFile(path, 'it is empty, without even its headings');
  if (last !== undefined && last !== NEWLINE) throw damagedFile(path, 'it ends within a line');
}
