import { endianness } from 'node:os';
import type { Random } from '../random.ts';
import type { Mutator } from '../target.ts';

const LITTLE = endianness() === 'LE';

/** Values at which a width or a sign ends. */
export const EDGES: readonly number[] = [0, 1, 3, 4, 5, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0x8000, 0xffff, 0x10000];
const WIDE_EDGES: readonly number[] = [...EDGES, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff];
/** Longer inputs cost time and find no more. */
const MOST_BYTES = 64 * 1024;

/** The bytes with `[from, to)` replaced. */
export function replaced(bytes: Uint8Array, from: number, to: number, by: Uint8Array): Uint8Array {
  const result = new Uint8Array(bytes.length - (to - from) + by.length);
  result.set(bytes.subarray(0, from));
  result.set(by, from);
  result.set(bytes.subarray(to), from + by.length);
  return result;
}

/** A range that is mostly short. */
export function range(length: number, random: Random): [from: number, to: number] {
  const from = random.below(length + 1);
  return [from, Math.min(length, from + random.small(Math.max(length - from, 1) + 1))];
}

export function setNumber(bytes: Uint8Array, at: number, width: 2 | 4, value: number): void {
  if (at < 0 || at + width > bytes.length) return;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (width === 2) view.setUint16(at, value, LITTLE);
  else view.setUint32(at, value, LITTLE);
}

const STEPS: readonly Mutator[] = [
  (input, random) => {
    const bytes = input.slice();
    const at = random.below(bytes.length);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8));
    return bytes;
  },
  (input, random) => {
    const bytes = input.slice();
    bytes[random.below(bytes.length)] = random.one([0, 1, 0x0a, 0x20, 0x7f, 0x80, 0xff, random.below(256)]);
    return bytes;
  },
  (input, random) => {
    const bytes = input.slice();
    const width = random.one([2, 4] as const);
    setNumber(bytes, random.below(bytes.length) & ~(width - 1), width, random.one(WIDE_EDGES));
    return bytes;
  },
  (input, random) => replaced(input, ...range(input.length, random), new Uint8Array(0)),
  (input, random) => {
    const at = random.below(input.length + 1);
    return replaced(input, at, at, input.subarray(...range(input.length, random)));
  },
  (input, random) => {
    const at = random.below(input.length + 1);
    return replaced(input, at, at, random.bytes(random.small(32)));
  },
  (input, random) => input.slice(0, random.below(input.length + 1)),
  (input, random, seeds) => {
    const other = random.one(seeds);
    return replaced(input, random.below(input.length + 1), input.length, other.subarray(random.below(other.length)));
  },
];

/** One change that knows no format. */
export const changeBytes: Mutator = (input, random, seeds) => random.one(STEPS)(input, random, seeds);

/** Some steps, one after the other; now and then one that knows no format among them. */
export function mutator(steps: readonly Mutator[], oneInBytes = 6): Mutator {
  return (input, random, seeds) => {
    let mutated = input;
    for (let left = 1 + random.small(5); left > 0; left--) {
      const step = random.chance(oneInBytes) ? changeBytes : random.one(steps);
      mutated = step(mutated, random, seeds);
    }
    return mutated.subarray(0, MOST_BYTES);
  };
}
