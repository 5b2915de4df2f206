import { writeSync } from 'node:fs';
import { isTerminal } from './device.ts';
import { plainText } from './printable.ts';

export const STDERR = 2;

/** More than any message: a path, with words around it. */
const MOST_CHARACTERS = 5000;
const LINE_ENDS = /[\n\v\f\r\u0085\u2028\u2029]/g;

/** A line on standard error. Names may be in it, of folders, processes and files: none begins another line, nor reaches a terminal raw. */
export function warn(line: string): void {
  try {
    const cut = shortened(line);
    writeSync(STDERR, `${isTerminal(STDERR) ? plainText(cut) : cut.replace(LINE_ENDS, '?')}\n`);
  } catch {
    // Nobody can be told that nobody can be told.
  }
}

/** What is wrong with an argument of 100,000 characters can be said without these. */
function shortened(line: string): string {
  if (line.length <= MOST_CHARACTERS) return line;
  return `${line.slice(0, MOST_CHARACTERS / 2)} ... ${line.slice(-MOST_CHARACTERS / 4)}`;
}

/** Several lines of the command's own, as a usage is. */
export function warnLines(text: string): void {
  for (const line of text.trimEnd().split('\n')) warn(line);
}
