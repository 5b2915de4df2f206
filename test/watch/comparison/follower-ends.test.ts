import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { State } from '../../../src/uapi/sockets.ts';
import { Followed } from '../../support/followed.ts';
import { type MadeRow, tcpInfo } from '../../support/made-table.ts';

/** Both ends of each are the same for one port. */
const connection = (localPort: number, state: State = 'ESTABLISHED'): MadeRow => ({
  cookie: localPort,
  inode: localPort,
  localPort,
  state,
});
/** What is left of it; of one that nobody has listed the kernel makes up another cookie. */
const remains = (localPort: number, cookie = localPort, state: State = 'TIME_WAIT'): MadeRow => ({
  cookie,
  localPort,
  state,
});

describe('the reported end of a socket that is known', () => {
  it('closes it at once, and the next look has nothing to add', async () => {
    const followed = new Followed();
    await followed.tick(0, [connection(1), connection(2)]);
    followed.now = 50;
    assert.deepEqual(followed.report(connection(1), undefined, 30), ['closed 1 ESTABLISHED 30..NaN']);
    assert.deepEqual(await followed.tick(100, [connection(2)]), []);
  });

  it('is a change where it goes to TIME_WAIT, which is followed to its end', async () => {
    const followed = new Followed();
    await followed.tick(0, [connection(1)]);
    followed.now = 50;
    assert.deepEqual(followed.report(connection(1), remains(1)), ['changed 1 ESTABLISHED TIME_WAIT']);
    assert.deepEqual(await followed.tick(100, [remains(1)]), []);
    assert.deepEqual(await followed.tick(200, []), ['closed 1 TIME_WAIT 100..NaN']);
    // The port is used again, by a socket that ends before it is seen.
    followed.now = 250;
    assert.deepEqual(followed.report({ ...connection(1), cookie: 9 }), ['unseen 2 CLOSE 0..50']);
  });

  it('is one where a look has found it in TIME_WAIT before the report', async () => {
    const followed = new Followed();
    await followed.tick(0, [connection(1)]);
    const lines = await followed.tick(100, [remains(1)], () => followed.report(connection(1), remains(1)));
    assert.deepEqual(lines, []);
    assert.deepEqual(await followed.tick(200, [remains(1)]), []);
    assert.deepEqual(await followed.tick(300, []), ['closed 1 TIME_WAIT 200..NaN']);
  });

  it('closes it though there is a rest, where that is of another socket', async () => {
    const followed = new Followed();
    await followed.tick(0, [connection(1)]);
    assert.deepEqual(followed.report(connection(1), remains(1, 77)), ['closed 1 ESTABLISHED 0..NaN']);
  });

  it('has its last tcp_info', async () => {
    const followed = new Followed();
    await followed.tick(0, [{ ...connection(1), tcpInfo: tcpInfo({ bytesAcked: 1 }) }]);
    followed.report({ ...connection(1), tcpInfo: tcpInfo({ bytesAcked: 2 }) });
    assert.deepEqual(new Uint8Array(followed.known.tcpInfo.at(0)), tcpInfo({ bytesAcked: 2 }));
  });

  it('that comes after a look has missed it is passed over', async () => {
    const followed = new Followed();
    await followed.tick(0, [connection(1), { ...connection(2), inode: 0 }]);
    assert.equal((await followed.tick(100, [])).length, 2);
    followed.now = 150;
    assert.deepEqual(followed.report(connection(1)), []);
    assert.deepEqual(followed.report({ ...connection(2) }), [], 'one that was never accepted is reported too');
    assert.deepEqual(followed.report(connection(3)), ['unseen 3 CLOSE 0..50']);
  });

  it('that comes twice, which the kernel never does, is that of an unseen one', async () => {
    const followed = new Followed();
    await followed.tick(0, [connection(1)]);
    await followed.tick(100, []);
    followed.report(connection(1));
    assert.deepEqual(followed.report(connection(1)), ['unseen 2 CLOSE 0..0']);
  });
});

