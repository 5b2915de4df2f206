import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Batch } from '../../src/kernel/batch.ts';
import { newTableReport } from '../../src/kernel/report.ts';
import { collect, plain, Rows, tableScan } from '../../src/kernel/rows.ts';

describe('Rows', () => {
  const report = newTableReport();
  const rows = new Rows(
    [
      { name: 'lo', bytes: 12n },
      { name: 'eth0', bytes: 2n ** 63n },
    ],
    report,
  );

  it('is read by length, by index from either end, and by iterating', () => {
    assert.equal(rows.length, 2);
    assert.deepEqual([rows.at(0)?.name, rows.at(-1)?.name, rows.at(2)], ['lo', 'eth0', undefined]);
    assert.deepEqual(
      [...rows].map(({ bytes }) => bytes),
      [12n, 2n ** 63n],
    );
    assert.equal(rows.report, report);
  });

  it('becomes JSON with bigints as numbers, exact up to 2^53', () => {
    assert.equal(JSON.stringify(rows), '[{"name":"lo","bytes":12},{"name":"eth0","bytes":9223372036854776000}]');
  });
});

describe('plain', () => {
  it('copies what is nested and leaves what JSON knows as it is', () => {
    const value = { list: [1n, { deep: 2n }], nothing: null, text: 'x', number: 1.5, yes: true };
    assert.deepEqual(plain(value), { list: [1, { deep: 2 }], nothing: null, text: 'x', number: 1.5, yes: true });
    assert.deepEqual(value.list[0], 1n);
  });
});

describe('collect', () => {
  it('has the rows of all batches in their order, and the report of the scan', async () => {
    const report = newTableReport();
    async function* batches() {
      for (const values of [[1, 2], [], [3]]) {
        const walk = (visit: (value: number) => void) => {
          for (const value of values) visit(value);
        };
        yield new Batch(walk, (value) => value * 10);
      }
    }
    const scan = tableScan(batches(), report);
    assert.equal(scan.report, report);
    const rows = await collect(scan);
    assert.deepEqual([...rows], [10, 20, 30]);
    assert.equal(rows.report, report);
  });
});
