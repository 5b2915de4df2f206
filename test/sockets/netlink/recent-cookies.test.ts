import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RecentCookies } from '../../../src/sockets/netlink/recent-cookies.ts';

describe('RecentCookies', () => {
  it('knows each of the last 8192 cookies again, and takes none for another', () => {
    const set = new RecentCookies();
    const rows = new Map<string, number>();
    let seed = 1;
    const random = () => {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
      return seed;
    };
    for (let row = 0; row < 200_000; row++) {
      // Few enough low words that many differ in the high word alone.
      const [low, high] = [(random() >>> 16) + 1, (random() >>> 30) + (row % 7 === 0 ? 0x80000000 : 0)];
      const key = `${low} ${high}`;
      const before = rows.get(key);
      if (row % 1000 === 0) set.beginBatch(1000);
      const fresh = set.add(low, high);
      if (before === undefined) assert.ok(fresh, `${key} was never there`);
      else if (row - before <= 8192 - 1000) assert.ok(!fresh, `${key} was there ${row - before} rows ago`);
      if (fresh) rows.set(key, row);
    }
    assert.ok(rows.size > 50_000 && rows.size < 200_000);
  });

  it('knows the last ones of more rows in one batch than it keeps', () => {
    const set = new RecentCookies();
    set.beginBatch(100_000);
    for (let i = 1; i <= 100_000; i++) assert.ok(set.add(i, 0));
    for (let i = 100_000 - 8191; i <= 100_000; i++) assert.equal(set.add(i, 0), false);
    assert.equal(set.add(1, 0), true);
  });

  it('takes runs of cookies that are a power of two apart as fast as any', () => {
    const set = new RecentCookies();
    for (let run = 0; run < 8; run++) {
      for (let i = 1; i <= 20_000; i++) assert.ok(set.add(run * 0x100000 + i, 0));
    }
    assert.equal(set.add(7 * 0x100000 + 20_000, 0), false);
  });

  it('knows a cookie whose low word is 0', () => {
    const set = new RecentCookies();
    assert.deepEqual([set.add(0, 1), set.add(0, 1), set.add(0, 2)], [true, false, true]);
  });

  it('takes sockets without a cookie for different ones', () => {
    const set = new RecentCookies();
    assert.deepEqual([set.add(0, 0), set.add(0, 0)], [true, true]);
  });
});
