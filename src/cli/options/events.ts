import { set, setCount, setFile, setSeconds } from './effects.ts';
import type { OptionSpec } from './spec.ts';

const event = (option: Pick<OptionSpec, 'long' | 'argument' | 'help' | 'apply'>): OptionSpec => ({
  ...option,
  group: 'events',
  views: ['events'],
  extra: true,
});

/** The options of `sockdiag events` alone. */
export const EVENT_OPTIONS: readonly OptionSpec[] = [
  event({ long: 'json', help: 'one JSON object a line', apply: set('json') }),
  event({ long: 'all-present', help: 'begin with the sockets that are there', apply: set('allPresent') }),
  event({ long: 'for', argument: { name: 'SECONDS' }, help: 'end after so many seconds', apply: setSeconds }),
  event({ long: 'count', argument: { name: 'N' }, help: 'end after so many lines', apply: setCount }),
  event({
    long: 'record',
    argument: { name: 'FILE', file: true },
    help: 'write all there is to a file too, to be replayed',
    apply: setFile('record'),
  }),
  event({
    long: 'replay',
    argument: { name: 'FILE', file: true },
    help: 'print what was recorded; - is standard input',
    apply: setFile('replay'),
  }),
];
