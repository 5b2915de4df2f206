import '../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import type { SocketChange, WatchQuery } from '../../src/index.ts';
import { ByHand } from '../support/by-hand.ts';
import { Following } from '../support/following.ts';
import { namespaceMissing } from '../support/in-namespace.ts';
import { skipUnless } from '../support/skip.ts';

const HOUR = 3_600_000;
const skip = skipUnless(!namespaceMissing, namespaceMissing ?? '');
const pidsOf = ({ socket }: SocketChange) => socket.owners.map(({ pid }) => pid);

describe('the owners of a socket in a stream', { skip }, () => {
  let hand: ByHand;
  let port: number;
  let following: Following;
  before(async () => {
    hand = new ByHand();
    port = await hand.run<number>('listener = listen()', 'result = port(listener)');
  });
  afterEach(() => following.stop());
  after(() => hand.stop());

  const follow = async (query: WatchQuery = {}) => {
    following = await Following.start({
      protocols: ['tcp', 'udp'],
      interval: 50,
      owners: true,
      verifyInterval: HOUR,
      ...query,
    });
  };
  const changes = (wanted: (change: SocketChange) => boolean) =>
    following.replay.changes.filter((change): change is SocketChange => 'socket' in change && wanted(change));

  for (const source of ['netlink', 'procfs'] as const) {
    it(`are there with the change that it came with, and with its end, from ${source}`, async () => {
      await follow({ source, ownerMethod: 'procfs' });
      for (let n = 0; n < 5; n++) {
        await hand.run('client, server = connect(listener)');
        await following.catchUp();
        await hand.run('client.close()', 'server.close()');
        await following.catchUp();
      }
      const opened = changes(({ type }) => type === 'opened');
      assert.equal(opened.length, 10);
      // One that was looked at before it was accepted had none yet.
      const accepted = opened.filter(({ socket }) => socket.inode !== 0);
      const closed = changes(({ type }) => type === 'closed');
      assert.equal(closed.length, 5);
      for (const change of [...accepted, ...closed]) {
        assert.deepEqual(
          change.socket.owners.map(({ pid, name }) => [pid, name]),
          [[hand.pid, 'python3']],
        );
      }
      // In TIME_WAIT nobody holds it, and who did is still known.
      const waiting = changes(({ type, socket }) => type === 'changed' && socket.state === 'TIME_WAIT');
      assert.deepEqual(waiting.map(pidsOf), Array(5).fill([hand.pid]));
      assert.deepEqual(
        changes(({ type }) => type === 'owner'),
        [],
      );
    });
  }

  it('come when it is accepted', async () => {
    await follow();
    const mine = await hand.run<number>(
      'client = socket.create_connection(listener.getsockname())',
      'result = port(client)',
    );
    await following.catchUp();
    const of = () => changes(({ socket }) => socket.remotePort === mine);
    assert.deepEqual(
      of().map((change) => [change.type, change.socket.inode, pidsOf(change)]),
      [['opened', 0, []]],
    );
    await hand.run('server, _ = listener.accept()');
    await following.catchUp();
    assert.deepEqual(
      of()
        .slice(1)
        .map((change) => [change.type, change.previousState, pidsOf(change)]),
      [['changed', 'ESTABLISHED', [hand.pid]]],
    );
    await hand.run('client.close()', 'server.close()');
  });

  it('are none of one that was never seen alive', async () => {
    await follow({ interval: HOUR });
    await hand.run('client, server = connect(listener)', 'reset(client)', 'server.close()');
    await following.until(() => changes(({ socket }) => socket.localPort === port).length > 0);
    const [end] = changes(({ socket }) => socket.localPort === port);
    assert.deepEqual([end?.unseen, end?.socket.owners], [true, []]);
  });

  it('are one where the first is asked for', async () => {
    const child = await hand.run<number>(
      'before = listen()',
      'child = fork()',
      'if child == 0: time.sleep(60)',
      'result = child',
    );
    await follow({ owners: 'first' });
    const sockets = [...following.replay.sockets.values()].filter(({ state }) => state === 'LISTEN');
    assert.ok(sockets.length >= 2);
    // There may be more: it ends when it has found all.
    assert.deepEqual(
      sockets.map(({ owners }) => owners[0]?.pid),
      sockets.map(() => Math.min(hand.pid, child)),
    );
    await hand.run('os.kill(child, 9)', 'os.waitpid(child, 0)', 'before.close()');
  });

  it('are the processes asked for alone, which bring their sockets with them', async () => {
    const child = await hand.run<number>(
      'child = fork()',
      'if child == 0:',
      '    listener.close()',
      '    mine = listen()',
      '    time.sleep(60)',
      'time.sleep(0.05)',
      'result = child',
    );
    await follow({ pids: [child] });
    const sockets = [...following.replay.sockets.values()].filter(({ state }) => state === 'LISTEN');
    assert.deepEqual(
      sockets.map(({ owners }) => owners.map(({ pid }) => pid)),
      [[child]],
    );
    await hand.run('client, server = connect(listener)');
    await following.catchUp();
    assert.deepEqual(
      changes(() => true),
      [],
    );
    await hand.run('os.kill(child, 9)', 'os.waitpid(child, 0)', 'client.close()', 'server.close()');
    await following.catchUp();
    assert.deepEqual(
      changes(() => true).map((change) => [change.type, pidsOf(change)]),
      [['closed', [child]]],
    );
  });
});

