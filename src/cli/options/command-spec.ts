import type { Settings } from '../settings.ts';
import type { OptionArgument, OptionSpec } from './spec.ts';

/** What a command does not do, though its options would ask for it: that may not go unnoticed. */
export interface Refusal<Asked> {
  when: (settings: Asked) => boolean;
  /** What follows the command's name in the error. */
  reason: string;
}

/** A command line, and what one gets by it. */
export interface Example {
  line: string;
  what: string;
  /** It wants root for all that it shows. */
  root?: true;
}

/** How a command is asked for. Options that it shares with netstat's listings have its word among their `views`. */
export interface CommandSpec<Asked extends Settings> {
  /** One line: what it does. */
  summary: string;
  /** Some sentences for its help. */
  description: string;
  /** What the words that are no options say: an option without names. A command needs one such word, unless it is `optional`. */
  operand?: OptionSpec<Asked> & { argument: OptionArgument; optional?: true };
  /** Those it has alone. */
  options: readonly OptionSpec<Asked>[];
  newSettings: () => Asked;
  /** The first that holds is said. */
  refuses: readonly Refusal<Asked>[];
  /** Whether nothing of this system is read: then it does not matter whether the /proc that is named is one. */
  readsNoSystem?: (settings: Asked) => boolean;
  /** The exit code of a run that fails. Default: netstat's, 1, which of a command that answers by its code would be an answer. */
  failure?: number;
  /** Three to five, with options that have an effect. They work one after the other, in a folder of their own. */
  examples: readonly Example[];
}

/** One command. */
export interface Command<Asked extends Settings> extends CommandSpec<Asked> {
  /** Loads what it does, and nothing else does. */
  open: () => Promise<(settings: Asked) => Promise<void>>;
}
