import '../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { type Socket, snapshot } from '../../src/index.ts';
import { Following } from '../support/following.ts';
import { namespaceMissing } from '../support/in-namespace.ts';
import { cameDuring } from '../support/lives.ts';
import type { Replay } from '../support/replay.ts';
import { ShortConnections } from '../support/short-connections.ts';
import { skipUnless } from '../support/skip.ts';

const TCP = { protocols: ['tcp'] } as const;
const LEAST_BUFFER = 1;
const CONNECTIONS = 2000;
const HOUR = 3_600_000;
const skip = skipUnless(!namespaceMissing, namespaceMissing ?? '');

const rowOf = ({ state, localAddress, localPort, remotePort, inode, cookie }: Socket) =>
  [state, localAddress, localPort, remotePort, inode, cookie].join(' ');

/** Sockets that came while the stream ran, and reports that were lost. */
function cameAndLost(replay: Replay): [number, number] {
  const lost = replay.of('gap').reduce((sum, gap) => sum + (gap.lost ?? Number.NaN), 0);
  return [cameDuring(replay).size, lost];
}

describe('where the kernel has no room for its reports', { skip }, () => {
  const worlds: ShortConnections[] = [];
  const start = async (first: 'alternate' | 'reset') => {
    const world = await ShortConnections.start({ first, connections: CONNECTIONS, seconds: 0.7 });
    worlds.push(world);
    return world;
  };
  let alternating: ShortConnections;
  let resetting: ShortConnections;
  before(async () => {
    [alternating, resetting] = [await start('alternate'), await start('reset')];
  });
  after(() => Promise.all(worlds.map((world) => world.stop())));

  for (const [what, interval, pause, reset] of [
    ['is asleep', 100, 250, false],
    ['is awake', 20, 0, false],
    ['is asleep, of what leaves nothing behind', 100, 250, true],
    ['is awake, and only gaps make it look', HOUR, 0, true],
  ] as const) {
    it(`a stream has gaps, and is right again after them: whoever reads it ${what}`, async () => {
      const following = await Following.start({ ...TCP, interval, receiveBuffer: LEAST_BUFFER }, () => wait(pause));
      const { report, replay } = following;
      assert.ok((report.receiveBuffer as number) < 8192, `${report.receiveBuffer}`);
      const { sockets } = await (reset ? resetting : alternating).make();
      await following.until(() => cameAndLost(replay)[0] + cameAndLost(replay)[1] >= sockets);
      if (interval < HOUR) await following.catchUp();
      const snapped = Array.from(await snapshot(TCP), rowOf).sort();
      if (interval < HOUR) {
        await following.catchUp();
        assert.deepEqual(Array.from(replay.sockets.values(), rowOf).sort(), snapped);
      }
      await following.stop();

      const [came, lost] = cameAndLost(replay);
      // The last ones may not have been given any more.
      assert.ok(report.gaps > 0 && report.lost >= lost, `${report.lost} and ${lost}`);
      if (interval < HOUR) assert.equal(report.lost, lost);
      assert.ok(came <= sockets, `${came} of ${sockets} were told of`);
      assert.ok(came + lost >= sockets, `${came} of ${sockets} were told of, and ${lost} are lost`);
      // An answer that was dropped with a socket in it counts twice, and is one report too many.
      assert.ok(lost <= sockets + report.gaps, `${lost} of ${sockets} are lost, in ${report.gaps} gaps`);
    });
  }

  it('streams with room beside them lose nothing', async () => {
    const full = await Following.start({ ...TCP, receiveBuffer: LEAST_BUFFER });
    const roomy = await Following.start(TCP);
    await alternating.make();
    await Promise.all([full.catchUp(), roomy.catchUp()]);
    assert.ok(full.report.gaps > 0);
    assert.equal(roomy.report.gaps, 0);
    await Promise.all([full.stop(), roomy.stop()]);
  });
});
