import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { State } from '../../../src/uapi/sockets.ts';
import { Followed } from '../../support/followed.ts';
import { type MadeRow, madeTable, tcpInfo } from '../../support/made-table.ts';

const socket = (localPort: number, state: State): MadeRow => ({
  cookie: localPort,
  inode: state === 'TIME_WAIT' ? 0 : localPort,
  localPort,
  state,
  ...(state === 'LISTEN' && { remotePort: 0 }),
});
const made: MadeRow = { tcpInfo: tcpInfo({ rtt: 1, segsOut: 9 }) };

describe('a socket that is in no state that is wanted', () => {
  it('is silent until it gets into one; then it is followed to its end', async () => {
    const followed = new Followed({ states: ['CLOSE_WAIT'] });
    assert.deepEqual(await followed.tick(0, [socket(1, 'ESTABLISHED'), socket(2, 'CLOSE_WAIT')]), [
      'present 2 CLOSE_WAIT',
    ]);
    assert.deepEqual(await followed.tick(100, [socket(1, 'ESTABLISHED'), socket(2, 'LAST_ACK')]), [
      'changed 2 CLOSE_WAIT LAST_ACK',
    ]);
    assert.deepEqual(await followed.tick(200, [socket(1, 'CLOSE_WAIT'), socket(2, 'LAST_ACK')]), [
      'opened 1 CLOSE_WAIT',
    ]);
    assert.deepEqual(await followed.tick(300, [socket(1, 'LAST_ACK')]), [
      'changed 1 CLOSE_WAIT LAST_ACK',
      'closed 2 LAST_ACK 200..NaN',
    ]);
    assert.deepEqual(await followed.tick(400, []), ['closed 1 LAST_ACK 300..NaN']);
  });

  it('ends without a word: by a look, by a report', async () => {
    const followed = new Followed({ states: ['CLOSE_WAIT'] });
    await followed.tick(0, [socket(1, 'FIN_WAIT1'), socket(2, 'FIN_WAIT1')]);
    assert.deepEqual(followed.report(socket(1, 'FIN_WAIT1')), []);
    assert.deepEqual(await followed.tick(100, []), []);
    assert.deepEqual(followed.report(socket(2, 'FIN_WAIT1')), []);
  });

  it('leaves its slot to another one, though no batch was taken', async () => {
    const followed = new Followed({ states: ['CLOSE_WAIT'] });
    for (let tick = 0; tick < 50; tick++) {
      await followed.tick(tick, [socket(tick + 1, 'FIN_WAIT1')]);
      await followed.release();
    }
    assert.ok(followed.known.slots <= 2, `${followed.known.slots} slots`);
  });

  it('and was in one between two looks comes into the stream', async () => {
    const followed = new Followed({ states: ['ESTABLISHED'] });
    assert.deepEqual(await followed.tick(0, [socket(1, 'SYN_SENT'), socket(3, 'FIN_WAIT1')]), []);
    assert.deepEqual(
      await followed.tick(100, [socket(1, 'FIN_WAIT1'), socket(2, 'CLOSE_WAIT'), socket(3, 'FIN_WAIT1')]),
      ['opened 1 FIN_WAIT1', 'opened 3 CLOSE_WAIT'],
    );
  });

  it('and was in one before it ended is told before its end', async () => {
    const followed = new Followed({ states: ['ESTABLISHED'] });
    await followed.tick(0, [socket(1, 'SYN_SENT'), socket(2, 'SYN_SENT')]);
    followed.now = 50;
    assert.deepEqual(followed.report({ ...socket(1, 'CLOSE'), ...made }), [
      'opened 1 SYN_SENT',
      'closed 1 SYN_SENT 0..NaN',
    ]);
    assert.deepEqual(followed.report(socket(2, 'CLOSE')), [], 'it was refused');
  });
});

describe('a socket that was never seen, where states are wanted', () => {
  for (const [states, row, told] of [
    [['ESTABLISHED'], { ...socket(1, 'CLOSE'), ...made }, true],
    [['LISTEN'], { ...socket(1, 'CLOSE'), ...made }, false],
    [['TIME_WAIT'], { ...socket(1, 'CLOSE'), ...made }, false],
    [['LISTEN'], { ...socket(1, 'CLOSE'), remotePort: 0 }, true],
    [['ESTABLISHED'], { ...socket(1, 'CLOSE'), remotePort: 0 }, false],
    [['ESTABLISHED'], { ...socket(1, 'CLOSE'), remotePort: 0, ...made }, true],
    [['ESTABLISHED'], { ...socket(1, 'ESTABLISHED'), protocol: 'udp' }, true],
    [['CLOSE'], { ...socket(1, 'ESTABLISHED'), protocol: 'udp' }, false],
    [['CLOSE'], { ...socket(1, 'CLOSE'), protocol: 'udp', remotePort: 0 }, true],
  ] as const) {
    const { protocol = 'tcp', state, remotePort = 80, tcpInfo: info } = row as MadeRow;
    const what = `${protocol} ${state} to port ${remotePort}${info ? ' that has sent' : ''}`;
    it(`${told ? 'is told' : 'is not told'}: ${states} of ${what}`, async () => {
      const followed = new Followed({ states });
      await followed.tick(0, []);
      assert.equal(followed.report(row).length, told ? 1 : 0);
    });
  }

  it('may have left what is in one of them', async () => {
    const followed = new Followed({ states: ['TIME_WAIT'] });
    await followed.tick(0, []);
    const rest = { ...socket(1, 'TIME_WAIT'), cookie: 77 };
    assert.deepEqual(followed.report({ ...socket(1, 'CLOSE'), ...made }, rest), ['opened 1 TIME_WAIT unseen']);
    assert.deepEqual(await followed.tick(100, [rest]), []);
    assert.deepEqual(await followed.tick(200, []), ['closed 1 TIME_WAIT 100..200']);
  });
});

