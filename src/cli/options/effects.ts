import { EXIT_USAGE, Exit } from '../exit.ts';

/** Sets flags; of settings that have them. */
export const set =
  <Flag extends string>(...names: readonly Flag[]) =>
  (settings: Record<Flag, boolean>): void => {
    for (const name of names) settings[name] = true;
  };

export function nothing(): void {}

// A timer's longest delay is 2^31 - 1 ms.
const MAX_SECONDS = 2_147_483;

export function secondsOf(option: string, value: string): number {
  const seconds = Number(value);
  if (value.trim() !== '' && seconds > 0 && seconds <= MAX_SECONDS) return seconds;
  throw new Exit(
    EXIT_USAGE,
    `sockdiag: ${option} wants a number of seconds above 0 and at most ${MAX_SECONDS}, not '${value}'`,
  );
}

export function oneOf<Word extends string>(option: string, words: readonly Word[], value: string): Word {
  const word = words.find((name) => name === value);
  if (!word) throw new Exit(EXIT_USAGE, `sockdiag: ${option} wants one of ${words.join(', ')}, not '${value}'`);
  return word;
}
