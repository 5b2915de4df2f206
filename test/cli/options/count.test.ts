import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { countOf } from '../../../src/cli/options/count.ts';

describe('countOf', () => {
  it('reads a whole number above 0', () => {
    for (const [text, count] of [
      ['1', 1],
      ['20', 20],
      ['007', 7],
    ] as const)
      assert.equal(countOf('--top', text), count);
  });

  it('takes for all what is more than there can be, with a million digits too', () => {
    for (const text of ['9'.repeat(20), '9'.repeat(400), '9'.repeat(1_000_000)])
      assert.equal(countOf('--top', text), Number.MAX_SAFE_INTEGER);
  });

  it('refuses everything else', () => {
    for (const text of ['', '0', '000', '-1', '+1', '1.5', '1e3', ' 1', '0x10', 'all'])
      assert.throws(() => countOf('--top', text), /--top wants a whole number above 0, not/);
  });
});
