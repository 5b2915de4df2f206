import '../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { release } from 'node:os';
import { after, before, describe, it } from 'node:test';
import { type AskedState, type Query, type Socket, STATES, snapshot, snapshots, watch } from '../../src/index.ts';
import { ByHand } from '../support/by-hand.ts';
import { namespaceMissing } from '../support/in-namespace.ts';
import { skipUnless } from '../support/skip.ts';

const [major = 0, minor = 0] = release().split('.').map(Number);
const tells = major > 6 || (major === 6 && minor >= 8);

describe('TCP sockets that are bound, and neither listen nor are connected', {
  skip: skipUnless(namespaceMissing === undefined, namespaceMissing ?? ''),
}, () => {
  let hand: ByHand;
  before(async () => {
    hand = new ByHand();
    await hand.run(
      'bound = socket.socket(); bound.bind(("127.0.0.1", 4001))',
      'six = socket.socket(socket.AF_INET6); six.bind(("::1", 4002))',
      'listener = listen(4003)',
      'client, server = connect(listener, 4004)',
    );
  });
  after(() => hand.stop());

  const rows = async (states: readonly AskedState[] | undefined, more: Query = {}) =>
    [...(await snapshot({ protocols: ['tcp'], ...(states && { states }), ...more }))] as Socket[];
  const ports = (sockets: readonly Socket[]) => sockets.map(({ localPort }) => localPort).sort();

  it('are in CLOSE, with inode, user and owner', {
    skip: skipUnless(tells, 'Linux before 6.8 does not tell'),
  }, async () => {
    const sockets = await rows(['BOUND_INACTIVE'], { owners: true });
    assert.deepEqual(ports(sockets), [4001, 4002]);
    for (const { state, inode, uid, owners } of sockets) {
      assert.equal(state, 'CLOSE');
      assert.ok(inode);
      assert.deepEqual([uid, owners.map(({ pid }) => pid)], [0, [hand.pid]]);
    }
  });

  it('come beside other states, and only by the ports that are wanted', async () => {
    assert.deepEqual(ports(await rows([...STATES, 'BOUND_INACTIVE'])), [
      ...(tells ? [4001, 4002] : []),
      ...[4003, 4003, 4004],
    ]);
    assert.deepEqual(ports(await rows(['LISTEN', 'BOUND_INACTIVE'], { localPorts: [4002, 4003] })), [
      ...(tells ? [4002] : []),
      4003,
    ]);
  });

  it('pass a filter as what is closed does', {
    skip: skipUnless(tells, 'Linux before 6.8 does not tell'),
  }, async () => {
    const passing = async (filter: string) => ports(await rows(['LISTEN', 'BOUND_INACTIVE'], { filter }));
    for (const filter of ['state close', 'state = close', 'not state listening', 'exclude listening', 'sport < 4003'])
      assert.deepEqual(await passing(filter), [4001, 4002], filter);
    assert.deepEqual(await passing('state all'), [4001, 4002, 4003]);
    assert.deepEqual(await passing('state listening'), [4003]);
  });

  it('are in no listing that does not name them', async () => {
    for (const states of [undefined, STATES, ['CLOSE'], ['CLOSE', 'LISTEN']] as const)
      assert.ok(!ports(await rows(states)).includes(4001), String(states));
  });

  it('are not in /proc', async () => {
    assert.deepEqual(await rows(['BOUND_INACTIVE'], { source: 'procfs' }), []);
  });

  it('are refused by a stream, which could not follow them', () => {
    const query: Query = { states: ['BOUND_INACTIVE'] };
    const error = { name: 'TypeError', message: /^states: unknown 'BOUND_INACTIVE', known are UNKNOWN, / };
    assert.throws(() => watch(query), error);
    assert.throws(() => snapshots(query), error);
  });
});
