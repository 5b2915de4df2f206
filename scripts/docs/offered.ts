import type { OptionSpec } from '../../src/cli/options/spec.ts';
import { OPTIONS } from '../../src/cli/options/table.ts';

/** An option as a shell offers it. */
export interface Offered {
  option: OptionSpec;
  /** As they are typed, the short one first. */
  names: readonly string[];
  help: string;
  /** The names that are out of place once this one was given, its own among them. */
  excludes: readonly string[];
}

/** What a shell says of the word `events`. */
export const EVENTS_HELP = 'how sockets change, as it happens';

/** Every option a shell should offer: those that do something, each once. */
export function offeredOptions(): Offered[] {
  const options = OPTIONS.filter(({ help }) => help !== undefined);
  const modes = options.filter(isMode).flatMap(namesOf);
  return options
    .filter(({ hidden, long }) => !hidden || !options.some((other) => other.long === long && !other.hidden))
    .map((option) => {
      const names = namesOf(option);
      return { option, names, help: option.help as string, excludes: isMode(option) ? modes : names };
    });
}

export function namesOf({ short, long }: OptionSpec): string[] {
  return [...(short ? [`-${short}`] : []), ...(long ? [`--${long}`] : [])];
}

/** Only one of them can be in a command line. */
export function isMode({ opens }: OptionSpec): boolean {
  return opens !== undefined && opens !== 'groups';
}
