import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { median, summarize } from '../../bench/statistics.ts';

describe('the statistics', () => {
  it('take the middle value, or the mean of the two in the middle, in whatever order they come', () => {
    assert.equal(median([9, 1, 5]), 5);
    assert.equal(median([9, 1, 5, 3]), 4);
    assert.equal(median([7]), 7);
  });

  it('sort numbers as numbers', () => {
    assert.equal(median([100, 9, 20]), 20);
  });

  it('leave the values as they came', () => {
    const values = [3, 1, 2];
    assert.deepEqual(summarize(values), { min: 1, median: 2, max: 3 });
    assert.deepEqual(values, [3, 1, 2]);
  });

  it('refuse to make something of nothing', () => {
    assert.throws(() => median([]), RangeError);
  });
});
