import { COMMANDS, optionsOf } from '../../src/cli/commands.ts';
import type { AnyOption, CommandWord } from '../../src/cli/options/spec.ts';
import { COMMAND_WORDS } from '../../src/cli/options/spec.ts';
import { OPTIONS } from '../../src/cli/options/table.ts';

/** An option as a shell offers it. */
export interface Offered {
  option: AnyOption;
  /** As they are typed, the short one first. */
  names: readonly string[];
  help: string;
  /** The names that are out of place once this one was given, its own among them. */
  excludes: readonly string[];
}

/** A command as a shell offers it, with the options that are offered behind its word: none of those that it has no use for, or refuses. */
export interface OfferedCommand {
  word: CommandWord;
  summary: string;
  options: readonly Offered[];
  /** The words of which one follows. */
  operands: readonly string[];
}

/** Every option of netstat's listings a shell should offer. */
export function offeredOptions(): Offered[] {
  return offered(OPTIONS);
}

export function offeredCommands(): OfferedCommand[] {
  return COMMAND_WORDS.map((word) => {
    const { shared, own } = optionsOf(word);
    // Those of a listing too that ask for a text, and list nothing.
    const texts = OPTIONS.filter(({ views, opens, help }) => !views && !opens && help !== undefined);
    const options = offered([...shared.map((option) => behind(word, option)), ...texts, ...own]);
    return { word, summary: COMMANDS[word].summary, options, operands: COMMANDS[word].operand?.argument.words ?? [] };
  });
}

function behind(word: CommandWord, option: AnyOption): AnyOption {
  const words = option.argument?.wordsWith?.[word];
  return option.argument && words ? { ...option, argument: { ...option.argument, words } } : option;
}

/** Every option that takes an argument, each once. */
export function offeredWithArgument(): Offered[] {
  const all = [offeredOptions(), ...offeredCommands().map(({ options }) => options)].flat();
  const taking = all.filter(({ option }) => option.argument);
  return taking.filter(({ option }, i) => taking.findIndex((other) => other.option.long === option.long) === i);
}

/** Those of some options that do something, each once. */
function offered(all: readonly AnyOption[]): Offered[] {
  const options = all.filter(({ help }) => help !== undefined);
  const modes = options.filter(isMode).flatMap(namesOf);
  return options
    .filter(({ hidden, long }) => !hidden || !options.some((other) => other.long === long && !other.hidden))
    .map((option) => {
      const names = namesOf(option);
      return { option, names, help: option.help as string, excludes: isMode(option) ? modes : names };
    });
}

export function namesOf({ short, long }: AnyOption): string[] {
  return [...(short ? [`-${short}`] : []), ...(long ? [`--${long}`] : [])];
}

/** Only one of them can be in a command line. */
export function isMode({ opens }: AnyOption): boolean {
  return opens !== undefined && opens !== 'groups';
}
