import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseOptions } from '../../../src/cli/command-line/parse.ts';
import { changeFilter } from '../../../src/cli/events/selection.ts';
import type { Change, SocketJSON } from '../../../src/index.ts';
import { change, GAP, LATE, LISTENER, TCP, UDP6, UNIX } from '../../support/changes.ts';

function filter(...options: string[]): (change: Change) => boolean {
  const command = parseOptions(['events', ...options]);
  assert.ok(command.kind === 'events');
  return changeFilter(command.settings);
}

const SOCKETS: Readonly<Record<string, SocketJSON>> = {
  tcp: TCP,
  listener: LISTENER,
  udp6: UDP6,
  'connected udp6': { ...UDP6, remoteAddress: '::1', remotePort: 9, state: 'ESTABLISHED' },
  unix: UNIX,
  'connected unix': { ...UNIX, state: 'ESTABLISHED' },
};

describe('changeFilter', () => {
  for (const [line, ...wanted] of [
    ['', ...Object.keys(SOCKETS)],
    ['-a', ...Object.keys(SOCKETS)],
    ['-t', 'tcp', 'listener'],
    ['-tx', 'tcp', 'listener', 'unix', 'connected unix'],
    ['-4', 'tcp', 'listener'],
    ['-6', 'udp6', 'connected udp6'],
    ['-6t'],
    ['-l', 'listener', 'udp6', 'unix'],
    ['-al', ...Object.keys(SOCKETS)],
    ['-lu', 'udp6'],
    ['-A unix', 'unix', 'connected unix'],
  ]) {
    it(`takes with ${line || 'no option'}: ${wanted.join(', ') || 'nothing'}`, () => {
      const isWanted = filter(...(line as string).split(' ').filter(Boolean));
      const taken = Object.entries(SOCKETS).filter(([, socket]) => isWanted(change('opened', socket)));
      assert.deepEqual(
        taken.map(([name]) => name),
        wanted,
      );
    });
  }

  it('takes with -l what may have listened and was never seen alive', () => {
    const ended = (socket: SocketJSON) => change('closed', { ...socket, state: 'CLOSE' }, { unseen: true });
    assert.deepEqual([ended(LISTENER), ended(TCP)].map(filter('-l')), [true, false]);
  });

  it('takes what is there with --all-present alone, and gaps and late ones always', () => {
    assert.deepEqual([change('present'), GAP, LATE].map(filter()), [false, true, true]);
    assert.deepEqual([change('present'), GAP, LATE].map(filter('-x', '--all-present')), [false, true, true]);
    assert.equal(filter('--all-present')(change('present')), true);
  });
});
