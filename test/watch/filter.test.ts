import '../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { type SocketChange, snapshots, type WatchQuery } from '../../src/index.ts';
import { ByHand } from '../support/by-hand.ts';
import { Following } from '../support/following.ts';
import { namespaceMissing } from '../support/in-namespace.ts';
import { skipUnless } from '../support/skip.ts';

const skip = skipUnless(!namespaceMissing, namespaceMissing ?? '');

describe('a stream with a filter', { skip }, () => {
  let hand: ByHand;
  let port: number;
  let following: Following | undefined;
  before(async () => {
    hand = new ByHand();
    port = await hand.run<number>('listener = listen()', 'result = port(listener)');
    await hand.run('other = listen()');
  });
  afterEach(() => following?.stop());
  after(() => hand.stop());

  const follow = async (query: WatchQuery) => {
    following = await Following.start({ protocols: ['tcp'], interval: 50, ...query });
    return following;
  };
  const told = ({ replay }: Following) => replay.changes.filter((change): change is SocketChange => 'socket' in change);

  for (const source of ['netlink', 'procfs'] as const) {
    it(`has a socket from when it first matches to its end, from ${source}`, async () => {
      const stream = await follow({ source, filter: `dport = ${port} and state close-wait` });
      await hand.run('client, server = connect(listener)');
      await stream.catchUp();
      assert.deepEqual(told(stream), []);
      await hand.run('server.close()');
      await stream.catchUp();
      assert.deepEqual(
        told(stream).map(({ type, socket }) => [type, socket.state, socket.remotePort]),
        [['opened', 'CLOSE_WAIT', port]],
      );
      await hand.run('client.close()');
      await stream.catchUp();
      assert.equal(told(stream).at(-1)?.type, 'closed');
      assert.ok(told(stream).every(({ socket }) => socket.remotePort === port));
    });

    it(`has those that a process holds which is looked for, from ${source}`, async () => {
      const stream = await follow({ source, filter: `pid = ${hand.pid} and sport = ${port}`, ownerMethod: 'procfs' });
      await hand.run('client, server = connect(listener)');
      await stream.catchUp();
      await stream.catchUp();
      await hand.run('client.close()', 'server.close()');
      const sockets = told(stream).filter(({ type }) => type === 'present' || type === 'opened');
      assert.ok(sockets.length >= 2);
      assert.ok(sockets.every(({ socket }) => socket.localPort === port));
      assert.ok(sockets.every(({ socket }) => socket.owners.some(({ pid }) => pid === hand.pid)));
    });
  }

  it('has those too short for a look, by their ports', async () => {
    const stream = await follow({ source: 'netlink', interval: 5000, filter: `sport = ${port} or dport = ${port}` });
    await hand.run('client, server = connect(listener)', 'client.close()', 'server.close()');
    await hand.run('client, server = connect(other)', 'client.close()', 'server.close()');
    await stream.catchUp();
    const ends = told(stream).filter(({ socket }) => socket.state !== 'LISTEN');
    assert.ok(ends.length > 0);
    assert.ok(ends.every(({ socket }) => socket.localPort === port || socket.remotePort === port));
  });
});

describe('snapshots with a filter', { skip }, () => {
  it('hold what matches now, with what was asked for and nothing else', async () => {
    const hand = new ByHand();
    const port = await hand.run<number>('listener = listen()', 'result = port(listener)');
    const filter = `pid = ${hand.pid} and sport = ${port} and rcvbuf > 0`;
    let seen = 0;
    for await (const table of snapshots({ protocols: ['tcp'], interval: 30, filter })) {
      assert.deepEqual(
        table.toJSON().map(({ localPort }) => localPort),
        seen === 0 ? [port] : [],
      );
      assert.equal(table.owners, undefined);
      assert.equal(table.memory, undefined);
      if (seen++ > 0) break;
      await hand.run('listener.close()');
    }
    await hand.stop();
  });
});
