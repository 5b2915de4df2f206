import type { OptionGroup } from '../options/spec.ts';

/** The groups of options in the order of every help, and their titles: in that of listings, which man page has too, and in a command's. */
export const OPTION_GROUPS: readonly { group: OptionGroup; title: string; ofCommand?: string }[] = [
  { group: 'own', title: 'Of one command alone', ofCommand: 'Of this command alone' },
  { group: 'views', title: 'Views beside sockets' },
  { group: 'sockets', title: 'Sockets, or with -s their counters', ofCommand: 'Sockets' },
  { group: 'families', title: 'Families' },
  { group: 'selection', title: 'Which of them (default: sockets that do not listen)', ofCommand: 'Which of them' },
  { group: 'columns', title: 'Columns' },
  { group: 'data', title: 'For programs' },
  { group: 'names', title: 'Names' },
  { group: 'running', title: 'Running' },
  { group: 'other', title: 'Other' },
];
