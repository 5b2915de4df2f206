import type { FilterError } from '../sockets/filter/filter-error.ts';
import { type FilterReader, readFilter, withNames } from '../sockets/read-filter.ts';
import { EXIT_USAGE, Exit } from './exit.ts';
import { failureOf } from './open-for-user.ts';
import { userInput } from './user-input.ts';

/** More than a filter may have is not read: its parser says so. */
const MOST_BYTES = 1 << 20;

/** Some editors write it before all else. */
const BYTE_ORDER_MARK = '\ufeff';

/** A filter in a file that cannot be understood: says in which line. */
class FilterFileError extends Error {
  readonly code = 'ERR_FILTER';
  readonly caretLines: () => readonly string[];

  constructor(path: string, error: FilterError) {
    const { message, text, position } = error;
    const before = text.slice(0, position).split('\n');
    const place = `line ${before.length}, character ${(before.at(-1) as string).length + 1}`;
    super(`${path === '-' ? 'standard input' : path}, ${place}: ${message.replace(/^filter, character \d+: /, '')}`);
    this.caretLines = () => error.caretLines();
  }
}

/**
 * The text of a filter that stands in a file, `-` for standard input.
 * @throws FilterFileError for what is no filter; Exit for what cannot be read
 */
export async function readFilterFile(path: string, reader: FilterReader): Promise<string> {
  if (path === '') throw new Exit(EXIT_USAGE, "sockdiag: --filter: '@' wants the name of a file behind it");
  const text = await textOf(path);
  try {
    const filter = readFilter({ filter: text }, reader);
    // Here and not with the rest of the filter, which has other places.
    if (filter) await withNames(filter);
  } catch (error) {
    throw isFilterError(error) ? new FilterFileError(path, error) : error;
  }
  return text;
}

async function textOf(path: string): Promise<string> {
  const parts: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const part of userInput(path)) {
      parts.push(part);
      length += part.length;
      if (length > MOST_BYTES) break;
    }
  } catch (error) {
    throw (error as NodeJS.ErrnoException).syscall === 'read' ? failureOf(path, error) : error;
  }
  const text = Buffer.concat(parts).toString('utf8');
  return text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
}

function isFilterError(error: unknown): error is FilterError {
  return (error as { code?: unknown }).code === 'ERR_FILTER';
}
