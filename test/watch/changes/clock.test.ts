import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { StreamTime, SYSTEM_CLOCK } from '../../../src/watch/changes/clock.ts';

describe('the time of the system', () => {
  it('is CLOCK_MONOTONIC, in ms, and never goes back', () => {
    const before = SYSTEM_CLOCK.monotonic();
    // What /proc calls uptime goes on while the machine sleeps, so that it is never less.
    const uptime = Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]) * 1000;
    assert.ok(before <= uptime + 20 && before > 0);
    for (let i = 0, last = before; i < 1000; i++) {
      const now = SYSTEM_CLOCK.monotonic();
      assert.ok(now >= last);
      last = now;
    }
  });

  it('is that of the wall, in ms since 1970', () => {
    const before = Date.now();
    const wall = SYSTEM_CLOCK.wall();
    assert.ok(wall >= before && wall <= Date.now());
  });

  it('lets sleep until a signal is raised', async () => {
    await SYSTEM_CLOCK.sleep(0.1, new AbortController().signal);
    const controller = new AbortController();
    const sleeping = SYSTEM_CLOCK.sleep(0x7fffffff, controller.signal);
    controller.abort();
    await assert.rejects(sleeping);
    await assert.rejects(SYSTEM_CLOCK.sleep(0x7fffffff, controller.signal));
  });
});

describe('the time of changes', () => {
  it('never goes back, whatever is said', () => {
    let now = 1000;
    const time = new StreamTime({ monotonic: () => now, wall: () => now, sleep: async () => {} });
    assert.deepEqual(time.moment, { wall: 0, monotonic: 0 });
    assert.equal(time.stamp(), 1000);
    assert.equal(time.stamp({ wall: 1, monotonic: 900 }), 1000);
    now = 1500;
    assert.equal(time.stamp(), 1500);
    assert.equal(time.stamp({ wall: 1, monotonic: 1600 }), 1600);
    assert.deepEqual(time.moment, { wall: 1, monotonic: 1600 });
  });
});
