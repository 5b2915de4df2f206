import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { grown } from '../../src/base/grown.ts';

describe('grown', () => {
  it('keeps what was there and leaves the rest 0', () => {
    const larger = grown(Uint32Array.of(7, 8, 9), 5);
    assert.deepEqual([...larger.subarray(0, 5)], [7, 8, 9, 0, 0]);
  });

  it('has room for what is needed, and for twice as much as before', () => {
    for (const [length, least] of [
      [0, 1],
      [100, 101],
      [100, 1000],
    ] as const) {
      assert.ok(grown(new Uint32Array(length), least).length >= Math.max(least, 2 * length));
    }
  });
});