describe('the reported end of a socket that was never seen', () => {
  it('is told once, as one that was unseen', async () => {
    const followed = new Followed();
    await followed.tick(0, []);
    followed.now = 70;
    const tcp = { ...connection(1), tcpInfo: tcpInfo({ rtt: 5, lastDataSent: 20, lastDataRecv: 30 }) };
    assert.deepEqual(followed.report(tcp), ['unseen 1 CLOSE 30..70']);
    assert.deepEqual(await followed.tick(100, []), []);
  });

  it('opens what is left of it, which is followed to its end', async () => {
    const followed = new Followed();
    await followed.tick(0, []);
    followed.now = 50;
    assert.deepEqual(followed.report(connection(1), remains(1, 77)), ['opened 1 TIME_WAIT unseen']);
    assert.deepEqual(await followed.tick(100, [remains(1, 77)]), []);
    assert.deepEqual(await followed.tick(200, []), ['closed 1 TIME_WAIT 50..200']);
  });

  it('explains what a look has found of it within the same tick', async () => {
    const followed = new Followed();
    await followed.tick(0, []);
    const lines = await followed.tick(100, [remains(1, 77)], () => {
      assert.deepEqual(followed.report(connection(1), remains(1, 77)), ['opened 1 TIME_WAIT unseen']);
    });
    assert.deepEqual(lines, []);
    assert.deepEqual(await followed.tick(200, []), ['closed 1 TIME_WAIT 0..200']);
  });

  it('that comes after the tick that found what is left of it adds no other socket', async () => {
    const followed = new Followed();
    await followed.tick(0, []);
    assert.deepEqual(await followed.tick(100, [remains(1, 77)]), ['opened 1 TIME_WAIT']);
    assert.deepEqual(followed.report(connection(1), remains(1, 77)), []);
    assert.deepEqual(await followed.tick(200, [remains(1, 77)]), []);
  });

  it('tells two connections that followed on each other on the same ports, though there is one rest', async () => {
    const followed = new Followed();
    await followed.tick(0, []);
    followed.now = 50;
    // The rest that is found for both is that of the second.
    const first = followed.report({ ...connection(1), cookie: 11 }, remains(1, 77));
    const second = followed.report({ ...connection(1), cookie: 12 }, remains(1, 77));
    assert.deepEqual([first, second], [['opened 1 TIME_WAIT unseen'], ['unseen 2 CLOSE 0..50']]);
    assert.deepEqual(await followed.tick(100, [remains(1, 77)]), []);
    assert.deepEqual(await followed.tick(200, []), ['closed 1 TIME_WAIT 50..200']);
  });

  it('before the first look is told with no greatest age', async () => {
    const followed = new Followed();
    followed.now = 5;
    assert.deepEqual(followed.report({ ...connection(1), tcpInfo: tcpInfo({ rtt: 1, lastDataSent: 3 }) }), [
      'unseen 1 CLOSE 3..NaN',
    ]);
    assert.deepEqual(await followed.tick(10, []), []);
  });

  it('that left the tables before the stream began is none of it', async () => {
    const followed = new Followed();
    await followed.tick(1000, []);
    followed.now = 1500;
    const old = (ms: number) => ({ ...connection(1), tcpInfo: tcpInfo({ rtt: 1, lastDataSent: ms }) });
    assert.deepEqual(followed.report(old(5000)), []);
    // The kernel rounds: so much it may be wrong by.
    assert.deepEqual(followed.report(old(551)), []);
    assert.deepEqual(followed.report(old(550)), ['unseen 1 CLOSE 500..500']);
  });

  it('that left them between two looks and was closed after the second is told', async () => {
    const followed = new Followed();
    await followed.tick(1000, []);
    await followed.tick(2000, []);
    followed.now = 2100;
    const reset = { ...connection(1), tcpInfo: tcpInfo({ rtt: 1, lastDataSent: 700 }) };
    assert.deepEqual(followed.report(reset), ['unseen 1 CLOSE 700..1100']);
  });

  it('has an age of which the least is no more than the greatest', async () => {
    const followed = new Followed();
    await followed.tick(1000, []);
    assert.deepEqual(followed.report({ ...connection(1), tcpInfo: tcpInfo({ rtt: 1, lastDataSent: 10 }) }), [
      'unseen 1 CLOSE 0..0',
    ]);
  });
});

describe('an end of which what is left could not be learnt', () => {
  it('is told by the next look, where the socket is known', async () => {
    const followed = new Followed();
    await followed.tick(0, [connection(1), connection(2)]);
    assert.deepEqual([...followed.reportUnanswered(connection(1)), ...followed.reportUnanswered(connection(2))], []);
    assert.deepEqual(await followed.tick(100, [remains(1)]), [
      'changed 1 ESTABLISHED TIME_WAIT',
      'closed 2 ESTABLISHED 0..NaN',
    ]);
    assert.deepEqual(followed.report(connection(2)), ['unseen 3 CLOSE 0..0'], 'its report is not waited for any more');
  });

  it('is told by the next look, where it is not', async () => {
    const followed = new Followed();
    await followed.tick(0, []);
    assert.deepEqual([...followed.reportUnanswered(connection(1)), ...followed.reportUnanswered(connection(2))], []);
    const lines = await followed.tick(100, [remains(1, 77)]);
    assert.deepEqual(lines, ['opened 1 TIME_WAIT unseen', 'unseen 2 CLOSE 0..100']);
    assert.deepEqual(await followed.tick(200, [remains(1, 77)]), []);
  });

  it('during a look is told by the one after it', async () => {
    const followed = new Followed();
    await followed.tick(0, []);
    assert.deepEqual(await followed.tick(100, [], () => followed.reportUnanswered(connection(1))), []);
    assert.deepEqual(await followed.tick(200, [remains(1, 77)]), ['opened 1 TIME_WAIT unseen']);
  });

  it('is nothing where it was passed over already', async () => {
    const followed = new Followed();
    await followed.tick(0, [connection(1)]);
    await followed.tick(100, []);
    assert.deepEqual(followed.reportUnanswered(connection(1)), []);
    assert.deepEqual(await followed.tick(200, []), []);
  });
});
