import '../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { Following } from '../support/following.ts';
import { namespaceMissing } from '../support/in-namespace.ts';
import { cameDuring } from '../support/lives.ts';
import { ShortConnections } from '../support/short-connections.ts';
import { skipUnless } from '../support/skip.ts';

const CONNECTIONS = 4000;
const SECONDS = 2;
const PAUSE = 500;
const skip = skipUnless(!namespaceMissing, namespaceMissing ?? '');

describe('a stream whose reader', { skip }, () => {
  let world: ShortConnections;
  before(async () => {
    world = await ShortConnections.start({ connections: CONNECTIONS, seconds: SECONDS, first: 'reset' });
  });
  after(() => world.stop());

  it('is slow has fewer and larger batches, and all that happened is in them', async () => {
    let widest = 0;
    const slow = await Following.start({ protocols: ['tcp'], interval: 50 }, (batch) => {
      widest = Math.max(widest, batch.length);
      return wait(PAUSE);
    });
    const quick = await Following.start({ protocols: ['tcp'], interval: 50 });
    const { sockets } = await world.make();
    for (const following of [slow, quick]) await following.until((replay) => cameDuring(replay).size >= sockets);
    await Promise.all([slow.catchUp(), quick.catchUp()]);
    await Promise.all([slow.stop(), quick.stop()]);
    for (const { replay, report } of [slow, quick]) {
      assert.deepEqual([cameDuring(replay).size, report.gaps], [sockets, 0]);
    }
    assert.ok(slow.replay.batches * 2 < quick.replay.batches, `${slow.replay.batches} and ${quick.replay.batches}`);
    assert.ok(widest > sockets / 20, `${widest}`);
  });

  it('does not come back leaves what happens with the kernel', async () => {
    let wake: () => void = () => {};
    const asleep = new Promise<void>((resolve) => {
      wake = resolve;
    });
    const following = await Following.start({ protocols: ['tcp'], interval: 10 }, () => asleep);
    const { ticks } = following.report;
    const { sockets: told } = await world.make();
    assert.equal(following.report.ticks, ticks);
    wake();
    await following.until((replay) => cameDuring(replay).size >= told);
    await following.catchUp();
    await following.stop();
    assert.deepEqual([cameDuring(following.replay).size, following.report.gaps], [told, 0]);
  });

  it('wants more than can be done is told of ticks that took longer, and they never overlap', async () => {
    const following = await Following.start({ interval: 1, owners: true, verifyInterval: 1, ownerMethod: 'procfs' });
    await following.until(({ changes }) => changes.some(({ type }) => type === 'late'));
    await following.stop();
    const { replay, report } = following;
    const late = replay.of('late');
    let end = 0;
    for (const change of late) {
      assert.equal(change.interval, 1);
      assert.ok(change.took > 1, `${change.took}`);
      assert.ok(change.monotonic - change.took >= end, 'it began before the one before it was over');
      end = change.monotonic;
    }
    assert.ok(report.late >= late.length && report.ticks >= report.late);
  });
});
