import { mkdtempSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** A new folder at a path that nobody but this user and root can change. */
export function trustedFolder(): string {
  return mkdtempSync(join(homedir(), '.sockdiag-test-'));
}
