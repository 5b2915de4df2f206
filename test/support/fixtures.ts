import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import vm from 'node:vm';

/** The path of a file or folder of test/fixtures. */
export function fixturePath(name: string): string {
  return fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url));
}

/** A fixture's bytes, in an array of their own. */
export function fixture(name: string): Uint8Array {
  return new Uint8Array(readFileSync(fixturePath(name)));
}

export function fixtureJson(name: string): Record<string, unknown>[] {
  return JSON.parse(readFileSync(fixturePath(name), 'utf8')) as Record<string, unknown>[];
}

/** Runs code that bad bytes could send round for ever: then it throws, and the other tests go on. */
export function bounded<Result>(run: () => Result, timeout = 60_000): Result {
  return vm.runInNewContext('run()', { run }, { timeout }) as Result;
}

/** Random numbers below `bound`, the same for the same seed (xorshift32), so that a failure can be repeated. */
export function randomNumbers(seed: number): (bound: number) => number {
  let state = seed;
  return (bound) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % bound;
  };
}
