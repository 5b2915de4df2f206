import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Batch } from '../../src/kernel/batch.ts';

/** Three rows in one record, as a parser overwrites it. */
function batch(): { batch: Batch<{ value: number }, string>; walks: () => number } {
  let walks = 0;
  const record = { value: 0 };
  const walk = (visit: (record: { value: number }) => void) => {
    walks++;
    for (record.value = 1; record.value <= 3; record.value++) visit(record);
  };
  return { batch: new Batch(walk, ({ value }) => `row ${value}`), walks: () => walks };
}

describe('Batch', () => {
  it('visits each row with one and the same record, as often as it is asked', () => {
    const { batch: rows } = batch();
    for (let round = 0; round < 2; round++) {
      const seen: number[] = [];
      const records = new Set<unknown>();
      rows.forEach((record) => {
        seen.push(record.value);
        records.add(record);
      });
      assert.deepEqual(seen, [1, 2, 3]);
      assert.equal(records.size, 1);
    }
  });

  it('iterates over rows of their own, which a later walk does not change', () => {
    const { batch: rows } = batch();
    assert.deepEqual([...rows], ['row 1', 'row 2', 'row 3']);
    assert.deepEqual([...rows], ['row 1', 'row 2', 'row 3']);
  });

  it('reads nothing before it is asked to', () => {
    assert.equal(batch().walks(), 0);
  });
});
