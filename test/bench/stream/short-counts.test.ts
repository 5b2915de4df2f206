import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { ShortCounts } from '../../../bench/stream/short-counts.ts';
import { newReport } from '../../../src/sockets/table/report.ts';
import { SocketTable } from '../../../src/sockets/table/socket-table.ts';
import { CHANGE_TYPES, type ChangeType } from '../../../src/watch/changes/change.ts';
import { ChangeBatch } from '../../../src/watch/changes/change-batch.ts';
import { GrowingColumns, NO_ROW } from '../../../src/watch/changes/change-columns.ts';
import type { WatchReport } from '../../../src/watch/changes/watch-report.ts';

const SERVER = 4000;

/** A change of a socket with two ports, or of none. Without a cookie these tell it from others. */
type Made = [type: ChangeType, local?: number, remote?: number, unseen?: 'unseen' | '', cookie?: number];

function batch(...made: Made[]): ChangeBatch {
  const sockets = new SocketTable(made.length, newReport());
  const growing = new GrowingColumns();
  for (const [type, local, remote = 0, unseen, cookie] of made) {
    const row = local === undefined ? NO_ROW : sockets.length++;
    const change = growing.add(CHANGE_TYPES.indexOf(type), row, { wall: 0, monotonic: 0 });
    if (unseen) growing.columns.unseen[change] = 1;
    if (local === undefined) continue;
    sockets.localPort[row] = local;
    sockets.remotePort[row] = remote;
    sockets.cookie.set([cookie ?? local * 0x10000 + remote, 1], 2 * row);
  }
  return new ChangeBatch(growing.trim(), sockets, {} as WatchReport, new Map());
}

describe('counts of short sockets', () => {
  let short: ShortCounts;
  const added = (...made: Made[]) => {
    short.add(batch(...made));
    const { reported, unseen, wrong } = short.counts;
    return { reported, unseen, wrong };
  };

  beforeEach(() => {
    short = new ShortCounts([SERVER, 4001]);
  });

  it('are both ends of each connection', () => {
    const counts = added(['opened', SERVER, 5000], ['opened', 5000, SERVER], ['opened', 5000, 4001]);
    assert.deepEqual(counts, { reported: 3, unseen: 0, wrong: 0 });
    assert.equal(short.counts.changes.opened, 3);
  });

  it('leave out other connections, and the servers', () => {
    const counts = added(['opened', 80, 5000], ['present', SERVER], ['closed', 5000, 443], ['closed', SERVER]);
    assert.deepEqual(counts, { reported: 0, unseen: 0, wrong: 0 });
    assert.equal(short.counts.changes.closed, 0);
  });

  it('are one of a socket that opens, changes and closes', () => {
    added(['opened', 5000, SERVER]);
    added(['changed', 5000, SERVER]);
    assert.deepEqual(added(['closed', 5000, SERVER]), { reported: 1, unseen: 0, wrong: 0 });
  });

  it('are one of an unseen socket, whether something of it is left or not', () => {
    const gone = added(['closed', 5000, SERVER, 'unseen']);
    assert.deepEqual(gone, { reported: 1, unseen: 1, wrong: 0 });
    added(['opened', 5001, SERVER, 'unseen']);
    assert.deepEqual(added(['closed', 5001, SERVER]), { reported: 2, unseen: 2, wrong: 0 });
    added(['opened', 5002, SERVER, 'unseen']);
    assert.deepEqual(added(['closed', 5002, SERVER, 'unseen']), { reported: 3, unseen: 3, wrong: 0 });
  });

  it('tell sockets with the same ports apart by their cookies', () => {
    added(['opened', 5000, SERVER, 'unseen', 1], ['opened', 5000, SERVER, '', 2]);
    const counts = added(['closed', 5000, SERVER, '', 1], ['closed', 5000, SERVER, '', 2]);
    assert.deepEqual(counts, { reported: 2, unseen: 1, wrong: 0 });
    const udp = added(['closed', 0, SERVER, 'unseen', 3], ['closed', 0, SERVER, 'unseen', 4]);
    assert.deepEqual(udp, { reported: 4, unseen: 3, wrong: 0 });
  });

  it('are wrong where one opens that was open, or closes that was not', () => {
    const twice = added(['opened', 5000, SERVER], ['opened', 5000, SERVER]);
    assert.equal(twice.wrong, 1);
    assert.equal(added(['closed', 5001, SERVER]).wrong, 2);
  });

  it('take a port for a new socket once the one before has closed', () => {
    const counts = added(['opened', 5000, SERVER], ['closed', 5000, SERVER], ['opened', 5000, SERVER]);
    assert.deepEqual(counts, { reported: 2, unseen: 0, wrong: 0 });
  });

  it('have every gap and late tick', () => {
    short.add(batch(['gap'], ['late'], ['gap']));
    const { gap, late } = short.counts.changes;
    assert.deepEqual({ gap, late }, { gap: 2, late: 1 });
  });
});
