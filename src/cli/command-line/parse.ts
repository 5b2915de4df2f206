import { COMMANDS, type CommandRun, commandIn, optionsOf, wordsFor } from '../commands.ts';
import { EXIT_USAGE, Exit } from '../exit.ts';
import type { AnyOption, CommandWord, OptionSpec } from '../options/spec.ts';
import { COMMAND_WORDS } from '../options/spec.ts';
import { OPTIONS } from '../options/table.ts';
import { defaultSettings, type Settings } from '../settings.ts';
import { getopt, type ParsedOption } from './getopt.ts';

/** What a command line asks for: netstat's listing, a command, or a text. */
export type CommandLine = { kind: 'list'; settings: Settings } | CommandRun | Text;

/** With `word` the help of that command. */
type Text = { kind: 'help'; word: CommandWord | undefined } | { kind: 'version' };

/**
 * What a command line asks for. Options take effect in their order, so the first that ends the run wins.
 * @throws Exit for what netstat would not take either
 */
export function parseOptions(args: readonly string[]): CommandLine {
  const word = commandIn(args);
  if (word !== undefined) return parseCommand(word, args);
  const settings = defaultSettings();
  return (
    apply(getopt(args, [...OPTIONS, ...wantingWords()], undefined, PASSED_OVER), settings) ?? { kind: 'list', settings }
  );
}

function parseCommand<Word extends CommandWord>(word: Word, args: readonly string[]): CommandRun<Word> | Text {
  const command = COMMANDS[word];
  const settings = command.newSettings();
  const options = [...OPTIONS, ...command.options];
  // An abbreviation is one of those that have an effect here, if it can be.
  const meant = new Set<AnyOption>(Object.values(optionsOf(word)).flat());
  const isMeant = (option: AnyOption) => meant.has(option);
  const parsed = getopt(args.slice(1), options, isMeant, command.operand ?? REFUSED);
  return apply(parsed, settings, word) ?? { kind: word, settings };
}

/** A word that is no option: netstat ignores it. */
const PASSED_OVER: OptionSpec = {
  group: 'own',
  apply: (settings, value) => {
    settings.passedOver ??= value;
  },
};

/** The same of a command that takes none. */
const REFUSED: OptionSpec = {
  group: 'own',
  apply: (_, value) => {
    throw new Exit(EXIT_USAGE, `sockdiag: '${value}' is no option: an expression stands behind --filter, in quotes`);
  },
};

/** The text that is asked for, unless all options have been applied. */
function apply<Changed extends Settings>(
  parsed: Iterable<ParsedOption<OptionSpec<Changed>>>,
  settings: Changed,
  word?: CommandWord,
): Text | undefined {
  for (const { option, value } of parsed) {
    if (option.long === 'help') return { kind: 'help', word };
    if (option.long === 'version') return { kind: 'version' };
    option.apply(settings, value);
  }
  return undefined;
}

/** What only commands have is known without their word too, so as to say which is wanted. */
function wantingWords(): OptionSpec[] {
  const own = COMMAND_WORDS.flatMap((word) => optionsOf(word).own);
  const first = own.filter(({ long }, i) => own.findIndex((other) => other.long === long) === i);
  return first.map((option) => ({ ...option, apply: () => refuse(option.long) }));
}

function refuse(long: string | undefined): never {
  const words = wordsFor(long);
  const wanted = words.length === 1 ? `the word ${words[0]}` : `one of the words ${words.join(', ')}`;
  throw new Exit(EXIT_USAGE, `sockdiag: --${long} wants ${wanted} first: sockdiag ${words[0]} --${long}`);
}
