import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseOptions } from '../../../src/cli/command-line/parse.ts';
import { eventQuery } from '../../../src/cli/events/event-query.ts';
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
