import type { Change } from '../../index.ts';
import { NOT_A_RECORD, type ReplayReport } from '../../recording/record-parser.ts';
import { type Replay, replay } from '../../recording/replay.ts';
import { EXIT_FAILURE, Exit } from '../exit.ts';
import { failureOf } from '../open-for-user.ts';
import { warn } from '../output/stderr.ts';
import type { Signals } from '../signals.ts';
import { userInput } from '../user-input.ts';
import type { Printer } from './printer.ts';
import { type Sink, SinkWriter } from './writer.ts';

/** What a file, or with `-` standard input, holds. */
export function openRecord(path: string): Replay {
  return replay(userInput(path));
}

/** Prints what a record holds. Throws Exit, at its end, when not all of it could be read. */
export async function printRecord(
  path: string,
  record: Replay,
  printer: Printer,
  stdout: Sink<Change>,
  signals: Signals,
): Promise<void> {
  const writer = new SinkWriter([stdout], signals);
  try {
    for await (const batch of record) {
      await writer.write(batch, () => printer.done);
      if (printer.done) break;
    }
  } catch (error) {
    throw failure(path, error);
  }
  if (!record.start && !printer.done)
    throw new Exit(EXIT_FAILURE, `sockdiag: ${path}: not a record of events: it ends before it begins`);
  reportUnread(path, record.report);
}

function failure(path: string, error: unknown): unknown {
  const { code, syscall } = error as NodeJS.ErrnoException;
  return code === NOT_A_RECORD || syscall === 'read' ? failureOf(path, error) : error;
}

function reportUnread(path: string, { broken, brokenLines, cutShort }: ReplayReport): void {
  for (const line of broken) warn(`sockdiag: ${path}: line ${line} is no change and was passed over`);
  if (cutShort !== null) warn(`sockdiag: ${path}: line ${cutShort} is cut short: the rest was read`);
  if (brokenLines === 0) return;
  const lines = brokenLines === 1 ? '1 line' : `${brokenLines} lines`;
  throw new Exit(EXIT_FAILURE, `sockdiag: ${path}: ${lines} could not be read`);
}
