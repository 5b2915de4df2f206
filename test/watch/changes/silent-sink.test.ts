import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ChangeSink } from '../../../src/watch/changes/change-sink.ts';
import { SilentSink } from '../../../src/watch/changes/silent-sink.ts';
import { KnownSockets } from '../../../src/watch/known/known-sockets.ts';
import { madeTable } from '../../support/made-table.ts';

describe('a sink that keeps nothing', () => {
  it('frees the slots of what is closed all the same', async () => {
    const known = new KnownSockets({});
    const sink: ChangeSink = new SilentSink(known, undefined);
    const slot = known.add(madeTable([{ cookie: 1 }]), 0, 1, 0, 0);
    sink.present('present', slot);
    sink.changed(slot, 1);
    sink.gap(1);
    sink.late(1, 1);
    sink.owner(slot, []);
    sink.unseen(madeTable([{}]), 0, 0, 0);
    known.forget(slot);
    sink.closed(slot, 0, 0);
    assert.deepEqual([sink.length, sink.ended.slots], [0, [slot]]);
    await sink.ended.release(async () => {});
    assert.deepEqual(sink.ended.slots, []);
    assert.equal(known.add(madeTable([{ cookie: 2 }]), 0, 1, 0, 0), slot);
  });
});
