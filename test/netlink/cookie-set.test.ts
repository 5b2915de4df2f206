import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CookieSet } from '../../src/netlink/cookie-set.ts';

describe('CookieSet', () => {
  it('knows each of a hundred thousand cookies again, and no other', () => {
    const set = new CookieSet();
    const model = new Set<string>();
    let seed = 1;
    const random = () => {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
      return seed;
    };
    for (let i = 0; i < 200_000; i++) {
      // Few enough low words that many differ in the high word alone.
      const [low, high] = [(random() >>> 16) + 1, (random() >>> 30) + (i % 7 === 0 ? 0x80000000 : 0)];
      const key = `${low} ${high}`;
      assert.equal(set.add(low, high), !model.has(key), key);
      model.add(key);
    }
    assert.ok(model.size > 50_000 && model.size < 200_000);
  });

  it('takes runs of cookies that are a power of two apart as fast as any', () => {
    const set = new CookieSet();
    for (let run = 0; run < 8; run++) {
      for (let i = 1; i <= 20_000; i++) assert.ok(set.add(run * 0x100000 + i, 0));
    }
    assert.equal(set.add(1, 0), false);
  });

  it('knows a cookie whose low word is 0', () => {
    const set = new CookieSet();
    assert.deepEqual([set.add(0, 1), set.add(0, 1), set.add(0, 2)], [true, false, true]);
  });

  it('takes sockets without a cookie for different ones', () => {
    const set = new CookieSet();
    assert.deepEqual([set.add(0, 0), set.add(0, 0)], [true, true]);
  });
});
