import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ENDED, KnownSockets, REMAINED } from '../../../src/watch/known/known-sockets.ts';
import { Remains } from '../../../src/watch/known/remains.ts';
import { type MadeRow, madeTable } from '../../support/made-table.ts';

function setUp() {
  const known = new KnownSockets({});
  const remains = new Remains(known);
  const add = (row: MadeRow) => {
    const slot = known.add(madeTable([{ state: 'TIME_WAIT', ...row }]), 0, 1, 0, 0);
    known.flag(slot, REMAINED);
    remains.add(slot);
    return slot;
  };
  return { known, remains, add, find: (row: MadeRow) => remains.find(madeTable([row]), 0) };
}

describe('what is left of connections that nobody knew', () => {
  it('is found by its addresses alone', () => {
    const { add, find } = setUp();
    const slot = add({ cookie: 1 });
    const other = add({ cookie: 2, remote: [10, 0, 0, 9] });
    assert.deepEqual([find({}), find({ remote: [10, 0, 0, 9] })], [slot, other]);
    assert.deepEqual([find({ remote: [10, 0, 0, 8] }), find({ localPort: 7 }), find({ remotePort: 7 })], [-1, -1, -1]);
  });

  it('is left of one connection each, the older first', () => {
    const { known, remains, add, find } = setUp();
    const older = add({ cookie: 1 });
    assert.deepEqual(remains.turn(), [older]);
    const recent = add({ cookie: 2 });
    assert.deepEqual([remains.has(older), remains.has(recent)], [false, true]);
    assert.equal(find({}), older);
    known.flag(older, ENDED);
    assert.equal(find({}), recent);
    known.forget(recent);
    assert.equal(find({}), -1);
  });

  it('is remembered for the next tick and not for the one after it', () => {
    const { remains, add, find } = setUp();
    const slot = add({ cookie: 1 });
    remains.turn();
    assert.equal(find({}), slot);
    assert.deepEqual(remains.turn(), []);
    assert.equal(find({}), -1);
  });
});