describe('a socket that another process gets', { skip }, () => {
  let following: Following;
  afterEach(() => following.stop());

  const follow = async () => {
    following = await Following.start({ protocols: ['unix'], owners: true, interval: 50, verifyInterval: 100 });
  };
  const ownerChanges = (inode: number) =>
    following.replay.of('owner').filter(({ socket }) => socket.inode === inode) as SocketChange[];

  for (const method of ['procfs', 'auto'] as const) {
    it(`has other owners, and who they were before, by ${method}`, async () => {
      const hand = new ByHand();
      await hand.run('first, second = socket.socketpair()');
      const inode = await hand.run<number>('result = os.fstat(first.fileno()).st_ino');
      following = await Following.start({
        protocols: ['unix'],
        owners: true,
        interval: 50,
        verifyInterval: 100,
        ownerMethod: method,
      });
      const of = () =>
        ownerChanges(inode).map((change) => [change.previousOwners?.map(({ pid }) => pid), pidsOf(change)]);
      const child = await hand.run<number>(
        'begun, begin = os.pipe()',
        'child = fork()',
        'if child == 0:',
        '    second.close()',
        '    os.read(begun, 1)',
        '    first.close()',
        '    time.sleep(60)',
        'result = child',
      );
      await following.until(() => of().length > 0);
      const pids = [hand.pid, child].sort((a, b) => a - b);
      assert.deepEqual(of(), [[[hand.pid], pids]]);
      // Its parent lets go of it.
      await hand.run('first.close()');
      await following.until(() => of().length > 1);
      assert.deepEqual(of()[1], [pids, [child]]);
      // And the child, so that it is gone; by then it is the last who had it.
      await hand.run('os.write(begin, b"x")');
      await following.until(({ changes }) =>
        changes.some((change) => change.type === 'closed' && change.socket.inode === inode),
      );
      const end = following.replay.of('closed').find(({ socket }) => socket.inode === inode) as SocketChange;
      assert.deepEqual(pidsOf(end), [child]);
      await hand.run('os.kill(child, 9)', 'os.waitpid(child, 0)');
      await hand.stop();
    });
  }

  it('by SCM_RIGHTS has both, and then the other alone when the first dies', async () => {
    const hand = new ByHand();
    await follow();
    const child = await hand.run<number>(
      'ours, theirs = socket.socketpair()',
      'child = os.fork()',
      'if child == 0:',
      '    signal.alarm(30)',
      '    ours.close()',
      '    kept = socket.recv_fds(theirs, 1, 1)',
      '    time.sleep(60)',
      'theirs.close()',
      'result = child',
    );
    const inode = await hand.run<number>(
      'passed, other = socket.socketpair()',
      'result = os.fstat(passed.fileno()).st_ino',
    );
    await following.catchUp();
    await hand.run('socket.send_fds(ours, [b"x"], [passed.fileno()])');
    await following.until(() => ownerChanges(inode).length > 0);
    const pids = [hand.pid, child].sort((a, b) => a - b);
    assert.deepEqual(pidsOf(ownerChanges(inode)[0] as SocketChange), pids);
    await hand.run('os.kill(child, 0)');
    await hand.stop();
    await following.until(() => ownerChanges(inode).length > 1);
    assert.deepEqual(pidsOf(ownerChanges(inode)[1] as SocketChange), [child]);
    process.kill(child);
    await following.until(({ changes }) =>
      changes.some((change) => change.type === 'closed' && change.socket.inode === inode),
    );
  });
});
