import { writeSync } from 'node:fs';
import { isTerminal } from './device.ts';
import { plainText } from './printable.ts';

export const STDERR = 2;

const LINE_ENDS = /[\n\v\f\r\u0085\u2028\u2029]/g;

/** A line on standard error. Names may be in it, of folders, processes and files: none begins another line, nor reaches a terminal raw. */
export function warn(line: string): void {
  try {
    writeSync(STDERR, `${isTerminal(STDERR) ? plainText(line) : line.replace(LINE_ENDS, '?')}\n`);
  } catch {
    // Nobody can be told that nobody can be told.
  }
}

/** Several lines of the command's own, as a usage is. */
export function warnLines(text: string): void {
  for (const line of text.trimEnd().split('\n')) warn(line);
}
