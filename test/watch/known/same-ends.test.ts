import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { KnownSockets } from '../../../src/watch/known/known-sockets.ts';
import { type MadeRow, madeTable } from '../../support/made-table.ts';

describe('two connections of /proc with the same ends', () => {
  for (const [what, rows] of [
    ['with inodes 0 and 5', [{ inode: 0 }, { inode: 5 }]],
    ['with inodes 5 and 0', [{ inode: 5 }, { inode: 0 }]],
    ['with two inodes', [{ inode: 5 }, { inode: 6 }]],
    ['without inodes, in two states', [{ state: 'TIME_WAIT' }, { state: 'FIN_WAIT2' }]],
    ['without inodes, in SYN_RECV and beyond', [{ state: 'SYN_RECV' }, { state: 'ESTABLISHED' }]],
  ] as [string, MadeRow[]][]) {
    it(`are found again in their own slots at every look: ${what}`, () => {
      const table = madeTable(rows);
      const known = new KnownSockets({});
      const slots = rows.map((_, row) => {
        assert.equal(known.find(table, row, 1), -1, `row ${row} is new`);
        return known.add(table, row, 1, 0, 0);
      });
      for (let tick = 2; tick < 5; tick++) {
        const found = rows.map((_, row) => {
          const slot = known.find(table, row, tick);
          known.page(slot).tick[slot] = tick;
          known.renew(slot, table, row);
          return slot;
        });
        assert.deepEqual(found, slots, `look ${tick}`);
      }
    });
  }

  it('are one where they are listed twice and nothing tells them apart', () => {
    const table = madeTable([{ state: 'TIME_WAIT' }, { state: 'TIME_WAIT' }]);
    const known = new KnownSockets({});
    const slot = known.add(table, 0, 1, 0, 0);
    assert.equal(known.find(table, 1, 1), slot);
  });
});
