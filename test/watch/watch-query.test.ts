import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SYSTEM_CLOCK } from '../../src/watch/changes/clock.ts';
import { snapshots, startSnapshots } from '../../src/watch/snapshots.ts';
import { watch } from '../../src/watch/watch.ts';
import { type SnapshotsQuery, type WatchQuery, watchSettings } from '../../src/watch/watch-query.ts';

describe('what a stream is asked', () => {
  it('has defaults', () => {
    assert.deepEqual(watchSettings({}), {
      interval: 1000,
      verifyInterval: 30_000,
      queues: false,
      tcpInfo: false,
      receiveBuffer: 32 << 20,
    });
  });

  it('may say all of it', () => {
    const query = { interval: 1.5, verifyInterval: 1, changes: ['tcpInfo', 'queues'], receiveBuffer: 1 } as const;
    assert.deepEqual(watchSettings(query), {
      interval: 1.5,
      verifyInterval: 1,
      queues: true,
      tcpInfo: true,
      receiveBuffer: 1,
    });
    assert.deepEqual(watchSettings({ changes: ['queues'] }).tcpInfo, false);
    assert.equal(watchSettings({ interval: 0x7fffffff }).interval, 0x7fffffff);
  });

  for (const [query, message] of [
    [{ interval: 0 }, /^interval: '0' is not a number from 1 to 2147483647$/],
    [{ interval: 0x80000000 }, /^interval: /],
    [{ interval: Number.NaN }, /^interval: 'NaN'/],
    [{ interval: '5' }, /^interval: '5'/],
    [{ verifyInterval: -1 }, /^verifyInterval: /],
    [{ verifyInterval: Number.POSITIVE_INFINITY }, /^verifyInterval: /],
    [{ receiveBuffer: 0 }, /^receiveBuffer: /],
    [{ receiveBuffer: 2 ** 30 }, /^receiveBuffer: /],
    [{ changes: ['queue'] }, /^changes: unknown 'queue', known are queues, tcpInfo$/],
    [{ changes: 'queues' }, /^changes must be an array$/],
    [{ protocols: ['tpc'] }, /^protocols: unknown 'tpc'/],
    [{ signal: {} }, /^signal must be an AbortSignal$/],
    [null, /^query must be an object$/],
  ] as const) {
    it(`may not be ${JSON.stringify(query)}, which is said at once`, () => {
      const wrong = query as unknown as WatchQuery;
      assert.throws(() => watchSettings(wrong), { name: 'TypeError', message });
      assert.throws(() => watch(wrong), { name: 'TypeError', message });
      const unknown = query && ('changes' in query || 'receiveBuffer' in query);
      const refusal = { name: 'TypeError', message: unknown ? /^\w+: a query has no such key; / : message };
      assert.throws(() => startSnapshots(wrong, SYSTEM_CLOCK), refusal);
    });
  }

  for (const [key, value] of [
    ['changes', ['queues']],
    ['receiveBuffer', 4096],
  ] as const) {
    it(`may not say ${key} where no changes are told`, () => {
      const message = new RegExp(`^${key}: a query has no such key; `);
      for (const said of [value, undefined]) {
        assert.throws(() => snapshots({ [key]: said } as SnapshotsQuery), { name: 'TypeError', message });
      }
    });
  }
});
