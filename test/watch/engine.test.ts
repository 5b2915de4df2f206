import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../src/watch/changes/clock.ts';
import { startWatch } from '../../src/watch/watch.ts';

/** Stands still. Nobody who sleeps by it wakes before the signal is raised. */
class Standing implements Clock {
  sleeping = 0;

  monotonic(): number {
    return 1000;
  }

  wall(): number {
    return 1000;
  }

  async sleep(_ms: number, signal: AbortSignal): Promise<void> {
    this.sleeping++;
    await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  }
}

describe('a stream that is about to wait', () => {
  it('ends by a signal that is raised at any turn before it does', async () => {
    let beforeSleep = 0;
    for (let turns = 0; turns < 40; turns++) {
      const clock = new Standing();
      const controller = new AbortController();
      const stream = startWatch({ source: 'procfs', protocols: ['tcp'], signal: controller.signal }, clock);
      await stream.next();
      let error: unknown;
      stream.next().catch((reason) => {
        error = reason;
      });
      for (let turn = 0; turn < turns; turn++) await undefined;
      if (clock.sleeping === 0) beforeSleep++;
      controller.abort(turns);
      for (let turn = 0; turn < 5; turn++) await setImmediate();
      assert.equal(error, turns, `raised after ${turns} turns`);
    }
    assert.ok(beforeSleep > 0);
  });
});
