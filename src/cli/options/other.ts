// The options that fit nowhere else.
import { EXIT_USAGE, Exit } from '../exit.ts';
import { nothing, set } from './effects.ts';
import { EVERY_VIEW, type OptionSpec } from './spec.ts';

export const version: OptionSpec = {
  short: 'V',
  long: 'version',
  group: 'other',
  help: 'print the version and exit',
  apply: nothing,
};

export const help: OptionSpec = {
  short: 'h',
  long: 'help',
  group: 'other',
  help: 'print this help and exit',
  apply: nothing,
};

export const verbose: OptionSpec = {
  short: 'v',
  long: 'verbose',
  group: 'other',
  views: EVERY_VIEW,
  help: 'say what the kernel lacks, and what was read from /proc',
  note: 'The reasons are on standard error.',
  apply: set('verbose'),
};

/** netstat's usage is an error. */
export const usage: OptionSpec = {
  short: '?',
  group: 'other',
  hidden: true,
  apply: () => {
    throw new Exit(EXIT_USAGE, '', true);
  },
};

export const debug: OptionSpec = { short: 'd', group: 'other', hidden: true, apply: nothing };
