import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SeenPids } from '../../../src/watch/known/seen-pids.ts';
import { randomNumbers } from '../../support/fixtures.ts';

describe('SeenPids', () => {
  for (const [expected, most] of [
    [0, 10],
    [300, 300],
    // Far more than it was told, so that many have the same low bits.
    [10, 4_000_000],
    [5_000_000, 4_000_000],
  ] as const) {
    it(`has each pid up to ${most} that was added, once, when ${expected} are expected`, () => {
      const random = randomNumbers(3);
      const seen = new SeenPids(expected);
      const model = new Set<number>();
      for (let round = 0; round < 100_000; round++) {
        const pid = 1 + random(most);
        seen.add(pid);
        model.add(pid);
      }
      assert.deepEqual([...seen.pids].sort(), [...model].sort());
    });
  }

  it('does not take 0 for a pid', () => {
    const seen = new SeenPids(1);
    for (const pid of [0, 1024, 0]) seen.add(pid);
    assert.deepEqual([...seen.pids], [1024]);
  });
});
