import { createReadStream } from 'node:fs';
import { NotARecord, type RecordParser } from '../../recording/record-parser.ts';
import type { ShownChange } from '../../recording/shown-change.ts';
import { EXIT_FAILURE, Exit } from '../exit.ts';
import { warn } from '../output/stderr.ts';
import type { Signals } from '../signals.ts';
import type { Printer } from './printer.ts';
import { type Sink, SinkWriter } from './writer.ts';

/** Prints what a record holds. Throws Exit, at its end, when not all of it could be read. */
export async function printRecord(
  path: string,
  parser: RecordParser,
  printer: Printer<ShownChange>,
  stdout: Sink<ShownChange>,
  signals: Signals,
): Promise<void> {
  const writer = new SinkWriter([stdout], signals);
  const done = () => printer.done;
  try {
    for await (const bytes of path === '-' ? process.stdin : createReadStream(path)) {
      await writer.write(parser.parse(bytes), done);
      if (printer.done) break;
    }
    if (!printer.done) await writer.write(parser.end(), done);
  } catch (error) {
    throw failure(path, error);
  }
  reportUnread(path, parser);
}

function failure(path: string, error: unknown): unknown {
  const { syscall, message } = error as NodeJS.ErrnoException;
  const reading = error instanceof NotARecord || syscall === 'open' || syscall === 'read';
  return reading ? new Exit(EXIT_FAILURE, `sockdiag: ${path}: ${message}`) : error;
}

function reportUnread(path: string, { broken, brokenLines, cutShort }: RecordParser): void {
  for (const line of broken) warn(`sockdiag: ${path}: line ${line} is no change and was passed over`);
  if (cutShort !== undefined) warn(`sockdiag: ${path}: line ${cutShort} is cut short: the rest was read`);
  if (brokenLines === 0) return;
  const lines = brokenLines === 1 ? '1 line' : `${brokenLines} lines`;
  throw new Exit(EXIT_FAILURE, `sockdiag: ${path}: ${lines} could not be read`);
}
