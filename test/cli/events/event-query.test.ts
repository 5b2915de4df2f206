import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkEvents, eventQuery } from '../../../src/cli/events/event-query.ts';
import { EXIT_USAGE, Exit } from '../../../src/cli/exit.ts';
import { parseOptions } from '../../../src/cli/options/parse.ts';
import type { Settings } from '../../../src/cli/settings.ts';

function settings(line: string): Settings {
  const command = parseOptions(['events', ...line.split(' ').filter(Boolean)]);
  assert.ok(command.kind === 'events');
  return command.settings;
}

const ALL = ['tcp', 'sctp', 'udp', 'udplite', 'raw'];
const BOTH = ['inet', 'inet6'];
const DEFAULTS = { protocols: ALL, families: BOTH, source: 'auto', procRoot: undefined, interval: 1000 };

describe('eventQuery', () => {
  it('asks for all but UNIX sockets, in every state, without owners, every second', () =>
    assert.deepEqual(eventQuery(settings('')), DEFAULTS));

  for (const [line, expected] of [
    ['-tu4', { protocols: ['tcp', 'udp'], families: ['inet'] }],
    ['-x', { protocols: ['unix'] }],
    ['-6', { protocols: ALL, families: ['inet6'] }],
    ['-l', { states: ['LISTEN', 'CLOSE'] }],
    ['-la', {}],
    ['-p --owners procfs', { owners: true, ownerMethod: 'procfs' }],
    ['--source procfs --procfs /x', { source: 'procfs', procRoot: '/x' }],
    ['--interval 0.25', { interval: 250 }],
    ['--interval 0.0001', { interval: 1 }],
    ['-c', { interval: 1000 }],
  ] as const) {
    it(`asks with ${line} for ${JSON.stringify(expected)}`, () => {
      assert.deepEqual(eventQuery(settings(line)), { ...DEFAULTS, ...expected });
    });
  }
});

describe('checkEvents', () => {
  for (const line of [
    ...['-r', '-i', '-s', '-M', '-g', '-2', '-f', '--bluetooth', '-A ipx', '--ax25'],
    ...['--replay x --record y', '--replay x --for 1'],
  ]) {
    it(`refuses ${line}`, () =>
      assert.throws(
        () => checkEvents(settings(line)),
        (error) =>
          error instanceof Exit && error.code === EXIT_USAGE && /^sockdiag: events: [^\n]+$/.test(error.message),
      ));
  }

  it('takes what is for events, and what changes nothing', () => {
    for (const line of ['', '-tulnpaeoWvc', '-A ash', '--replay x --count 1', '--record x --for 1 --json']) {
      checkEvents(settings(line));
    }
  });
});
