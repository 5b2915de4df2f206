import { execFile } from 'node:child_process';

const MAX_OUTPUT = 64 * 1024 * 1024;
// A command line has an end, which some 100,000 keys would reach.
const KEYS_A_RUN = 5000;

/**
 * Asks the name service through getent(1), which every C library ships. What it found, even when it did not find all; nothing
 * when there is no getent or no answer in time.
 */
export async function getent(
  database: string,
  keys: readonly string[],
  timeoutMs: number,
  signal?: AbortSignal,
): Promise<string> {
  const end = performance.now() + timeoutMs;
  let found = '';
  let at = 0;
  do {
    const left = Math.ceil(end - performance.now());
    if (left <= 0) break;
    found += await run([database, ...keys.slice(at, at + KEYS_A_RUN)], left, signal);
    signal?.throwIfAborted();
    at += KEYS_A_RUN;
  } while (at < keys.length);
  return found;
}

function run(args: readonly string[], timeout: number, signal: AbortSignal | undefined): Promise<string> {
  return new Promise((resolve) => {
    const options = { timeout, signal, maxBuffer: MAX_OUTPUT, encoding: 'latin1' as const };
    execFile('getent', args, options, (_error, stdout) => resolve(stdout));
  });
}
