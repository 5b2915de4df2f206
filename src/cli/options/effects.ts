import { EXIT_USAGE, Exit } from '../exit.ts';

/** Sets flags; of settings that have them. */
export const set =
  <Flag extends string>(...names: readonly Flag[]) =>
  (settings: Record<Flag, boolean>): void => {
    for (const name of names) settings[name] = true;
  };

export function nothing(): void {}

export function oneOf<Word extends string>(option: string, words: readonly Word[], value: string): Word {
  const word = words.find((name) => name === value);
  if (!word) throw new Exit(EXIT_USAGE, `sockdiag: ${option} wants one of ${words.join(', ')}, not '${value}'`);
  return word;
}
