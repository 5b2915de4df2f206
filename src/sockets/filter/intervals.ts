import type { Operator, Value } from './expression.ts';

/** Numbers from one up to another, both included. */
export interface Interval {
  low: number;
  high: number;
}

/** Numbers of which the bits of a mask are those of another. */
interface Masked {
  mask: number;
  number: number;
}

/** A set of numbers, as a comparison names it. */
export interface NumberSet {
  /** Ascending, with a gap between any two. */
  intervals: readonly Interval[];
  masked: readonly Masked[];
}

/**
 * The numbers for which a comparison holds; of `!=` those of `=`, which are then the ones for which it does not. Undefined where a value is
 * no number.
 */
export function numberSet(operator: Operator, values: readonly Value[]): NumberSet | undefined {
  const intervals: Interval[] = [];
  const masked: Masked[] = [];
  for (const value of values) {
    if (value.kind === 'masked') masked.push({ mask: value.mask >>> 0, number: value.number >>> 0 });
    else {
      const bounds = boundsOf(value);
      if (bounds === undefined) return undefined;
      intervals.push(...compared(operator, bounds));
    }
  }
  return { intervals: joined(intervals), masked };
}

function boundsOf(value: Value): Interval | undefined {
  if (value.kind === 'number') return { low: value.number, high: value.number };
  if (value.kind === 'range') return { low: value.low, high: value.high };
  if (value.kind === 'id64') return { low: Number(value.id), high: Number(value.id) };
  if (value.kind === 'boolean') return { low: Number(value.is), high: Number(value.is) };
  return undefined;
}

/** No limit is greater than every number, and not than itself. */
function compared(operator: Operator, { low, high }: Interval): Interval[] {
  const { POSITIVE_INFINITY, NEGATIVE_INFINITY } = Number;
  if (operator === '<') return [{ low: NEGATIVE_INFINITY, high: nextDown(low) }];
  if (operator === '<=') return [{ low: NEGATIVE_INFINITY, high }];
  if (operator === '>') return high === POSITIVE_INFINITY ? [] : [{ low: nextUp(high), high: POSITIVE_INFINITY }];
  if (operator === '>=') return [{ low, high: POSITIVE_INFINITY }];
  return low <= high ? [{ low, high }] : [];
}

const FLOAT = new Float64Array(1);
const BITS = new BigInt64Array(FLOAT.buffer);

/** The next number that a double can hold. */
function nextUp(number: number): number {
  if (number === 0) return Number.MIN_VALUE;
  FLOAT[0] = number;
  BITS[0] = (BITS[0] as bigint) + (number > 0 ? 1n : -1n);
  return FLOAT[0];
}

const nextDown = (number: number) => -nextUp(-number);

function joined(intervals: Interval[]): Interval[] {
  const joint: Interval[] = [];
  for (const { low, high } of intervals.sort((a, b) => a.low - b.low)) {
    const last = joint.at(-1);
    if (last && low <= last.high + 1) last.high = Math.max(last.high, high);
    else joint.push({ low, high });
  }
  return joint;
}

/** Whether a number is in the set. */
export function hasNumber({ intervals, masked }: NumberSet, number: number): boolean {
  for (let i = 0; i < intervals.length; i++) {
    const { low, high } = intervals[i] as Interval;
    if (number >= low && number <= high) return true;
  }
  for (let i = 0; i < masked.length; i++) {
    const { mask, number: wanted } = masked[i] as Masked;
    if ((number & mask) >>> 0 === wanted) return true;
  }
  return false;
}
