import { leastOf } from '../attempt.ts';
import type { Oracle } from './oracle.ts';

/** What any answer may take, and what each byte of the input may add to it: the objects of a row, several times over. */
const BASE_BYTES = 16 << 20;
const BYTES_A_BYTE = 2000;
/** Values and characters of an answer, likewise. */
const BASE_SIZE = 4000;
const SIZE_A_BYTE = 150;

/** Memory is bounded by the input. */
export const memory: Oracle = {
  name: 'memory',
  finds: async ({ target, input, first }) => {
    const most = BASE_BYTES + BYTES_A_BYTE * input.length;
    if (first.grown > most) {
      const grown = await leastOf({ what: 'grown', runs: 2, enough: most }, target, input);
      if (grown > most) return `${grown} bytes for an input of ${input.length}`;
    }
    const size = sizeOf(first.answer?.value, BASE_SIZE + SIZE_A_BYTE * input.length);
    return size < 0 ? `more than ${SIZE_A_BYTE} values a byte for an input of ${input.length} bytes` : undefined;
  },
};

/** What is left of `most` behind all values and characters of an answer; below 0 when it has more. */
function sizeOf(value: unknown, most: number): number {
  if (typeof value === 'string') return most - value.length;
  if (typeof value !== 'object' || value === null) return most - 1;
  if (ArrayBuffer.isView(value)) return most - value.byteLength;
  let left = most;
  for (const item of value instanceof Map ? value.values() : Object.values(value)) {
    if (left < 0) return left;
    left = sizeOf(item, left - 1);
  }
  return left;
}
