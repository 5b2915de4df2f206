import type { Mode, Settings } from '../settings.ts';

export type OptionGroup =
  | 'sockets'
  | 'families'
  | 'selection'
  | 'columns'
  | 'names'
  | 'running'
  | 'events'
  | 'views'
  | 'other';

/** What the command lists. Multicast groups are a section of the sockets, events a word; the others are netstat's modes. */
export type ViewName = 'sockets' | 'events' | 'groups' | Mode;

/** The argument of an option. */
export interface OptionArgument {
  /** As help calls it. */
  name: string;
  /** The words it may be; none other is taken. */
  words?: readonly string[];
  /** Any of its words, with commas between them. */
  list?: true;
  folder?: true;
  file?: true;
}

export const EVERY_VIEW: readonly ViewName[] = [
  'sockets',
  'events',
  'routes',
  'interfaces',
  'statistics',
  'groups',
  'masquerade',
];

/** All there is to say of one option of the command. */
export interface OptionSpec {
  long?: string;
  short?: string;
  argument?: OptionArgument;
  group: OptionGroup;
  /** Where it changes what is listed; left out of an option that lists nothing. */
  views?: readonly ViewName[];
  /** The view it asks for. */
  opens?: ViewName;
  /** Given again, it asks for more. */
  repeats?: true;
  /** Left out of the help: another spelling, or accepted for netstat's sake alone. */
  hidden?: boolean;
  /** One line. What takes options without it offers none: the option does nothing. */
  help?: string;
  /** What the man page says of it beyond that, in sentences. */
  note?: string;
  /** Not netstat's: abbreviations are matched against netstat's own options first. */
  extra?: boolean;
  /** Applied in the order of the command line. */
  apply: (settings: Settings, value: string) => void;
}
