const MOST = 2n ** 64n - 1n;

/** A counter as netstat shows it: for one that 64 bits do not hold the most that they do. */
export function shownCounter(value: bigint | null): bigint {
  return value ?? MOST;
}
