import { EXIT_USAGE, Exit } from '../exit.ts';
import { secondsOf, set } from './effects.ts';
import type { OptionSpec } from './spec.ts';

const event = (option: Pick<OptionSpec, 'long' | 'argument' | 'help' | 'note' | 'apply'>): OptionSpec => ({
  ...option,
  group: 'events',
  views: ['events'],
  extra: true,
});

/** The options of `sockdiag events` alone. */
export const EVENT_OPTIONS: readonly OptionSpec[] = [
  event({ long: 'json', help: 'one JSON object a line', apply: set('json') }),
  event({
    long: 'all-present',
    help: 'begin with the sockets that are there',
    note: 'Else the first line is the first change.',
    apply: set('allPresent'),
  }),
  event({
    long: 'for',
    argument: { name: 'SECONDS' },
    help: 'end after so many seconds',
    note: 'Counted from when it is known what is there.',
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
      const count = Number(value);
      if (!/^\d+$/.test(value) || count < 1 || !Number.isSafeInteger(count)) {
        throw new Exit(EXIT_USAGE, `sockdiag: --count wants a whole number above 0, not '${value}'`);
      }
      settings.count = count;
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
