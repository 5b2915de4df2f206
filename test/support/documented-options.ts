import { getopt } from '../../src/cli/options/getopt.ts';
import type { OptionSpec } from '../../src/cli/options/spec.ts';
import { OPTIONS } from '../../src/cli/options/table.ts';

/** The options the help shows. */
export const SHOWN: readonly OptionSpec[] = OPTIONS.filter(({ hidden }) => !hidden);

/** What a text that shows options lacks of them: an option is there when any of its names is, by itself. */
export function missingOptions(names: ReadonlySet<string>): string[] {
  return SHOWN.filter(({ short, long }) => !names.has(`-${short}`) && !names.has(`--${long}`)).map(({ short, long }) =>
    long ? `--${long}` : `-${short}`,
  );
}

/** Which of some words, options or clusters of them, the command does not take. Abbreviations count as unknown. */
export function unknownOptions(names: Iterable<string>): string[] {
  return [...names].filter((name) => !isKnown(name));
}

function isKnown(name: string): boolean {
  if (name === '--') return true;
  if (name.startsWith('--')) return OPTIONS.some(({ long }) => long === name.slice(2));
  try {
    // An argument that may be wanted.
    return [...getopt([name, 'inet'], OPTIONS)].length > 0;
  } catch {
    return false;
  }
}
