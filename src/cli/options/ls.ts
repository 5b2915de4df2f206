import { EXIT_USAGE, Exit } from '../exit.ts';
import { defaultSettings, type Settings } from '../settings.ts';
import { type ColourChoice, colour } from './colour.ts';
import type { CommandSpec } from './command-spec.ts';
import { countOf } from './count.ts';
import { set } from './effects.ts';
import type { OptionSpec } from './spec.ts';

/** What the options of `sockdiag ls` ask for. */
export interface LsSettings extends Settings {
  /** The words of the expression. */
  words: string[];
  /** Words of fields, those behind a `-` the other way round. */
  sort: string[];
  /** Words of keys that rows are grouped by; none: rows are listed. */
  by: string[];
  /** How many rows are listed at most. */
  top: number | undefined;
  noHeader: boolean;
  stamp: boolean;
  allOwners: boolean;
  info: boolean;
  memory: boolean;
  rates: boolean;
  colour: ColourChoice;
}

const own = (option: Pick<OptionSpec<LsSettings>, 'long' | 'argument' | 'repeats' | 'help' | 'note' | 'apply'>) => ({
  ...option,
  group: 'own' as const,
  extra: true,
});

const OPTIONS: readonly OptionSpec<LsSettings>[] = [
  own({
    long: 'by',
    argument: { name: 'LIST', fields: true },
    help: 'groups by these fields: count, sums and maxima',
    note:
      'As process,state or remote/24: any field, and a prefix of either end. A socket counts once, under the process with the lowest pid. What is measured ' +
      'is recv-q and send-q, or what --columns names. Most sockets first; --sort takes count, measures, max- before one, and keys.',
    apply: (settings, value) => {
      settings.by = wordsOf('--by', value);
    },
  }),
  own({
    long: 'sort',
    argument: { name: 'LIST', fields: true },
    help: 'by these fields; behind a - the largest come first',
    note: 'Any field, whether it has a column or not. Unknown comes last whichever way, and rows that are alike stay in their order.',
    apply: (settings, value) => {
      settings.sort = wordsOf('--sort', value);
    },
  }),
  own({
    long: 'top',
    argument: { name: 'N' },
    help: 'only the first so many rows',
    apply: (settings, value) => {
      settings.top = countOf('--top', value);
    },
  }),
  own({
    long: 'info',
    help: "add columns of TCP's internals, as ss -i shows",
    note: 'Congestion control, timeouts, round-trip times, windows, bytes and segments both ways, rates: struct tcp_info.',
    apply: set('info'),
  }),
  own({
    long: 'memory',
    help: 'add columns of buffers, what ss calls skmem',
    note: 'Beside the queue of a listening socket the packets it dropped are shown too.',
    apply: set('memory'),
  }),
  own({
    long: 'rates',
    help: 'add columns of what moves a second: two looks, as --interval says',
    note: 'Bytes sent and received and segments sent again, of TCP, between two looks a second apart, or as --interval says, which then does not list again. With -c each listing is since the one before.',
    apply: set('rates'),
  }),
  own({
    long: 'all-owners',
    help: 'every process that holds a socket, not only the first',
    apply: set('allOwners'),
  }),
  own({ long: 'no-header', help: 'no heading', apply: set('noHeader') }),
  own({ long: 'stamp', help: 'the time before each listing', apply: set('stamp') }),
  colour,
];

function wordsOf(option: string, value: string): string[] {
  const words = value.split(',').map((word) => word.trim());
  if (words.includes(''))
    throw new Exit(EXIT_USAGE, `sockdiag: ${option} wants words with commas between them, not '${value}'`);
  return words;
}

export const ARRAY_NEVER_ENDS = 'an array never ends with -c: use --ndjson';

/** -M is MPTCP here, as in ss. */
export function isMptcp(modes: Settings['modes'] = []): boolean {
  return modes.includes('masquerade');
}

/** `sockdiag ls`: sockets as a table for eyes. */
export const LS: CommandSpec<LsSettings> = {
  summary: 'sockets in columns of your choice',
  description:
    'Lists the TCP and UDP sockets of every state, or those that are chosen, with the columns that are wanted, as wide as their content and the ' +
    'terminal allow. Numbers stay numbers: no name is looked up. The words that are no options make one expression, which is true of every socket ' +
    'that is listed, as: sockdiag ls state established and dport = :443. Quote it where the shell would take something of it, as > and ( ).',
  operand: {
    argument: { name: 'EXPRESSION' },
    optional: true,
    group: 'own',
    apply: (settings, value) => {
      settings.words.push(value);
    },
  },
  options: OPTIONS,
  newSettings: () => ({
    ...defaultSettings(),
    words: [],
    sort: [],
    by: [],
    top: undefined,
    noHeader: false,
    stamp: false,
    allOwners: false,
    info: false,
    memory: false,
    rates: false,
    colour: 'auto',
  }),
  refuses: [
    {
      when: ({ modes, groups }) => modes.some((mode) => !isMptcp([mode])) || groups,
      reason: '-i, -r, -s and -g list something else than sockets',
    },
    {
      when: ({ again, format }) => again && format === 'json',
      reason: ARRAY_NEVER_ENDS,
    },
    {
      when: ({ by, info, memory, allOwners }) => by.length > 0 && (info || memory || allOwners),
      reason: '--by has measures: name them with --columns',
    },
    { when: ({ context }) => context, reason: 'there is no -Z' },
    { when: ({ timers }) => timers, reason: 'there is no -o: use --columns +timer,+expires,+retransmits' },
    { when: ({ extend }) => extend, reason: 'there is no -e: use --columns +user,+inode' },
    {
      when: ({ l2cap, rfcomm, legacyFamilies }) => l2cap || rfcomm || legacyFamilies.size > 0,
      reason: 'there are none of Bluetooth and the legacy families',
    },
  ],
  failure: EXIT_USAGE,
  examples: [
    { line: 'sockdiag ls -tl', what: 'who listens, how full is each queue', root: true },
    { line: 'sockdiag ls --sort=-recv-q --top 20', what: 'the twenty fullest queues', root: true },
    { line: 'sockdiag ls state close-wait', what: 'what was never closed', root: true },
    { line: 'sockdiag ls -t --by process,state', what: 'how many of each', root: true },
    { line: 'sockdiag ls -t --columns +rtt --sort=-rtt', what: 'the slowest connections first', root: true },
  ],
};
