import { EXIT_USAGE, Exit } from '../exit.ts';

/**
 * The whole number above 0 that is an option's argument. Beyond 2^53 it is no other number of rows: there are never so many.
 * @throws Exit for what is none
 */
export function countOf(option: string, value: string): number {
  const count = Number(value);
  if (/^\d+$/.test(value) && count >= 1) return Math.min(count, Number.MAX_SAFE_INTEGER);
  throw new Exit(EXIT_USAGE, `sockdiag: ${option} wants a whole number above 0, not '${value}'`);
}
