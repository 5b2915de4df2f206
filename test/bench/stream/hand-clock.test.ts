import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { HandClock } from '../../../bench/stream/hand-clock.ts';

const never = new AbortController().signal;

describe('a clock that is moved by hand', () => {
  it('wakes who sleeps when it is told to, and knows when it sleeps again', async () => {
    const clock = new HandClock();
    const done: number[] = [];
    const work = async () => {
      for (let i = 0; i < 3; i++) {
        await clock.sleep(1, never);
        await setImmediate();
        done.push(i);
      }
      await clock.sleep(1, never);
    };
    work();
    await setImmediate();
    assert.deepEqual(done, []);
    for (const expected of [[0], [0, 1], [0, 1, 2]]) {
      await clock.wake();
      assert.deepEqual(done, expected);
    }
  });

  it('waits for somebody to sleep', async () => {
    const clock = new HandClock();
    let asleep = false;
    const waiting = clock.asleep().then(() => {
      asleep = true;
    });
    await setImmediate();
    assert.equal(asleep, false);
    clock.sleep(1, never);
    await waiting;
    assert.equal(asleep, true);
  });

  it('goes with the system’s, ahead by as much as it was set forward', () => {
    const clock = new HandClock();
    const [monotonic, wall] = [clock.monotonic(), clock.wall()];
    clock.advance(86_400_000);
    assert.ok(clock.monotonic() - monotonic >= 86_400_000);
    assert.ok(clock.wall() - wall >= 86_400_000);
  });

  it('is there at the time that was waited for, and who was aborted sleeps no more', async () => {
    const clock = new HandClock();
    const controller = new AbortController();
    const until = clock.monotonic() + 86_400_000;
    let woken = 0;
    const work = async () => {
      await clock.sleep(86_400_000, controller.signal).catch(() => {});
      await clock.sleep(86_400_000, never);
      woken = clock.monotonic();
      await clock.sleep(1, never);
    };
    work();
    controller.abort();
    await setImmediate();
    await clock.wake();
    assert.ok(woken >= until);
  });

  it('ends a sleep that is aborted', async () => {
    const clock = new HandClock();
    const controller = new AbortController();
    const sleep = clock.sleep(1, controller.signal);
    controller.abort(new Error('no more'));
    await assert.rejects(sleep, /no more/);
    await assert.rejects(clock.sleep(1, controller.signal), /no more/);
  });
});
