import '../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import type { SocketChange, WatchQuery } from '../../src/index.ts';
import { ByHand } from '../support/by-hand.ts';
import { Following } from '../support/following.ts';
import { namespaceMissing } from '../support/in-namespace.ts';
import { skipUnless } from '../support/skip.ts';

const HOUR = 3_600_000;
/** The kernel counts in ticks of its own, of 10 ms at most. */
const ROUNDING = 10;
const skip = skipUnless(!namespaceMissing, namespaceMissing ?? '');

describe('the end of a socket', { skip }, () => {
  let hand: ByHand;
  let following: Following;
  before(async () => {
    hand = new ByHand();
    await hand.run('listener = listen()');
  });
  afterEach(() => following.stop());
  after(() => hand.stop());

  const follow = async (query: WatchQuery = {}) => {
    following = await Following.start({ protocols: ['tcp', 'udp'], ...query });
  };
  /** What was told of the end of the socket at a port, when it is. */
  async function endAt(local: number): Promise<SocketChange> {
    const isEnd = (change: { type: string }): change is SocketChange =>
      change.type === 'closed' && (change as SocketChange).socket.localPort === local;
    await following.until(({ changes }) => changes.some(isEnd));
    return following.replay.changes.find(isEnd) as SocketChange;
  }
  function assertAge({ age }: SocketChange, least: number, most: number) {
    assert.ok(age);
    assert.ok(age.atLeast <= most + ROUNDING, `at least ${age.atLeast} ms is more than ${most}`);
    if (age.atMost !== null)
      assert.ok(age.atMost >= least - ROUNDING, `at most ${age.atMost} ms is less than ${least}`);
  }

  /** Makes a socket of a kind and ends it. Its port, and what its age was at least and at most, in ms. */
  const live = (make: string, ms: number, end = 'sock.close()') =>
    hand.run<[number, number, number]>(
      'before = time.monotonic()',
      make,
      'made = time.monotonic()',
      'mine = port(sock)',
      `time.sleep(${ms / 1000})`,
      'ending = time.monotonic()',
      end,
      'result = mine, 1000 * (ending - made), 1000 * (time.monotonic() - before)',
    );
  const CONNECTION = 'sock, server = connect(listener)';
  const DATAGRAMS = 'sock = socket.socket(type=socket.SOCK_DGRAM); sock.bind(("127.0.0.1", 0))';
  const CLOSE = 'reset(sock); server.close()';

  for (const [what, make, end] of [
    ['a connection', CONNECTION, CLOSE],
    ['a UDP socket', DATAGRAMS, 'sock.close()'],
    ['a listener', 'sock = listen()', 'sock.close()'],
  ] as const) {
    for (const interval of [30, 200, HOUR]) {
      it(`says between which bounds its age is, of ${what} and an interval of ${interval} ms`, async () => {
        await follow({ interval });
        for (const ms of [0, 2, 40, 250]) {
          const [mine, least, most] = await live(make, ms, end);
          const ended = await endAt(mine);
          assertAge(ended, least, most);
          assert.ok(ended.age?.atMost !== null && (ended.age?.atMost as number) >= least, JSON.stringify(ended.age));
        }
      });
    }
  }

  it('says of one that was there before only how old it is at least', async () => {
    const mine = await hand.run<number>(CONNECTION, 'result = port(sock)');
    await follow({ interval: 50 });
    const begin = performance.now();
    await following.catchUp();
    const least = performance.now() - begin;
    await hand.run(CLOSE);
    const { age } = await endAt(mine);
    assert.equal(age?.atMost, null);
    assert.ok((age?.atLeast as number) > 0 && least > 0);
  });

  it('says closely how old it is where it was seen alive, by the report and not by the next look', async () => {
    await follow({ interval: HOUR, receiveBuffer: 1 << 20 });
    const mine = await hand.run<number>(DATAGRAMS, 'result = port(sock)');
    await hand.run('sock.close()');
    const { age, unseen } = await endAt(mine);
    assert.equal(unseen, true);
    assert.ok((age?.atMost as number) < HOUR);
  });

  for (const interval of [20, HOUR]) {
    it(`says how much went each way, at an interval of ${interval} ms`, async () => {
      await follow({ interval });
      const mine = await hand.run<number>(
        CONNECTION,
        'sock.sendall(b"x" * 12345)',
        'server.recv(12345, socket.MSG_WAITALL)',
        'server.sendall(b"y" * 678)',
        'sock.recv(678, socket.MSG_WAITALL)',
        'time.sleep(0.1)',
        'result = port(sock)',
        // The server closes first, so that its side waits; the other is gone at once.
        'server.close()',
        'sock.recv(1)',
        'sock.close()',
      );
      const { tcpInfo } = (await endAt(mine)).socket;
      assert.ok(tcpInfo);
      // SYN and FIN are counted as acknowledged, and a FIN as received.
      assert.deepEqual(
        [tcpInfo.bytesSent, tcpInfo.bytesAcked, tcpInfo.bytesReceived],
        [12345n, 12345n + 2n, 678n + 1n],
      );
      assert.ok((tcpInfo.rtt as number) > 0 && (tcpInfo.minRtt as number) > 0);
      assert.deepEqual([tcpInfo.totalRetrans, tcpInfo.bytesRetrans], [0, 0n]);
      if (interval < HOUR) return;
      // The server's side is in TIME_WAIT, of which the kernel knows no figures: the last are kept.
      const isServer = (change: { type: string }): change is SocketChange =>
        'socket' in change && (change as SocketChange).socket.remotePort === mine;
      await following.until(({ changes }) =>
        changes.some((change) => isServer(change) && change.socket.state === 'TIME_WAIT'),
      );
      const server = following.replay.changes.filter(isServer).at(-1)?.socket;
      assert.deepEqual([server?.tcpInfo?.bytesSent, server?.tcpInfo?.bytesReceived], [678n, 12345n + 1n]);
    });
  }
});
