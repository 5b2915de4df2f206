import { EXIT_USAGE, Exit } from '../exit.ts';
import { defaultSettings, type Settings } from '../settings.ts';
import type { CommandSpec } from './command-spec.ts';
import { countOf } from './count.ts';
import { secondsOf } from './duration.ts';
import { set } from './effects.ts';
import type { OptionSpec } from './spec.ts';

/** What the options of `sockdiag events` ask for. */
export interface EventSettings extends Settings {
  allPresent: boolean;
  /** Seconds after which the stream ends. */
  seconds: number | undefined;
  /** Changes after which it ends. */
  count: number | undefined;
  /** Files. */
  record: string | undefined;
  replay: string | undefined;
}

const event = (option: Pick<OptionSpec<EventSettings>, 'long' | 'argument' | 'help' | 'note' | 'apply'>) => ({
  ...option,
  group: 'own' as const,
  extra: true,
});

const OPTIONS: readonly OptionSpec<EventSettings>[] = [
  event({
    long: 'all-present',
    help: 'begin with the sockets that are there',
    note: 'Else the first line is the first change.',
    apply: set('allPresent'),
  }),
  event({
    long: 'for',
    argument: { name: 'TIME' },
    help: 'end after so long: 10s, 500ms, 1h',
    note: 'Counted from when it is known what is there. Units are ms, s, m and h; seconds without one.',
    apply: (settings, value) => {
      settings.seconds = secondsOf('--for', value);
    },
  }),
  event({
    long: 'count',
    argument: { name: 'N' },
    help: 'end after so many lines',
    note: 'Of those that are printed.',
    apply: (settings, value) => {
      settings.count = countOf('--count', value);
    },
  }),
  event({
    long: 'record',
    argument: { name: 'FILE', file: true },
    help: 'write all there is to a file too, to be replayed',
    note: 'A file of that name is overwritten. See Records below.',
    apply: (settings, value) => {
      settings.record = fileOf('--record', value);
    },
  }),
  event({
    long: 'replay',
    argument: { name: 'FILE', file: true },
    help: 'print what was recorded; - is standard input',
    note: 'Its lines are chosen, and printed, by the options beside it.',
    apply: (settings, value) => {
      settings.replay = fileOf('--replay', value);
    },
  }),
];

function fileOf(option: string, value: string): string {
  if (value === '') throw new Exit(EXIT_USAGE, `sockdiag: ${option} wants a file, not ''`);
  return value;
}

/** `sockdiag events`: changes of sockets instead of a listing. */
export const EVENTS: CommandSpec<EventSettings> = {
  summary: 'how sockets change, as it happens',
  description:
    'Prints a line for each change of a socket, until it is interrupted. The kernel tells of each end of a TCP or UDP socket, so ' +
    'that those too short for any look at its tables are there too.',
  options: OPTIONS,
  newSettings: () => ({
    ...defaultSettings(),
    allPresent: false,
    seconds: undefined,
    count: undefined,
    record: undefined,
    replay: undefined,
  }),
  refuses: [
    { when: ({ explain }) => explain, reason: '--explain lists nothing: sockdiag ls --explain says the same' },
    {
      when: ({ replay, filter }) => replay !== undefined && filter !== undefined,
      reason: '--filter asks the system, and --replay has no system to ask',
    },
    {
      when: ({ modes, groups }) => modes.length > 0 || groups,
      reason: '-i, -r, -s, -M and -g list something else than sockets',
    },
    { when: ({ context }) => context, reason: 'there is no -Z' },
    { when: ({ format }) => format === 'csv', reason: 'changes have no common columns for --csv: use --json' },
    {
      when: ({ l2cap, rfcomm, legacyFamilies }) => l2cap || rfcomm || legacyFamilies.size > 0,
      reason: 'there are none of Bluetooth and the legacy families',
    },
    {
      when: ({ replay, record }) => replay !== undefined && record !== undefined,
      reason: '--replay reads what --record has written, and is not recorded again',
    },
    {
      when: ({ replay, seconds }) => replay !== undefined && seconds !== undefined,
      reason: '--for is for what happens, not for what --replay reads',
    },
  ],
  readsNoSystem: ({ replay }) => replay !== undefined,
  examples: [
    { line: 'sockdiag events -tp', what: 'each TCP connection with its process', root: true },
    { line: 'sockdiag events -l --all-present', what: 'who listens, then who comes and goes' },
    { line: 'sockdiag events -t --count 1 --json', what: 'the next change of TCP, as JSON' },
    { line: 'sockdiag events --for 5 --record changes', what: 'five seconds of it, into a file too' },
    { line: 'sockdiag events --replay changes -t', what: 'the TCP of that record' },
  ],
};
