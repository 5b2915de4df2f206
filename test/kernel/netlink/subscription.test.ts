import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { Subscription } from '../../../src/kernel/netlink/subscription.ts';
import { type FakeSubscription, fakeAddon } from '../../support/fake-subscription.ts';
import { message } from '../../support/nlmsg.ts';

const ENOMEM = 12;
const ENOBUFS = 105;
const ROUTE = 0;
const NEWLINK = 16;

const said = (byte: number) => message(NEWLINK, Uint8Array.of(byte, 0, 0, 0), { sequence: 0 });

/** A Subscription to a kernel that is played, and all it tells: of a read the first byte of each message. */
class Subscribed {
  readonly kernel: FakeSubscription;
  readonly subscription: Subscription;
  readonly received: number[][] = [];
  readonly drained: boolean[] = [];
  readonly gaps: (number | null)[] = [];
  readonly failures: Error[] = [];
  readings = 0;
  awaits = false;
  onReceived: () => void = () => {};

  constructor() {
    const { addon, subscriptions } = fakeAddon();
    const options = { protocol: ROUTE, groups: [1, 5], receiveBuffer: 4096 };
    this.subscription = new Subscription(addon, options, {
      reading: () => this.readings++,
      received: ({ u8, length }, drained) => {
        this.received.push(Array.from({ length: length / 20 }, (_, i) => u8[20 * i + 16] as number));
        this.drained.push(drained);
        this.onReceived();
      },
      gap: (dropped) => this.gaps.push(dropped),
      awaitsAnswers: () => this.awaits,
      failed: (error) => this.failures.push(error),
    });
    this.kernel = subscriptions[0] as FakeSubscription;
  }

  /** Lets a rest pass. */
  async rest(): Promise<void> {
    mock.timers.tick(20);
    await setImmediate();
  }
}

let subscribed: Subscribed;
// What collects waits for a timer, which no test shall wait for.
beforeEach(() => {
  mock.timers.enable({ apis: ['setTimeout'] });
  subscribed = new Subscribed();
});
afterEach(() => {
  subscribed.subscription.close();
  mock.timers.reset();
});

describe('a subscription', () => {
  it('reads from its making on what any protocol says to the groups', () => {
    const { kernel, subscription, readings } = subscribed;
    assert.deepEqual([kernel.protocol, kernel.groups, kernel.size], [ROUTE, [1, 5], 4096]);
    assert.deepEqual([subscription.receiveBuffer, kernel.isRead, readings], [8192, true, 1]);
  });

  it('hands over what a read brought as it is, whatever it means', async () => {
    subscribed.kernel.give(said(1), message(99, Uint8Array.of(2, 0, 0, 0), { sequence: 7 }));
    await setImmediate();
    assert.deepEqual([subscribed.received, subscribed.drained], [[[1, 2]], [true]]);
  });

  it('lets messages collect between two reads', async () => {
    const { kernel } = subscribed;
    kernel.give(said(1));
    await setImmediate();
    kernel.give(said(2));
    await setImmediate();
    assert.deepEqual([subscribed.received, kernel.reads, subscribed.readings], [[[1]], 1, 1]);
    await subscribed.rest();
    assert.deepEqual([subscribed.received, subscribed.readings], [[[1], [2]], 2]);
  });

  it('leaves them with the kernel while it is held, but for who awaits answers', async () => {
    const { kernel, subscription } = subscribed;
    subscription.hold(true);
    kernel.give(said(1));
    await setImmediate();
    kernel.give(said(2));
    await subscribed.rest();
    assert.deepEqual(subscribed.received, [[1]]);
    subscribed.awaits = true;
    subscription.send(said(9));
    await setImmediate();
    assert.deepEqual([subscribed.received, kernel.isRead], [[[1], [2]], true]);
    subscribed.awaits = false;
    kernel.give(said(3));
    await setImmediate();
    kernel.give(said(4));
    await subscribed.rest();
    assert.deepEqual(subscribed.received, [[1], [2], [3]]);
    subscription.hold(false);
    await setImmediate();
    assert.deepEqual(subscribed.received, [[1], [2], [3], [4]]);
  });

  it('says where messages were dropped and how many, beyond 2^32 too, and reads on', async () => {
    const { kernel } = subscribed;
    for (const dropped of [5, 0xfffffffe, 3, undefined]) {
      kernel.dropped = dropped;
      kernel.fail(ENOBUFS);
      await subscribed.rest();
    }
    kernel.give(said(1));
    await subscribed.rest();
    assert.deepEqual([subscribed.gaps, subscribed.received], [[5, 0xfffffff9, 5, null], [[1]]]);
  });
});

describe('the end of a subscription', () => {
  it('by a failure is told once, and kept for who sends afterwards', async () => {
    const { kernel, subscription, failures } = subscribed;
    kernel.fail(ENOMEM);
    await setImmediate();
    const failure = { name: 'SockdiagError', code: 'ENOMEM', syscall: 'netlink recvmsg' };
    assert.equal(failures.length, 1);
    assert.throws(() => subscription.send(said(1)), failure);
    assert.deepEqual(kernel.sent, []);
    await subscribed.rest();
    assert.deepEqual([failures.length, kernel.reads], [1, 1]);
  });

  it('is what its listener throws', async () => {
    subscribed.onReceived = () => {
      throw new Error('nonsense');
    };
    subscribed.kernel.give(said(1));
    await setImmediate();
    assert.deepEqual(subscribed.failures, [new Error('nonsense')]);
  });

  it('is silent when it is closed: while a read waits, with what was read and not yet handed over, while it rests', async () => {
    const states: (({ kernel, subscription }: Subscribed) => unknown)[] = [
      () => {},
      ({ kernel }) => kernel.give(said(1)),
      ({ kernel }) => kernel.fail(ENOBUFS),
      ({ kernel }) => kernel.fail(ENOMEM),
      async ({ kernel }) => {
        kernel.give(said(1));
        await setImmediate();
      },
    ];
    for (const [at, bring] of states.entries()) {
      const one = new Subscribed();
      await setImmediate();
      const brought = bring(one);
      if (at === 4) await brought;
      one.subscription.close();
      await setImmediate();
      await one.rest();
      const received = at === 4 ? [[1]] : [];
      assert.deepEqual([one.received, one.gaps, one.failures, one.kernel.reads], [received, [], [], 1], `${at}`);
    }
  });
});
