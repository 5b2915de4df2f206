import '../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import type { WatchQuery } from '../../src/index.ts';
import { packageUrl } from '../../src/package-root.ts';
import { ByHand } from '../support/by-hand.ts';
import { Following } from '../support/following.ts';
import { namespaceMissing } from '../support/in-namespace.ts';
import { livesOf } from '../support/lives.ts';
import { ended, runModule } from '../support/run-module.ts';
import { skipUnless } from '../support/skip.ts';

const skip = skipUnless(!namespaceMissing, namespaceMissing ?? '');

describe('a stream that only looks at tables', { skip }, () => {
  let hand: ByHand;
  let port: number;
  let following: Following;
  before(async () => {
    hand = new ByHand();
    port = await hand.run<number>('listener = listen()', 'result = port(listener)');
  });
  afterEach(() => following?.stop());
  after(() => hand.stop());
  const follow = async (query: WatchQuery) => {
    following = await Following.start({ interval: 50, ...query });
  };
  const lives = () =>
    livesOf(following.replay.changes, ({ socket }) => socket.localPort === port || socket.remotePort === port);

  it('tells what stays until the next look, and why it hears of no ends', async () => {
    await follow({ source: 'procfs', protocols: ['tcp', 'udp', 'unix'], owners: true });
    const polling = { source: 'polling', reason: 'procfs was asked for' };
    const { ends, receiveBuffer } = following.report;
    assert.deepEqual([ends.tcp, ends.udp, receiveBuffer], [polling, polling, null]);
    assert.equal(ends.unix?.source, 'polling');
    await hand.run('client, server = connect(listener)');
    await following.catchUp();
    // One that is as short as this is missed.
    await hand.run('reset(connect(listener)[0])', 'client.close()', 'server.close()');
    await following.catchUp();
    const told = lives().map((life) => life.join());
    assert.deepEqual(told.sort(), ['opened ESTABLISHED,changed TIME_WAIT', 'opened ESTABLISHED,closed ESTABLISHED']);
    const opened = following.replay.of('opened').filter(({ socket }) => socket.protocol === 'tcp');
    const pids = opened.map(({ socket }) => socket.owners.map(({ pid }) => pid));
    assert.deepEqual(pids, [[hand.pid], [hand.pid]]);
  });

  it('of another /proc says that', async () => {
    await follow({ procRoot: '/proc/self/root/proc', protocols: ['unix', 'tcp'] });
    assert.match(following.report.ends.tcp?.reason ?? '', /^\/proc is /);
    assert.ok(following.replay.sockets.size > 0);
  });

  it('has no ends of UNIX and raw sockets over netlink either, and says so', async () => {
    await follow({ protocols: ['tcp', 'unix', 'raw'], source: 'netlink' });
    const { ends } = following.report;
    assert.equal(ends.tcp?.source, 'kernel');
    for (const protocol of ['unix', 'raw'] as const) {
      assert.deepEqual(ends[protocol], { source: 'polling', reason: 'the kernel reports ends of tcp and udp alone' });
    }
    const seen = () => livesOf(following.replay.changes, ({ socket }) => socket.path === '@watched');
    await hand.run('named = socket.socket(socket.AF_UNIX)', 'named.bind("\\0watched")');
    await following.catchUp();
    await hand.run('named.listen()');
    await following.catchUp();
    await hand.run('named.close()');
    await following.catchUp();
    assert.deepEqual(seen(), [['opened CLOSE', 'changed LISTEN', 'closed LISTEN']]);
  });

  it('asks the kernel for nothing that is not wanted', async () => {
    await follow({ protocols: ['unix'] });
    assert.deepEqual([following.report.receiveBuffer, Object.keys(following.report.ends)], [null, ['unix']]);
  });

  it('without the addon says that there is none', () => {
    const result = runModule(
      `const { watch } = await import('${packageUrl('dist/index.js').href}');
       for await (const { report } of watch({ protocols: ['tcp'] })) {
         const { source, reason } = report.ends.tcp;
         console.log(source, typeof reason, reason === report.scan.sources.tcp.reason, report.scan.sources.tcp.source);
         break;
       }`,
      { env: { SOCKDIAG_NATIVE: '0' } },
    );
    assert.deepEqual(result, ended(0, 'polling string true procfs\n'));
  });

  it('does not begin when netlink is asked for by name and there is none', () => {
    const result = runModule(
      `const { watch } = await import('${packageUrl('dist/index.js').href}');
       const error = await watch({ source: 'netlink' }).next().catch((error) => error);
       console.log(error.name);`,
      { env: { SOCKDIAG_NATIVE: '0' } },
    );
    assert.equal(result.status === 0 ? result.stdout : 'SockdiagError\n', 'SockdiagError\n', result.stderr);
    assert.match(result.stdout + result.stderr, /SockdiagError/);
  });
});

describe('what else is a change', { skip }, () => {
  let hand: ByHand;
  let port: number;
  let following: Following;
  before(async () => {
    hand = new ByHand();
    port = await hand.run<number>('listener = listen()', 'client, server = connect(listener)', 'result = port(client)');
  });
  afterEach(() => following?.stop());
  after(() => hand.stop());
  const changed = () =>
    following.replay.of('changed').filter(({ socket }) => [socket.localPort, socket.remotePort].includes(port));

  for (const source of ['netlink', 'procfs'] as const) {
    it(`queues, where they are asked for, from ${source}`, async () => {
      following = await Following.start({ protocols: ['tcp'], source, interval: 50, changes: ['queues'] });
      await hand.run('client.send(b"x" * 77)');
      await following.catchUp();
      assert.deepEqual(
        changed().map(({ previousState, socket }) => [
          previousState,
          socket.state,
          socket.localPort === port,
          socket.recvQ,
        ]),
        [['ESTABLISHED', 'ESTABLISHED', false, 77]],
      );
      await hand.run('server.recv(77)');
      await following.catchUp();
      assert.equal(changed().at(-1)?.socket.recvQ, 0);
      assert.equal(changed().length, 2);
    });
  }

  it('what went over a connection, where it is asked for', async () => {
    following = await Following.start({ protocols: ['tcp'], interval: 50, changes: ['tcpInfo'] });
    await hand.run('client.send(b"x" * 77)', 'server.recv(77)');
    await following.until(() => changed().length >= 2);
    const client = changed()
      .filter(({ socket }) => socket.localPort === port)
      .at(-1);
    assert.ok((client?.socket.tcpInfo?.bytesSent as bigint) >= 77n);
    await following.catchUp();
    const { length } = changed();
    await following.catchUp();
    assert.equal(changed().length, length, 'nothing moves any more');
  });

  it('neither, where they are not', async () => {
    following = await Following.start({ protocols: ['tcp'], interval: 50, tcpInfo: true });
    await hand.run('client.send(b"x" * 77)', 'server.recv(70)');
    await following.catchUp();
    assert.deepEqual(following.replay.changes, []);
    await hand.run('server.recv(7)');
  });
});
