import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Clock } from '../../src/watch/changes/clock.ts';
import type { Engine } from '../../src/watch/engine.ts';
import { schedule } from '../../src/watch/schedule.ts';

const INTERVAL = 100;
const BEGIN = 1000;

/** A stream of which the time, the engine and the steps are a test's. What it gives is the time of each tick, or a word. */
class Scheduled {
  now = BEGIN;
  closed = 0;
  readonly began: number[] = [];
  readonly controller = new AbortController();
  readonly user = new AbortController();
  /** How long each tick takes; 0 when there are no more. */
  took: number[] = [];
  /** What the engine is to say when it is waited for; by default it waits until a tick is due. */
  onWait: (due: number) => boolean | undefined = () => undefined;
  onTake: (first: boolean) => string | undefined = () => `${this.began.at(-1)}`;
  onTick: () => void = () => {};

  start(): AsyncGenerator<string, void, undefined> {
    const clock: Clock = { monotonic: () => this.now, wall: () => this.now, sleep: async () => {} };
    const engine = {
      settings: { interval: INTERVAL },
      begin: () => {},
      wait: async (due: number) => {
        this.controller.signal.throwIfAborted();
        const said = this.onWait(due);
        if (said === undefined) this.now = Math.max(this.now, due);
        return said ?? true;
      },
      close: () => this.closed++,
    } as unknown as Engine;
    return schedule({ signal: this.user.signal }, engine, clock, this.controller, {
      tick: async () => {
        this.began.push(this.now);
        this.onTick();
        this.now += this.took.shift() ?? 0;
      },
      take: async (first) => this.onTake(first),
    });
  }

  /** The times at which the first ticks begin. */
  async ticks(count: number): Promise<number[]> {
    const stream = this.start();
    while (this.began.length < count) await stream.next();
    await stream.return();
    return this.began;
  }
}

describe('ticks', () => {
  it('begin at once and then after each interval, however long they take below it', async () => {
    const scheduled = new Scheduled();
    scheduled.took = [99, 1, 50];
    assert.deepEqual(await scheduled.ticks(5), [1000, 1100, 1200, 1300, 1400]);
  });

  it('that take longer let the next one wait for its turn', async () => {
    const scheduled = new Scheduled();
    scheduled.took = [100, 101, 350, 5];
    assert.deepEqual(await scheduled.ticks(6), [1000, 1100 + 100, 1400, 1800, 1900, 2000]);
  });

  it('that come in between, to make up for a gap, do not move the others', async () => {
    const scheduled = new Scheduled();
    let waits = 0;
    scheduled.onWait = () => {
      waits++;
      if (waits !== 2 && waits !== 3) return undefined;
      scheduled.now += 30;
      return true;
    };
    assert.deepEqual(await scheduled.ticks(5), [1000, 1030, 1060, 1100, 1200]);
  });

  it('that come in between and take beyond the next one are that one too', async () => {
    const scheduled = new Scheduled();
    scheduled.took = [0, 60];
    let waits = 0;
    scheduled.onWait = () => {
      if (++waits !== 2) return undefined;
      scheduled.now += 50;
      return true;
    };
    assert.deepEqual(await scheduled.ticks(4), [1000, 1050, 1200, 1300]);
  });

  it('wait while what was given is not yet used up, and are not made up for', async () => {
    const scheduled = new Scheduled();
    const stream = scheduled.start();
    assert.equal((await stream.next()).value, '1000');
    scheduled.now += 1234;
    assert.equal((await stream.next()).value, '2234');
    assert.equal((await stream.next()).value, '2300');
    await stream.return();
  });
});

describe('what there is to give', () => {
  it('is given without a tick when the engine says so', async () => {
    const scheduled = new Scheduled();
    let waits = 0;
    scheduled.onWait = () => (++waits === 2 ? false : undefined);
    scheduled.onTake = () => `after ${waits} waits, ${scheduled.began.length} ticks`;
    const stream = scheduled.start();
    const given: unknown[] = [];
    for (let i = 0; i < 3; i++) given.push((await stream.next()).value);
    assert.deepEqual(given, ['after 1 waits, 1 ticks', 'after 2 waits, 1 ticks', 'after 3 waits, 2 ticks']);
    await stream.return();
  });

  it('is asked for as the first once, and is nothing where nothing happened', async () => {
    const scheduled = new Scheduled();
    const firsts: boolean[] = [];
    scheduled.onTake = (first) => {
      firsts.push(first);
      return firsts.length === 2 || firsts.length === 3 ? undefined : 'something';
    };
    const stream = scheduled.start();
    await stream.next();
    await stream.next();
    assert.deepEqual(firsts, [true, false, false, false]);
    await stream.return();
  });
});

describe('the end of a stream', () => {
  it('closes the engine once, aborts what runs, and leaves no listener: by return, break, throw', async () => {
    for (const leave of [
      async (stream: AsyncGenerator<string>) => stream.return(undefined),
      async (stream: AsyncGenerator<string>) => {
        for await (const _ of stream) break;
      },
      async (stream: AsyncGenerator<string>) => stream.throw(new Error('left')).catch(() => {}),
    ]) {
      const scheduled = new Scheduled();
      const stream = scheduled.start();
      await stream.next();
      await leave(stream);
      assert.deepEqual([scheduled.closed, scheduled.controller.signal.aborted], [1, true]);
      assert.equal((await stream.next()).done, true);
      scheduled.user.abort();
      assert.equal(scheduled.closed, 1);
    }
  });

  it('is the reason of its signal, which is passed on at once, and closes the engine though nobody asks for more', async () => {
    const scheduled = new Scheduled();
    const reason = new Error('enough');
    const stream = scheduled.start();
    await stream.next();
    scheduled.user.abort(reason);
    assert.deepEqual([scheduled.controller.signal.reason, scheduled.closed], [reason, 1]);
    await assert.rejects(stream.next(), reason);
  });

  it('comes before the beginning where the signal was raised before', async () => {
    const scheduled = new Scheduled();
    scheduled.user.abort(new Error('before'));
    await assert.rejects(scheduled.start().next(), { message: 'before' });
    assert.deepEqual([scheduled.began, scheduled.closed], [[], 0]);
  });

  it('is what failed, and closes the engine', async () => {
    const scheduled = new Scheduled();
    scheduled.onTick = () => {
      throw new Error('no memory');
    };
    await assert.rejects(scheduled.start().next(), { message: 'no memory' });
    assert.deepEqual([scheduled.closed, scheduled.controller.signal.aborted], [1, true]);
  });

  it('that was never begun has nothing to close', async () => {
    const scheduled = new Scheduled();
    await scheduled.start().return();
    assert.equal(scheduled.closed, 0);
  });
});