describe('a socket of ports that are not wanted, or of nobody’s process', () => {
  it('that was never seen is none of the stream', async () => {
    for (const query of [{ localPorts: [2] }, { remotePorts: [81] }, { localPorts: [] }, { pids: [1] }]) {
      const followed = new Followed(query);
      await followed.tick(0, []);
      assert.deepEqual(followed.report(socket(1, 'CLOSE')), [], JSON.stringify(query));
      assert.deepEqual(followed.report(socket(1, 'CLOSE'), { ...socket(1, 'TIME_WAIT'), cookie: 77 }), []);
      assert.deepEqual(await followed.tick(1, []), []);
    }
    const followed = new Followed({ localPorts: [1, 2], remotePorts: [80] });
    await followed.tick(0, []);
    assert.equal(followed.report(socket(1, 'CLOSE')).length, 1);
  });

  it('never had a port, and so was in no table', async () => {
    const followed = new Followed();
    await followed.tick(0, []);
    assert.deepEqual(followed.report({ cookie: 1, localPort: 0, remotePort: 0 }), []);
  });
});

describe('a socket that a look has missed', () => {
  it('is still there when it is found by its addresses', async () => {
    const followed = new Followed();
    await followed.tick(0, [socket(1, 'ESTABLISHED')]);
    followed.follower.beginTick(100);
    const found = (row: MadeRow) => followed.follower.foundAfterAll(0, madeTable([row]), 0);
    assert.equal(found({ ...socket(1, 'ESTABLISHED'), cookie: 9 }), false, 'another socket has its addresses');
    assert.deepEqual(await followed.follower.missing(async () => {}), [0]);
    assert.equal(found(socket(1, 'CLOSE_WAIT')), true);
    assert.deepEqual(await followed.follower.missing(async () => {}), []);
    assert.deepEqual(followed.lines(), ['changed 1 ESTABLISHED CLOSE_WAIT']);
  });

  it('is gone when it is in a state in which no look would find it', async () => {
    const followed = new Followed({ states: ['ESTABLISHED'] });
    await followed.tick(0, [socket(1, 'ESTABLISHED')]);
    followed.follower.beginTick(100);
    const found = (state: State) => followed.follower.foundAfterAll(0, madeTable([socket(1, state)]), 0);
    assert.deepEqual([found('TIME_WAIT'), found('FIN_WAIT2')], [false, true]);
  });
});

describe('the age of a socket that was closed', () => {
  it('is at least from when it was seen first to when it was found last, or to before the report', async () => {
    const followed = new Followed();
    await followed.tick(0, []);
    await followed.tick(1000, [socket(1, 'ESTABLISHED'), socket(2, 'ESTABLISHED'), socket(3, 'ESTABLISHED')]);
    await followed.tick(2000, [socket(1, 'ESTABLISHED'), socket(2, 'ESTABLISHED'), socket(3, 'ESTABLISHED')]);
    followed.now = 2500;
    assert.deepEqual(followed.report(socket(1, 'CLOSE'), undefined, 2400), ['closed 1 ESTABLISHED 1400..2500']);
    assert.deepEqual(followed.report(socket(2, 'CLOSE'), undefined, 500), ['closed 2 ESTABLISHED 1000..2500']);
    assert.deepEqual(await followed.tick(3000, []), ['closed 3 ESTABLISHED 1000..3000']);
  });

  it('is at least 0 where it was seen once', async () => {
    const followed = new Followed();
    await followed.tick(0, []);
    await followed.tick(1000, [socket(1, 'ESTABLISHED'), socket(2, 'ESTABLISHED')], () => {
      followed.lines();
      followed.now = 1200;
      assert.deepEqual(followed.report(socket(1, 'CLOSE'), undefined, 900), ['closed 1 ESTABLISHED 0..1200']);
    });
    followed.now = 1300;
    assert.deepEqual(followed.report(socket(2, 'CLOSE'), undefined, 900), ['closed 2 ESTABLISHED 0..1300']);
  });

  it('has no greatest where it was there before', async () => {
    const followed = new Followed();
    await followed.tick(1000, [socket(1, 'ESTABLISHED')]);
    assert.deepEqual(await followed.tick(2000, []), ['closed 1 ESTABLISHED 0..NaN']);
  });
});
