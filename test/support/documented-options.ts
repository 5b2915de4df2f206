import { getopt } from '../../src/cli/command-line/getopt.ts';
import { optionsOf } from '../../src/cli/commands.ts';
import type { AnyOption } from '../../src/cli/options/spec.ts';
import { COMMAND_WORDS } from '../../src/cli/options/spec.ts';
import { OPTIONS } from '../../src/cli/options/table.ts';

/** Every option there is: netstat's, ours, and those of one command alone. */
export const EVERY_OPTION: readonly AnyOption[] = [...OPTIONS, ...COMMAND_WORDS.flatMap((word) => optionsOf(word).own)];

/** The options the help shows. */
export const SHOWN: readonly AnyOption[] = EVERY_OPTION.filter(({ hidden }) => !hidden);

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
  if (name.startsWith('--')) return EVERY_OPTION.some(({ long }) => long === name.slice(2));
  try {
    // An argument that may be wanted.
    return [...getopt([name, 'inet'], EVERY_OPTION)].length > 0;
  } catch {
    return false;
  }
}
