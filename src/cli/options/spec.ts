import type { Mode, Settings } from '../settings.ts';

/** The first words of a command line that make another command of it than netstat's listing. `cli/commands.ts` has the commands. */
export const COMMAND_WORDS = ['ls', 'who', 'events', 'completion'] as const;

export type CommandWord = (typeof COMMAND_WORDS)[number];

export type OptionGroup =
  | 'sockets'
  | 'families'
  | 'selection'
  | 'columns'
  | 'data'
  | 'names'
  | 'running'
  | 'views'
  | 'other'
  // Of one command alone.
  | 'own';

/** What options may change. Multicast groups are a section of the listing of sockets, a mode is netstat's, a command is ours. */
export type ViewName = 'sockets' | 'groups' | Mode | CommandWord;

/** The argument of an option. */
export interface OptionArgument {
  /** As help calls it. */
  name: string;
  /** The words it may be; none other is taken. */
  words?: readonly string[];
  /** Those of them that are taken behind a command's word, where it does not take all. */
  wordsWith?: Readonly<Partial<Record<CommandWord, readonly string[]>>>;
  /** Any of its words, with commas between them. */
  list?: true;
  /** Words of fields of sockets, with commas between them. */
  fields?: true;
  folder?: true;
  file?: true;
}

/** All that list something. */
export const EVERY_VIEW: readonly ViewName[] = [
  'sockets',
  'ls',
  'events',
  'who',
  'routes',
  'interfaces',
  'statistics',
  'groups',
  'masquerade',
];

/** All there is to say of one option, which changes settings of this kind. */
export interface OptionSpec<Changed = Settings> {
  long?: string;
  short?: string;
  argument?: OptionArgument;
  group: OptionGroup;
  /** Where it changes what is listed; left out of an option that lists nothing, and of one of a command alone. */
  views?: readonly ViewName[];
  /** The view it asks for. */
  opens?: ViewName;
  /** Given again, it asks for more. */
  repeats?: true;
  /** Left out of the help: another spelling, or accepted for netstat's sake alone. */
  hidden?: boolean;
  /** One line. What takes options without it offers none: the option does nothing. */
  help?: string;
  /** The same for the help of a command, where that line says what is not of it. */
  helpWith?: Readonly<Partial<Record<CommandWord, string>>>;
  /** What the man page says of it beyond that, in sentences. */
  note?: string;
  /** Not netstat's: abbreviations are matched against netstat's own options first. */
  extra?: boolean;
  /** Applied in the order of the command line. */
  apply: (settings: Changed, value: string) => void;
}

/** An option of whatever settings: all but applying it can be had. */
export type AnyOption = OptionSpec<never>;
