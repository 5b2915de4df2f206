import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CookieSet } from '../../../src/watch/known/cookie-set.ts';
import { madeTable } from '../../support/made-table.ts';

const MOST = 65_536;

describe('CookieSet', () => {
  it('has each cookie until it is taken out', () => {
    const set = new CookieSet();
    const table = madeTable([{ cookie: 1 }, { cookie: 2 ** 32 }, { cookie: 2 ** 32 + 1 }, { cookie: 2 ** 53 - 1 }]);
    for (const row of [0, 1, 3]) set.add(table, row);
    assert.deepEqual(
      [0, 1, 2, 3].map((row) => set.delete(table, row)),
      [true, true, false, true],
    );
    assert.deepEqual(
      [0, 1, 2, 3].map((row) => set.delete(table, row)),
      [false, false, false, false],
    );
  });

  it('lets the oldest go when it is full', () => {
    const set = new CookieSet();
    const table = madeTable(Array.from({ length: MOST + 2 }, (_, i) => ({ cookie: i + 1 })));
    for (let row = 0; row < table.length; row++) set.add(table, row);
    assert.deepEqual(
      [0, 1, 2, MOST, MOST + 1].map((row) => set.delete(table, row)),
      [false, false, true, true, true],
    );
  });
});
