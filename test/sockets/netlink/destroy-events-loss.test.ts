import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import type { Addon } from '../../../src/kernel/addon/addon.ts';
import { DestroyEvents } from '../../../src/sockets/netlink/destroy-events.ts';
import { NONE, UNANSWERED } from '../../../src/sockets/netlink/lookups.ts';
import { FakeSubscription, fakeAddon } from '../../support/fake-subscription.ts';
import { Heard, report } from '../../support/heard.ts';
import { madeTable } from '../../support/made-table.ts';
import { inetDiag, message } from '../../support/nlmsg.ts';
import { errorMessage } from '../../support/sent-requests.ts';

const ENOMEM = 12;
const ENOENT = 2;
const ENOBUFS = 105;
const DATA = 20;

// What collects waits for a timer, which no test shall wait for.
beforeEach(() => mock.timers.enable({ apis: ['setTimeout'] }));
afterEach(() => mock.timers.reset());

describe('a buffer that was full', () => {
  it('is a gap with as many reports as were dropped, and it is read on', async () => {
    const heard = new Heard();
    heard.kernel.give(report(1));
    await setImmediate();
    heard.kernel.dropped = 5;
    heard.kernel.fail(ENOBUFS);
    mock.timers.tick(20);
    await setImmediate();
    heard.kernel.dropped = 12;
    heard.kernel.fail(ENOBUFS);
    mock.timers.tick(20);
    await setImmediate();
    heard.kernel.give(report(2));
    mock.timers.tick(20);
    await setImmediate();
    assert.deepEqual(
      [heard.gaps, heard.ended],
      [
        [5, 7],
        [[1n], [2n]],
      ],
    );
    heard.events.close();
  });

  it('counts from where it stood at first, and beyond 2^32', async () => {
    const { addon, subscriptions } = fakeAddon();
    class Full extends FakeSubscription {
      override dropped: number | undefined = 0xfffffffe;
    }
    const gaps: (number | null)[] = [];
    class Subscription extends Full {
      constructor(...args: ConstructorParameters<typeof FakeSubscription>) {
        super(...args);
        subscriptions.push(this);
      }
    }
    const listener = { ended() {}, reading() {}, failed() {}, gap: (lost: number | null) => gaps.push(lost) };
    const events = new DestroyEvents({ ...addon, Subscription }, [1], 1, listener);
    const kernel = subscriptions[0] as FakeSubscription;
    kernel.dropped = 3;
    kernel.fail(ENOBUFS);
    await setImmediate();
    assert.deepEqual(gaps, [5]);
    events.close();
  });

  it('does not say how many on a kernel that does not count', async () => {
    const heard = new Heard();
    heard.kernel.dropped = undefined;
    heard.kernel.fail(ENOBUFS);
    await setImmediate();
    assert.deepEqual(heard.gaps, [null]);
    heard.events.close();
  });

  it('does not count answers among the reports, and leaves what was asked unanswered', async () => {
    const heard = new Heard();
    heard.kernel.onSend = ([first]) => {
      heard.kernel.give(errorMessage(first?.sequence as number, ENOENT));
      heard.kernel.dropped = 10;
      heard.kernel.fail(ENOBUFS);
    };
    const { rows } = await heard.events.lookups.find(madeTable([{}, {}, {}]), [0, 1, 2]);
    assert.deepEqual([...rows], [NONE, UNANSWERED, UNANSWERED]);
    assert.deepEqual(heard.gaps, [7], 'two answers and the marker were dropped too');
    heard.events.close();
  });
});

describe('the end of it', () => {
  it('is told of once, as an error that says what failed; what is asked fails with it', async () => {
    const heard = new Heard();
    const finding = heard.events.lookups.find(madeTable([{}]), [0]);
    const flushing = heard.events.flush();
    const expected = { name: 'SockdiagError', code: 'ENOMEM', syscall: 'netlink recvmsg' };
    // The one that is asked already has no answer, the next one is not sent any more.
    const outcomes = Promise.all([finding, assert.rejects(flushing, expected)]);
    await setImmediate();
    heard.kernel.fail(ENOMEM);
    const [{ rows }] = await outcomes;
    assert.deepEqual([...rows], [UNANSWERED]);
    assert.equal(heard.failures.length, 1);
    await assert.rejects(heard.events.flush(), expected);
    heard.events.close();
    await setImmediate();
    assert.equal(heard.failures.length, 1);
  });

  it('is a message that breaks its format', async () => {
    for (const broken of [
      message(DATA, new Uint8Array(10), { sequence: 0 }),
      message(DATA, inetDiag({}), { sequence: 0, length: 4000 }),
      message(DATA, inetDiag({}), { sequence: 0, length: 3 }),
    ]) {
      const heard = new Heard();
      heard.kernel.give(broken);
      await setImmediate();
      assert.deepEqual(
        heard.failures.map((error) => (error as { code?: string }).code),
        ['ERR_MALFORMED_REPLY'],
      );
      heard.events.close();
    }
  });

  it('is quiet when it is closed: while it reads, while it collects, while it is held', async () => {
    const states: ((heard: Heard) => unknown)[] = [
      () => {},
      (heard) => heard.kernel.give(report(1)),
      (heard) => {
        heard.events.hold(true);
        heard.kernel.give(report(1));
      },
    ];
    for (const bring of states) {
      const heard = new Heard();
      bring(heard);
      await setImmediate();
      heard.events.close();
      await setImmediate();
      mock.timers.tick(1000);
      await setImmediate();
      assert.deepEqual([heard.failures, heard.kernel.closed], [[], true]);
      assert.ok(heard.kernel.reads <= 1);
    }
  });

  it('lets go of who waits for answers when it is closed', async () => {
    const heard = new Heard();
    const finding = heard.events.lookups.find(madeTable([{}]), [0]);
    await setImmediate();
    heard.events.close();
    assert.deepEqual([...(await finding).rows], [UNANSWERED]);
  });

  it('comes before the beginning where the groups cannot be joined', () => {
    class Subscription {
      constructor() {
        throw Object.assign(new Error('no'), { errno: 22, syscall: 'setsockopt NETLINK_ADD_MEMBERSHIP' });
      }
    }
    const listener = { ended() {}, reading() {}, failed() {}, gap() {} };
    assert.throws(() => new DestroyEvents({ Subscription } as unknown as Addon, [1], 1, listener), {
      name: 'SockdiagError',
      code: 'EINVAL',
      syscall: 'setsockopt NETLINK_ADD_MEMBERSHIP',
    });
  });
});
