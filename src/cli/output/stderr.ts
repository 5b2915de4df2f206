import { fstatSync, writeSync } from 'node:fs';

export const STDERR = 2;

/** Lines on standard error. What a terminal would obey becomes `?`: names may be in them, of folders, processes and files. */
export function warn(message: string): void {
  try {
    const shown = fstatSync(STDERR).isCharacterDevice() ? message.replace(CONTROL, '?') : message;
    writeSync(STDERR, `${shown}\n`);
  } catch {
    // Nobody can be told that nobody can be told.
  }
}

const CONTROL = /(?!\n)[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;
