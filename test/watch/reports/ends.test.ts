import '../../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { after, afterEach, before, describe, it } from 'node:test';
import type { SocketChange, WatchQuery } from '../../../src/index.ts';
import { ByHand } from '../../support/by-hand.ts';
import { Following } from '../../support/following.ts';
import { namespaceMissing } from '../../support/in-namespace.ts';
import { livesOf } from '../../support/lives.ts';
import { skipUnless } from '../../support/skip.ts';

const HOUR = 3_600_000;
const TCP = { protocols: ['tcp'] } as const;
const skip = skipUnless(!namespaceMissing, namespaceMissing ?? '');

describe('a connection is told of once,', { skip }, () => {
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
    following = await Following.start({ ...TCP, ...query });
  };
  const servers = () =>
    livesOf(following.replay.changes, ({ socket }) => socket.localPort === port && socket.remotePort > 0);
  const clients = () => livesOf(following.replay.changes, ({ socket }) => socket.remotePort === port);
  /** Makes something else end, and waits until that is told: so is all before. */
  const catchUpWithoutTick = async () => {
    const ended = (change: { type: string }) =>
      change.type === 'closed' && (change as SocketChange).socket.localPort === last;
    const last = await hand.run<number>('result = port(other := listen())', 'other.close()');
    await following.until(({ changes }) => changes.some(ended));
  };

  it('the same ports after the same ports', async () => {
    for (const interval of [20, HOUR]) {
      for (const states of [undefined, ['ESTABLISHED'] as const]) {
        await follow({ interval, ...(states && { states }) });
        await hand.run(
          'mine = 0',
          'for _ in range(50):',
          '    client, server = connect(listener, mine)',
          '    mine = port(client)',
          '    server.close()',
          '    client.recv(1)',
          '    client.close()',
          '    time.sleep(0.002)',
        );
        if (interval < HOUR) await following.catchUp();
        else await following.until(() => servers().length >= 50 && clients().length >= 50);
        assert.equal(servers().length, 50, `${interval} ${states}`);
        assert.equal(clients().length, 50, `${interval} ${states}`);
        // What is left of the last one is still there.
        const open = servers().filter((life) => !life.at(-1)?.startsWith('closed'));
        if (interval < HOUR && !states) assert.equal(open.length, 1, JSON.stringify(open));
        await following.stop();
      }
    }
  });

  it('which was reset, and closed by its process long after', async () => {
    await follow();
    await hand.run('client, server = connect(listener)');
    await following.catchUp();
    await hand.run('reset(client)');
    await following.catchUp();
    assert.deepEqual(servers(), [['opened ESTABLISHED', 'closed ESTABLISHED']]);
    await hand.run('server.close()');
    await following.catchUp();
    assert.deepEqual(servers(), [['opened ESTABLISHED', 'closed ESTABLISHED']]);
  });

  it('which was accepted and reset between two looks', async () => {
    await follow({ interval: 300 });
    await hand.run('waiting = socket.create_connection(listener.getsockname())');
    await following.catchUp();
    const { ticks } = following.report;
    await hand.run('server, _ = listener.accept()', 'reset(waiting)');
    await following.until(() => following.report.ticks > ticks + 1);
    await hand.run('server.close()');
    await following.catchUp();
    assert.deepEqual(servers().length, 1, JSON.stringify(servers()));
  });

  it('which was made and reset between two looks, and closed by its process after several', async () => {
    await follow({ interval: 150 });
    await hand.run('client, server = connect(listener)', 'client.send(b"x")', 'server.recv(1)', 'reset(client)');
    await following.catchUp();
    assert.deepEqual(servers(), []);
    await hand.run('server.close()');
    await following.catchUp();
    assert.deepEqual(servers(), [['closed CLOSE unseen']]);
  });

  it('but not when it was reset before the stream began', async () => {
    await hand.run(
      'client, server = connect(listener)',
      'client.send(b"x")',
      'server.recv(1)',
      'reset(client)',
      'time.sleep(0.3)',
    );
    await follow();
    await hand.run('server.close()');
    await following.catchUp();
    assert.deepEqual(servers(), []);
  });

  it('which was never accepted', async () => {
    await follow();
    await hand.run('full = listen()', 'client = socket.create_connection(full.getsockname())');
    await following.catchUp();
    const other = await hand.run<number>('result = port(full)', 'full.close()', 'client.close()');
    await following.catchUp();
    const lives = livesOf(following.replay.changes, ({ socket }) => socket.localPort === other);
    assert.deepEqual(lives, [
      ['opened LISTEN', 'closed LISTEN'],
      ['opened ESTABLISHED', 'closed ESTABLISHED'],
    ]);
  });

  it('which was refused, unless the kernel has forgotten its ports', async () => {
    await follow({ interval: HOUR });
    const closed = await hand.run<number>(
      'gone = listen()',
      'address = gone.getsockname()',
      'gone.close()',
      'client = socket.socket()',
      'client.setblocking(False)',
      'client.connect_ex(address)',
      'time.sleep(0.01)',
      'client.close()',
      // connect() itself takes them away when it fails.
      'client = socket.socket()',
      'client.connect_ex(address)',
      'client.close()',
      'result = address[1]',
    );
    await catchUpWithoutTick();
    const lives = livesOf(following.replay.changes, ({ socket }) => socket.remotePort === closed);
    assert.deepEqual(lives, [['closed CLOSE unseen']]);
  });

  it('by who wants established ones, whatever is left of it', async () => {
    await follow({ interval: HOUR, states: ['ESTABLISHED'] });
    await hand.run('client, server = connect(listener)', 'client.close()');
    await following.until(() => clients().length > 0);
    // In FIN_WAIT2, for the other end is open.
    assert.deepEqual(clients(), [['opened FIN_WAIT2 unseen']]);
    await hand.run('server.close()');
    await following.until(() => servers().length > 0);
    assert.deepEqual(servers(), [['closed CLOSE unseen']]);
  });

  it('by who wants established ones and never saw it so', async () => {
    await follow({ states: ['ESTABLISHED'] });
    await hand.run('client, server = connect(listener)', 'client.shutdown(socket.SHUT_WR)');
    await following.catchUp();
    assert.deepEqual([...clients(), ...servers()], [['opened FIN_WAIT2'], ['opened CLOSE_WAIT']]);
    await hand.run('server.close()', 'client.close()');
    await following.catchUp();
    assert.deepEqual(servers(), [['opened CLOSE_WAIT', 'closed CLOSE_WAIT']]);
  });

  it('and by nobody who asked for other ports, processes, versions or states', async () => {
    const queries: WatchQuery[] = [
      { localPorts: [9] },
      { remotePorts: [9] },
      { pids: [process.pid] },
      { families: ['inet6'] },
      { protocols: ['udp'] },
      { states: ['SYN_SENT', 'LISTEN'], localPorts: [9] },
    ];
    const streams = await Promise.all(queries.map((query) => Following.start({ ...TCP, ...query })));
    await follow();
    await hand.run(
      'for number in range(20):',
      '    for sock in sorted(connect(listener), key=id):',
      '        sock.close()',
    );
    await following.catchUp();
    await Promise.all(streams.map((stream) => stream.catchUp()));
    // Before anything is asserted: a stream that goes on would keep the file from ending.
    await Promise.all(streams.map((stream) => stream.stop()));
    assert.equal(clients().length, 20);
    // On a busy machine a look may be late, which is no change of a socket.
    assert.deepEqual(
      streams.map(({ replay }) => replay.changes.filter(({ type }) => type !== 'late')),
      queries.map(() => []),
    );
  });

  it('and is closed when its TIME_WAIT ends, with its last tcp_info', async () => {
    await follow();
    await hand.run('client, server = connect(listener)', 'client.send(b"x" * 1000)', 'server.recv(1000)');
    await following.catchUp();
    const mine = await hand.run<number>('result = port(client)', 'client.close()', 'server.close()');
    await following.catchUp();
    const changes = () =>
      following.replay.changes.filter(
        (change): change is SocketChange => 'socket' in change && change.socket.localPort === mine,
      );
    assert.deepEqual(
      changes().map(({ type, socket }) => `${type} ${socket.state}`),
      ['opened ESTABLISHED', 'changed TIME_WAIT'],
    );
    // The kernel drops those that are above the limit when the next comes; a listener that takes their ports ends them too.
    await hand.run(
      'again = socket.socket()',
      'again.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)',
      `again.bind(("127.0.0.1", ${mine}))`,
      'again.connect(listener.getsockname())',
      'server, _ = listener.accept()',
    );
    await following.catchUp();
    assert.deepEqual(
      livesOf(following.replay.changes, ({ socket }) => socket.localPort === mine),
      [['opened ESTABLISHED', 'changed TIME_WAIT', 'closed TIME_WAIT'], ['opened ESTABLISHED']],
    );
    const closed = changes().find(({ type }) => type === 'closed');
    assert.equal(closed?.socket.tcpInfo?.bytesSent, 1000n);
    await hand.run('again.close()', 'server.close()');
  });

  it('and is closed when it has waited in FIN_WAIT2 for long enough', async () => {
    writeFileSync('/proc/sys/net/ipv4/tcp_fin_timeout', '1');
    await follow();
    await hand.run('client, server = connect(listener)', 'client.close()');
    await following.until(() => clients()[0]?.at(-1)?.startsWith('closed') ?? false);
    assert.match(clients()[0]?.join() ?? '', /^opened FIN_WAIT2( unseen)?,closed FIN_WAIT2$/);
    await hand.run('server.close()');
  });
});
