import { COMMANDS, optionsOf } from '../commands.ts';
import type { AnyOption, CommandWord, OptionSpec, ViewName } from '../options/spec.ts';
import { COMMAND_WORDS } from '../options/spec.ts';
import { OPTIONS } from '../options/table.ts';

/** A view, and what a command line for it looks like. */
export interface Usage {
  view: ViewName;
  /** The option that opens it; sockets need none, a command has its word. */
  opener: OptionSpec | undefined;
  word: CommandWord | undefined;
  /** Options of one letter without argument that change it. */
  letters: string;
  /** Options of one letter with an argument. */
  further: readonly AnyOption[];
  /** The word that a command needs behind its own, as help calls it. */
  operand: string | undefined;
  /** Without it the command does something too. */
  optional: boolean;
}

/** How each view is asked for: sockets first, then the commands, then the other views in the order of the help. */
export function usages(): Usage[] {
  const openers = OPTIONS.filter(({ opens }) => opens !== undefined);
  return [
    usage('sockets', undefined),
    ...COMMAND_WORDS.map(commandUsage),
    ...openers.map((opener) => usage(opener.opens as ViewName, opener)),
  ];
}

export function commandUsage(word: CommandWord): Usage {
  const { shared, own } = optionsOf(word);
  const { argument, optional = false } = COMMANDS[word].operand ?? {};
  return { view: word, opener: undefined, word, operand: argument?.name, optional, ...lettersOf([...shared, ...own]) };
}

/** That as one line. */
export function usageLine({ opener, word, letters, further, operand, optional }: Usage): string {
  const arguments_ = further.map(({ short, argument }) => `[-${short} ${argument?.name}]`);
  const asked = opener ? [`-${opener.short}`] : word ? [word] : [];
  if (operand !== undefined && !optional) asked.push(operand);
  const last = operand !== undefined && optional ? [`[${operand}]`] : [];
  // What takes no letters takes no options that are worth a word.
  const options = letters === '' ? [] : [`[-${letters}]`, ...arguments_, '[--option ...]'];
  return ['sockdiag', ...asked, ...options, ...last].join(' ');
}

function usage(view: ViewName, opener: OptionSpec | undefined): Usage {
  const options = OPTIONS.filter(({ views }) => views?.includes(view));
  return { view, opener, word: undefined, operand: undefined, optional: false, ...lettersOf(options) };
}

function lettersOf(all: readonly AnyOption[]): Pick<Usage, 'letters' | 'further'> {
  const options = all.filter(({ short, hidden }) => short && !hidden);
  const letters = options.filter(({ argument }) => !argument).map(({ short }) => short as string);
  const further = options.filter(({ argument }) => argument);
  return { letters: letters.sort(byLetter).join(''), further };
}

/** Digits, then letters, small before capital. */
function byLetter(a: string, b: string): number {
  const [small, other] = [a.toLowerCase(), b.toLowerCase()];
  if (small !== other) return small < other ? -1 : 1;
  return a > b ? -1 : 1;
}
