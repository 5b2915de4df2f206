import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { newReport } from '../../../src/sockets/table/report.ts';
import { SocketTable } from '../../../src/sockets/table/socket-table.ts';
import { TablePool } from '../../../src/sockets/table/table-pool.ts';

const report = newReport();
const table = (rows: number, options = {}) => new SocketTable(rows, report, options);

describe('TablePool', () => {
  it('hands out an empty table again that was given back', () => {
    const pool = new TablePool();
    const given = table(8);
    given.length = 5;
    pool.give(given);
    assert.equal(pool.take(8, {}), given);
    assert.deepEqual([given.length, given.owners], [0, undefined]);
    assert.notEqual(pool.take(8, {}), given);
  });

  it('hands out none that is too small or lacks a group of columns', () => {
    const pool = new TablePool();
    for (const options of [{}, { unix: true }, { sctp: true }, { tcpInfo: true }, { memory: true }]) {
      const given = table(8, options);
      pool.give(given);
      assert.notEqual(pool.take(9, options), given);
      for (const other of [
        { unix: true, memory: true },
        { tcpInfo: true, memory: true },
      ]) {
        assert.notEqual(pool.take(8, other), given);
      }
      assert.equal(pool.take(8, options), given);
    }
  });

  it('hands a table out once, however often it was given back', () => {
    const pool = new TablePool();
    const given = table(8);
    pool.give(given);
    pool.give(given);
    assert.equal(pool.take(8, {}), given);
    assert.notEqual(pool.take(8, {}), given);
  });

  it('keeps the last few, and lets go of those before', () => {
    const pool = new TablePool();
    const given = Array.from({ length: 1000 }, () => table(8));
    for (const one of given) pool.give(one);
    const taken = given.map(() => pool.take(8, {}));
    const kept = taken.filter((one) => one !== undefined);
    assert.deepEqual(kept, given.slice(-4));
  });
});
