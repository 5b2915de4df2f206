import { EXIT_FAILURE, EXIT_USAGE, Exit } from './exit.ts';
import type { Command } from './options/command-spec.ts';
import { COMPLETION } from './options/completion.ts';
import { EVENTS } from './options/events.ts';
import { LS } from './options/ls.ts';
import { type AnyOption, COMMAND_WORDS, type CommandWord } from './options/spec.ts';
import { OPTIONS } from './options/table.ts';
import { WHO } from './options/who.ts';

/** The commands, each with how it is asked for and what does it. netstat's listing is the command without a word. */
const TABLE = {
  ls: { ...LS, open: async () => (await import('./ls/run.ts')).runLs },
  events: { ...EVENTS, open: async () => (await import('./events/run.ts')).runEvents },
  who: { ...WHO, open: async () => (await import('./who/run.ts')).runWho },
  completion: { ...COMPLETION, open: async () => (await import('./completion/run.ts')).runCompletion },
};

type SettingsOf = { [Word in keyof typeof TABLE]: ReturnType<(typeof TABLE)[Word]['newSettings']> };

export const COMMANDS: { readonly [Word in CommandWord]: Command<SettingsOf[Word]> } = TABLE;

/** A command, and what is asked of it. */
export type CommandRun<Word extends CommandWord = CommandWord> = {
  [Each in Word]: { kind: Each; settings: SettingsOf[Each] };
}[Word];

/** The command that a command line begins with. */
export function commandIn([first = '']: readonly string[]): CommandWord | undefined {
  return Object.hasOwn(COMMANDS, first) ? (first as CommandWord) : undefined;
}

/** The options that have an effect with a command: those it shares with listings, and its own. */
export function optionsOf(word: CommandWord): { shared: readonly AnyOption[]; own: readonly AnyOption[] } {
  return { shared: OPTIONS.filter(({ views }) => views?.includes(word)), own: COMMANDS[word].options };
}

/** The words that an option wants before it, which netstat's listing has not. */
export function wordsFor(long: string | undefined): CommandWord[] {
  return COMMAND_WORDS.filter((word) => optionsOf(word).own.some((option) => option.long === long));
}

/** The exit code of a run that fails, of a command or without a word. */
export function failureCode(word: CommandWord | undefined): number {
  return (word && COMMANDS[word].failure) ?? EXIT_FAILURE;
}

/** @throws Exit for what the command does not do */
export function checkRefused<Word extends CommandWord>({ kind, settings }: CommandRun<Word>): void {
  const refusal = COMMANDS[kind].refuses.find(({ when }) => when(settings));
  if (refusal) throw new Exit(EXIT_USAGE, `sockdiag: ${kind}: ${refusal.reason}`);
}
