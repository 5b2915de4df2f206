import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { STATE_NUMBERS } from '../../../src/uapi/sockets.ts';
import { KernelEnds, REPORT_DELAY } from '../../../src/watch/reports/kernel-ends.ts';
import type { WatchQuery } from '../../../src/watch/watch-query.ts';
import { type FakeSubscription, fakeAddon } from '../../support/fake-subscription.ts';
import { Followed } from '../../support/followed.ts';
import type { MadeRow } from '../../support/made-table.ts';
import { attribute, type InetFields, inetDiag, message } from '../../support/nlmsg.ts';
import { errorMessage, isMarker, type SentRequest } from '../../support/sent-requests.ts';

const DATA = 20;
const ENOENT = 2;
const ENOMEM = 12;
const ENOBUFS = 105;
const PROTOCOL = 10;
const { CLOSE, TIME_WAIT, LISTEN } = STATE_NUMBERS;

const LOCAL = [127, 0, 0, 1];
const REMOTE = [127, 0, 0, 2];
const inet = (port: number, fields: InetFields): InetFields => ({
  ports: [port, 80],
  local: LOCAL,
  remote: REMOTE,
  ...fields,
});
const connection = (port: number): MadeRow => ({ cookie: port, inode: port, localPort: port });
const report = (port: number, fields: InetFields = {}) =>
  message(
    DATA,
    inetDiag(inet(port, { state: CLOSE, cookie: [port, 0], ...fields }), attribute(PROTOCOL, Uint8Array.of(6))),
    { sequence: 0 },
  );
const portOf = ({ payload }: SentRequest) => ((payload[8] as number) << 8) | (payload[9] as number);

/** KernelEnds over a kernel that is played, with a follower that is told of them. */
class Reported {
  readonly followed: Followed;
  readonly ends: KernelEnds;
  readonly kernel: FakeSubscription;
  readonly gaps: (number | null)[] = [];
  notified = 0;
  /** What the kernel has at a local port; nothing: an answer that is lost. */
  has: (port: number) => InetFields | 'nothing' | undefined = () => 'nothing';
  asked: number[] = [];

