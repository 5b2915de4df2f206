import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { GrowingColumns, NO_ROW } from '../../../src/watch/changes/change-columns.ts';

describe('columns that grow', () => {
  it('have each change with its number, and nothing else said of it', () => {
    const columns = new GrowingColumns();
    for (let i = 0; i < 1000; i++) {
      assert.equal(columns.add(i % 7, i % 3 === 0 ? NO_ROW : i, { wall: i, monotonic: 2 * i }), i);
      if (i % 5 === 0) columns.columns.id[i] = i + 1;
    }
    const { type, row, time, monotonic, id, unseen, least } = columns.trim();
    assert.equal(columns.length, 1000);
    for (let i = 0; i < 1000; i++) {
      assert.deepEqual(
        [type[i], row[i], time[i], monotonic[i], id[i], unseen[i], least[i]],
        [i % 7, i % 3 === 0 ? NO_ROW : i, i, 2 * i, i % 5 === 0 ? i + 1 : 0, 0, 0],
      );
    }
  });

  it('are as long as there are changes once they are trimmed', () => {
    for (const count of [0, 1, 63, 64, 65]) {
      const columns = new GrowingColumns();
      for (let i = 0; i < count; i++) columns.add(0, 0, { wall: 0, monotonic: 0 });
      assert.ok(Object.values(columns.trim()).every((column) => column.length === count));
    }
  });
});
