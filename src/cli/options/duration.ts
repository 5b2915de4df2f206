import { EXIT_USAGE, Exit } from '../exit.ts';

// A timer's longest delay is 2^31 - 1 ms.
const MAX_SECONDS = 2_147_483;

/** In seconds. */
const UNITS: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600 };

const WITH_UNIT = /^(\d+\.?\d*|\.\d+)(ms|s|m|h)$/;

/**
 * The seconds of an option's argument: `10`, `10s`, `500ms`, `5m`, `1h`, or a fraction of these.
 * @throws Exit for what is none, and for what no timer can wait
 */
export function secondsOf(option: string, value: string): number {
  const [, number, unit = ''] = WITH_UNIT.exec(value) ?? [];
  const seconds = number === undefined ? Number(value) : Number(number) * (UNITS[unit] as number);
  if (value.trim() !== '' && seconds > 0 && seconds <= MAX_SECONDS) return seconds;
  throw new Exit(
    EXIT_USAGE,
    `sockdiag: ${option} wants a number of seconds above 0 and at most ${MAX_SECONDS}, or with a unit as 500ms, 10s or 1h, not '${value}'`,
  );
}
