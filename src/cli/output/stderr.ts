import { writeSync } from 'node:fs';

export const STDERR = 2;

/** One line on standard error. */
export function warn(message: string): void {
  try {
    writeSync(STDERR, `${message}\n`);
  } catch {
    // Nobody can be told that nobody can be told.
  }
}