  constructor(query: WatchQuery = {}) {
    this.followed = new Followed(query);
    const { addon, subscriptions } = fakeAddon();
    this.ends = new KernelEnds(addon, [1], {
      ...this.followed.stream,
      notify: () => this.notified++,
      gap: (lost) => this.gaps.push(lost),
    });
    this.kernel = subscriptions[0] as FakeSubscription;
    this.kernel.onSend = (requests) => this.kernel.give(...requests.flatMap((request) => this.#answer(request)));
  }

  #answer(request: SentRequest): Uint8Array[] {
    const { sequence } = request;
    if (isMarker(request)) return [errorMessage(sequence, 0)];
    const port = portOf(request);
    this.asked.push(port);
    const found = this.has(port);
    if (found === undefined) return [];
    return [
      found === 'nothing' ? errorMessage(sequence, ENOENT) : message(DATA, inetDiag(inet(port, found)), { sequence }),
    ];
  }

  async settle(): Promise<string[]> {
    await this.ends.settle();
    return this.followed.lines();
  }
}

beforeEach(() => mock.timers.enable({ apis: ['setTimeout'] }));
afterEach(() => mock.timers.reset());

describe('a report', () => {
  it('waits until it is settled, which asks what is left of the connection', async () => {
    const reported = new Reported();
    const { followed, ends } = reported;
    await followed.tick(0, [connection(1), connection(2), connection(3)]);
    reported.has = (port) => (port === 2 ? { state: TIME_WAIT, cookie: [2, 0] } : 'nothing');
    reported.kernel.give(report(1), report(2), report(3));
    await setImmediate();
    assert.deepEqual([ends.waiting, reported.notified, followed.lines()], [true, 1, []]);
    assert.deepEqual(await reported.settle(), [
      'closed 1 ESTABLISHED 0..NaN',
      'changed 2 ESTABLISHED TIME_WAIT',
      'closed 3 ESTABLISHED 0..NaN',
    ]);
    assert.deepEqual([ends.waiting, reported.asked], [false, [1, 2, 3]]);
    ends.close();
  });

  it('takes no listener of the port, and nothing with an inode, for what is left', async () => {
    const reported = new Reported();
    const { followed } = reported;
    await followed.tick(0, []);
    reported.has = (port) =>
      port === 1 ? { state: LISTEN, inode: 9, cookie: [9, 0] } : { state: TIME_WAIT, inode: 8, cookie: [8, 0] };
    reported.kernel.give(report(1), report(2));
    await setImmediate();
    assert.deepEqual(await reported.settle(), ['unseen 1 CLOSE 0..0', 'unseen 2 CLOSE 0..0']);
    reported.ends.close();
  });

  it('is not asked about where nothing of it would be found', async () => {
    const reported = new Reported({ states: ['LISTEN'] });
    await reported.followed.tick(0, []);
    reported.kernel.give(report(1), report(2, { ports: [2, 0] }));
    await setImmediate();
    assert.deepEqual(await reported.settle(), ['unseen 1 CLOSE 0..0']);
    assert.deepEqual(reported.asked, []);
    reported.ends.close();
  });

  it('of which the answer is lost is left to the next look', async () => {
    const reported = new Reported();
    const { followed } = reported;
    await followed.tick(0, [connection(1)]);
    reported.has = () => undefined;
    reported.kernel.give(report(1), report(2));
    await setImmediate();
    assert.deepEqual(await reported.settle(), []);
    assert.deepEqual(await followed.tick(5, []), ['closed 1 ESTABLISHED 0..NaN', 'unseen 2 CLOSE 0..5']);
    reported.ends.close();
  });

  it('had its socket alive when the read before it began, but for the delay of the kernel', async () => {
    const reported = new Reported();
    const { followed, kernel, ends } = reported;
    await followed.tick(0, [connection(1), connection(2)]);
    followed.now = 1000;
    kernel.give(report(1));
    await setImmediate();
    // The read that brought it began at 0; the next begins now, and is heard at 3000.
    mock.timers.tick(20);
    await setImmediate();
    followed.now = 3000;
    kernel.give(report(3));
    await setImmediate();
    mock.timers.tick(20);
    followed.now = 4000;
    kernel.give(report(2));
    await setImmediate();
    const lines = await reported.settle();
    assert.deepEqual(lines, [
      'closed 1 ESTABLISHED 0..NaN',
      'unseen 3 CLOSE 0..3000',
      `closed 2 ESTABLISHED ${1000 - REPORT_DELAY}..NaN`,
    ]);
    ends.close();
  });

  it('after a flush had its socket alive when that began', async () => {
    const reported = new Reported();
    const { followed, kernel, ends } = reported;
    await followed.tick(0, [connection(1)]);
    followed.now = 700;
    await ends.flush();
    followed.now = 900;
    kernel.give(report(1));
    mock.timers.tick(20);
    await setImmediate();
    assert.deepEqual(await reported.settle(), [`closed 1 ESTABLISHED ${700 - REPORT_DELAY}..NaN`]);
    ends.close();
  });
});

describe('a flush', () => {
  it('settles all that came before it', async () => {
    const reported = new Reported();
    const { followed, kernel, ends } = reported;
    await followed.tick(0, [connection(1), connection(2)]);
    kernel.give(report(1));
    kernel.give(report(2));
    await ends.flush();
    assert.deepEqual(followed.lines(), ['closed 1 ESTABLISHED 0..NaN', 'closed 2 ESTABLISHED 0..NaN']);
    ends.close();
  });
});

describe('many reports', () => {
  it('stay with the kernel while too many wait to be settled', async () => {
    const reported = new Reported({ states: ['LISTEN'] });
    const { kernel, ends } = reported;
    await reported.followed.tick(0, []);
    const many = Array.from({ length: 500 }, (_, i) => report(i + 1));
    for (let round = 0; round < 40; round++) kernel.give(...many);
    for (let round = 0; round < 60; round++) {
      mock.timers.tick(20);
      await setImmediate();
    }
    // 33 times 500 are more than 16,384.
    assert.equal(reported.notified, 33);
    await reported.settle();
    for (let round = 0; round < 60; round++) {
      mock.timers.tick(20);
      await setImmediate();
    }
    assert.equal(reported.notified, 40);
    ends.close();
  });
});

describe('reports that do not cease', () => {
  for (const [what, go] of [
    ['settling', ({ ends }: Reported) => ends.settle()],
    ['a flush', ({ ends }: Reported) => ends.flush()],
  ] as const) {
    it(`do not keep ${what} from its end`, async () => {
      const reported = new Reported();
      const { followed, kernel, ends } = reported;
      await followed.tick(0, []);
      let port = 1;
      reported.has = () => {
        // Bounded, so that a failure is one too.
        if (port < 1000) kernel.give(report(++port));
        return 'nothing';
      };
      kernel.give(report(port));
      await setImmediate();
      await go(reported);
      assert.ok(port < 10, `${port} reports were settled`);
      assert.equal(ends.waiting, true);
      ends.close();
    });
  }
});

describe('sockets that a look did not find', () => {
  it('are there when the kernel has them or does not say, and not when it has none or another', async () => {
    const reported = new Reported();
    const { followed, ends } = reported;
    await followed.tick(0, [connection(1), connection(2), connection(3), connection(4)]);
    followed.follower.beginTick(100);
    reported.has = (port) =>
      [
        undefined,
        'nothing' as const,
        { cookie: [2, 0] as [number, number], inode: 2, state: 8 },
        { cookie: [9, 9] as [number, number] },
      ][port];
    const there = await ends.stillThere([0, 1, 2, 3]);
    assert.deepEqual([...there], [1, 3]);
    assert.deepEqual(followed.lines(), ['changed 2 ESTABLISHED CLOSE_WAIT']);
    ends.close();
  });
});

describe('what goes wrong', () => {
  it('is told: a gap, a failure', async () => {
    const reported = new Reported();
    reported.kernel.dropped = 3;
    reported.kernel.fail(ENOBUFS);
    await setImmediate();
    assert.deepEqual([reported.gaps, reported.ends.failure], [[3], undefined]);
    reported.kernel.fail(ENOMEM);
    mock.timers.tick(20);
    await setImmediate();
    assert.equal((reported.ends.failure as { code?: string } | undefined)?.code, 'ENOMEM');
    assert.equal(reported.notified, 1);
    await assert.rejects(reported.ends.flush(), { code: 'ENOMEM' });
    reported.ends.close();
  });
});
