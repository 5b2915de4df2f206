import { execFile } from 'node:child_process';

const MAX_OUTPUT = 64 * 1024 * 1024;

/**
 * Asks the name service through getent(1), which every C library ships. What it found, even when it did not find all; nothing
 * when there is no getent or no answer in time.
 */
export function getent(database: string, keys: readonly string[], timeoutMs: number): Promise<string> {
  return new Promise((resolve) => {
    const options = { timeout: timeoutMs, maxBuffer: MAX_OUTPUT, encoding: 'latin1' as const };
    execFile('getent', [database, ...keys], options, (_error, stdout) => resolve(stdout));
  });
}
