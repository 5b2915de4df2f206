import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { growth } from '../../../bench/stream/growth.ts';

describe('growth', () => {
  it('is from the median of the first third to that of the last, in percent', () => {
    assert.equal(growth([9, 10, 11, 50, 60, 70, 14, 15, 99]), 50);
    assert.equal(growth([20, 20, 20, 20, 20, 20]), 0);
    assert.equal(growth([20, 500, 10]), -50);
  });

  it('takes what does not divide for the middle', () => {
    assert.equal(growth([10, 10, 1000, 1000, 20, 20]), 100);
    assert.equal(growth([10, 10, 1000, 1000, 1000, 20, 20, 20]), 100);
  });

  it('is from one to the other of two values, and none of one', () => {
    assert.equal(growth([1, 2]), 100);
    assert.equal(growth([7]), 0);
    assert.throws(() => growth([]), RangeError);
  });
});
