const WORD = 2 ** 32;
/** Below it a number of two words is exact. */
const EXACT = 2 ** 21;
/** Digits that fit into a number of 31 bits. */
const PART = 1_000_000_000;
const PART_DIGITS = 9;
const ZERO = 0x30;

/** Digits of the largest number of 64 bits. */
export const MAX_DIGITS_64 = 20;

/** Writes a whole number of at most 53 bits, without a string. Returns where it ends. */
export function putDecimal(bytes: Uint8Array, at: number, value: number): number {
  if (value < 10) {
    bytes[at] = ZERO + value;
    return at + 1;
  }
  if (value < PART) return putSmall(bytes, at, value | 0);
  const rest = Math.floor(value / PART);
  const start = putDecimal(bytes, at, rest);
  let part = (value - rest * PART) | 0;
  for (let end = start + PART_DIGITS - 1; end >= start; end--) {
    const next = (part / 10) | 0;
    bytes[end] = ZERO + (part - next * 10);
    part = next;
  }
  return start + PART_DIGITS;
}

function putSmall(bytes: Uint8Array, at: number, value: number): number {
  let length = 2;
  for (let bound = 100; value >= bound && length < PART_DIGITS; bound *= 10) length++;
  let rest = value;
  for (let end = at + length - 1; end >= at; end--) {
    const next = (rest / 10) | 0;
    bytes[end] = ZERO + (rest - next * 10);
    rest = next;
  }
  return at + length;
}

/** Writes a number of 64 bits, given as two words, with every digit. */
export function putDecimal64(bytes: Uint8Array, at: number, low: number, high: number): number {
  if (high < EXACT) return putDecimal(bytes, at, high === 0 ? low : high * WORD + low);
  const text = `${(BigInt(high) << 32n) | BigInt(low)}`;
  for (let i = 0; i < text.length; i++) bytes[at + i] = text.charCodeAt(i);
  return at + text.length;
}
