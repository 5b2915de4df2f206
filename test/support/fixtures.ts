import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { endianness } from 'node:os';
import vm from 'node:vm';
import { SockdiagError } from '../../src/base/errors.ts';
import { packageFile } from '../../src/package-root.ts';

/** The path of a file or folder of test/fixtures. */
export function fixturePath(name: string): string {
  return packageFile(`test/fixtures/${name}`);
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

/** Where each message of a recorded reply ends: no more of the code under test than its bytes. */
export function messageEnds(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const little = endianness() === 'LE';
  const ends: number[] = [];
  for (let at = 0; at < bytes.length; ends.push(at)) at += (view.getUint32(at, little) + 3) & ~3;
  return ends;
}

type Rows = { toJSON(): unknown[] };

/**
 * Cuts a reply at every byte. Between two messages what came before must be there and nothing else; anywhere else the cut must be an
 * error that names an operation and a length.
 */
export function checkEveryCut(bytes: Uint8Array, decode: (bytes: Uint8Array) => Rows): void {
  const ends = [0, ...messageEnds(bytes)];
  const whole = decode(bytes).toJSON();
  for (let length = 0; length <= bytes.length; length++) {
    const messages = ends.indexOf(length);
    const cut = () => decode(bytes.subarray(0, length));
    // The last message is NLMSG_DONE and no row.
    if (messages >= 0) assert.deepEqual(cut().toJSON(), whole.slice(0, messages), `cut at ${length}`);
    else assert.throws(cut, MALFORMED, `cut at ${length}`);
  }
}

const MALFORMED = {
  name: 'SockdiagError',
  code: 'ERR_MALFORMED_REPLY',
  syscall: /^\w+( \w+)*$/,
  message: /^\w+( \w+)*: \d+ bytes where at least \d+ are needed$/,
};

/** Changes one byte, again and again: whatever comes of it, it is rows that can be read or a SockdiagError. */
export function checkCorruption(bytes: Uint8Array, rounds: number, decode: (bytes: Uint8Array) => Rows): void {
  const random = randomNumbers(bytes.length);
  for (let round = 0; round < rounds; round++) {
    const at = random(bytes.length);
    const broken = bytes.slice();
    broken[at] = (bytes[at] as number) ^ (1 + random(255));
    try {
      JSON.stringify(decode(broken));
    } catch (error) {
      if (error instanceof SockdiagError) continue;
      throw new Error(`byte ${at} of ${bytes.length} changed to ${broken[at]}`, { cause: error });
    }
  }
}
