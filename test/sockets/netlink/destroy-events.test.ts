import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { destroyGroups } from '../../../src/sockets/netlink/destroy-events.ts';
import { NONE } from '../../../src/sockets/netlink/lookups.ts';
import { AF_INET, AF_INET6, AF_UNIX, PROTOCOL_NUMBERS } from '../../../src/uapi/sockets.ts';
import { Heard, report } from '../../support/heard.ts';
import { madeTable } from '../../support/made-table.ts';
import { inetDiag, message } from '../../support/nlmsg.ts';
import { errorMessage, isMarker } from '../../support/sent-requests.ts';

const ENOENT = 2;
const DATA = 20;
const { tcp, udp } = PROTOCOL_NUMBERS;

// What collects waits for a timer, which no test shall wait for.
beforeEach(() => mock.timers.enable({ apis: ['setTimeout'] }));
afterEach(() => mock.timers.reset());

describe('the groups of ends', () => {
  it('are those of the families and protocols that have one', () => {
    assert.deepEqual(destroyGroups([AF_INET, AF_INET6], [tcp, udp]), [1, 2, 3, 4]);
    assert.deepEqual(destroyGroups([AF_INET], [udp]), [2]);
    assert.deepEqual(destroyGroups([AF_INET6, AF_UNIX], [tcp, PROTOCOL_NUMBERS.raw]), [3]);
    assert.deepEqual(destroyGroups([AF_UNIX], [0]), []);
    assert.deepEqual(destroyGroups([], [tcp]), []);
  });
});

describe('what the kernel reports', () => {
  it('is heard from the start, in the groups that are asked for', () => {
    const { kernel, events } = new Heard();
    assert.deepEqual([kernel.protocol, kernel.groups, kernel.size], [4, [1, 4], 1 << 20]);
    assert.equal(events.receiveBuffer, 2 << 20);
    assert.equal(kernel.isRead, true);
    events.close();
  });

  it('comes as one table a read', async () => {
    const heard = new Heard();
    heard.kernel.give(report(1), report(2));
    await setImmediate();
    assert.deepEqual(heard.ended, [[1n, 2n]]);
    assert.deepEqual(heard.drained, [true]);
    heard.events.close();
  });

  it('is not drained by a read that another datagram might not have fitted in', async () => {
    for (const [rest, drained] of [
      [32 * 1024, true],
      [32 * 1024 - 4, false],
    ] as const) {
      const heard = new Heard();
      const first = report(1);
      heard.kernel.give(first, message(1, new Uint8Array(96 * 1024 - rest - first.length - 16), { sequence: 0 }));
      await setImmediate();
      assert.deepEqual(heard.drained, [drained]);
      heard.events.close();
    }
  });

  it('is nothing where it is of a type that nobody knows', async () => {
    const heard = new Heard();
    heard.kernel.give(message(1, new Uint8Array(4), { sequence: 0 }), message(99, new Uint8Array(4), { sequence: 0 }));
    await setImmediate();
    assert.deepEqual([heard.ended, heard.failures], [[], []]);
    heard.events.close();
  });

  it('collects for a while before it is read on', async () => {
    const heard = new Heard();
    heard.kernel.give(report(1));
    await setImmediate();
    assert.deepEqual([heard.kernel.isRead, heard.kernel.reads, heard.readings], [false, 1, 1]);
    heard.kernel.give(report(2));
    heard.events.hold(false);
    await setImmediate();
    assert.equal(heard.ended.length, 1, 'hold(false) where nothing was held does not cut it short');
    mock.timers.tick(20);
    await setImmediate();
    assert.deepEqual(heard.ended, [[1n], [2n]]);
    assert.equal(heard.readings, heard.kernel.reads);
    heard.events.close();
  });

  it('stays with the kernel while it is held', async () => {
    const heard = new Heard();
    heard.kernel.give(report(1));
    await setImmediate();
    heard.events.hold(true);
    heard.kernel.give(report(2));
    for (let i = 0; i < 5; i++) {
      mock.timers.tick(1000);
      await setImmediate();
    }
    assert.equal(heard.kernel.reads, 1);
    heard.events.hold(false);
    await setImmediate();
    assert.deepEqual(heard.ended, [[1n], [2n]]);
    heard.events.close();
  });

  it('is read though it is held when somebody waits for answers', async () => {
    const heard = new Heard();
    heard.answerAll();
    heard.kernel.give(report(1));
    await setImmediate();
    heard.events.hold(true);
    heard.kernel.give(report(2));
    await heard.events.flush();
    assert.deepEqual(heard.ended, [[1n], [2n]]);
    await setImmediate();
    assert.equal(heard.kernel.isRead, false, 'it is held again');
    heard.events.close();
  });
});

describe('flush()', () => {
  it('resolves when all that came before was told', async () => {
    const heard = new Heard();
    heard.answerAll();
    for (let i = 1; i <= 3; i++) heard.kernel.give(report(i));
    await heard.events.flush();
    assert.deepEqual(heard.ended.flat(), [1n, 2n, 3n]);
    assert.deepEqual(
      heard.kernel.sent.map((requests) => requests.map(isMarker)),
      [[true]],
    );
    heard.events.close();
  });

  it('takes answers and reports out of one read', async () => {
    const heard = new Heard();
    heard.kernel.onSend = ([first, second, marker]) => {
      heard.kernel.give(
        report(1),
        message(DATA, inetDiag({ inode: 77 }), { sequence: first?.sequence as number }),
        report(2),
        errorMessage(second?.sequence as number, ENOENT),
        errorMessage(marker?.sequence as number, 0),
        report(3),
      );
    };
    const { table, rows } = await heard.events.lookups.find(madeTable([{}, {}]), [0, 1]);
    assert.equal(table.at(rows[0] as number)?.inode, 77);
    assert.equal(rows[1], NONE);
    assert.deepEqual(heard.ended, [[1n, 2n, 3n]]);
    heard.events.close();
  });
});
