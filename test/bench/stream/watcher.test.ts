import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { WatcherBundle } from '../../../bench/stream/bundle.ts';
import { measureMemory } from '../../../bench/stream/measure-memory.ts';
import { measureShort } from '../../../bench/stream/measure-short.ts';
import { differences } from '../../../bench/stream/measure-ticks.ts';
import { WatcherProgram } from '../../../bench/stream/watcher-program.ts';
import { BenchWorld } from '../../../bench/world.ts';
import { skipUnless } from '../../support/skip.ts';

const SOCKETS = 200;
const DAY_MS = 86_400_000;
const isRoot = process.geteuid?.() === 0;
const canMake = isRoot && spawnSync('unshare', ['--net', 'python3', '--version']).status === 0;

describe('the watcher of the benchmarks', {
  skip: skipUnless(canMake, 'no root with network namespaces and python3'),
}, () => {
  let bundle: WatcherBundle;

  before(() => {
    bundle = new WatcherBundle();
  });

  after(() => {
    bundle.remove();
    assert.ok(!existsSync(bundle.file));
  });

  describe('over steady sockets', () => {
    let world: BenchWorld;
    let watcher: WatcherProgram;

    before(async () => {
      world = await BenchWorld.start('few', SOCKETS);
      watcher = new WatcherProgram(world, bundle.file);
    });

    after(async () => {
      await watcher.stop();
      await world.stop();
    });

    it('has nothing to tell before it watches', async () => {
      await assert.rejects(watcher.progress(), /nothing is watched/);
    });

    it('knows at first all sockets and their owners', async () => {
      const query = { protocols: ['tcp'], owners: true, verifyInterval: DAY_MS } as const;
      const { sockets, owned, pid } = await watcher.watch({ query, byHand: true });
      assert.deepEqual({ sockets, owned }, { sockets: SOCKETS, owned: SOCKETS });
      assert.ok(existsSync(`/proc/${pid}`));
    });

    it('ticks once when it is told to, and measures that', async () => {
      const { report } = await watcher.progress();
      const { wall, user, system } = await watcher.tick();
      assert.ok(wall > 0 && user + system > 0);
      assert.equal((await watcher.progress()).report.ticks, report.ticks + 1);
    });

    it('verifies owners when it is told to, and not else', async () => {
      const verified = async () => (await watcher.progress()).report.verifyMs;
      const first = await verified();
      await watcher.tick();
      assert.equal(await verified(), first);
      await watcher.tick({ verify: true });
      assert.notEqual(await verified(), first);
    });

    it('measures the longest block of the event loop in a tick', async () => {
      assert.ok(((await watcher.tick({ block: true })).block as number) >= 0);
    });
  });

  it('has every end of short connections reported once', async () => {
    const plan = { user: 'root', protocol: 'tcp', family: 4, steady: 10, connections: 40, over: 0.4 } as const;
    const { measured } = await measureShort(plan, bundle.file);
    assert.deepEqual(
      [measured?.accepted, measured?.sockets, measured?.counts.reported, measured?.counts.wrong, measured?.gaps],
      [40, 80, 80, 0, 0],
    );
    assert.ok((measured?.cpu as number) > 0);
  });

  it('cannot run where nobody may read it, and that is the reason there is', async () => {
    const plan = { user: 'nobody', protocol: 'tcp', family: 4, steady: 10, connections: 40, over: 0.4 } as const;
    const { measured, unavailable } = await measureShort(plan, '/root/no-such-watcher.mjs');
    assert.equal(measured, undefined);
    assert.match(unavailable as string, /./);
  });

  it('is looked at for its memory while connections come and go', async () => {
    const { accepted, sockets, counts, samples, gaps } = await measureMemory(
      { rate: 50, steady: 10, minutes: 0.05, warmUp: 1 },
      bundle.file,
    );
    assert.equal(accepted, 200);
    assert.equal(gaps, 0);
    assert.equal(counts.reported, sockets);
    assert.ok(samples.length >= 3);
    assert.ok((samples[0]?.live as number) > 0);
    for (const { rss, heapUsed } of samples) assert.ok(rss > heapUsed && heapUsed > 0);
  });
});

describe('the world of ticks', () => {
  it('is watched whole, with all owners, or that is an error', () => {
    assert.deepEqual(differences(100, { sockets: 100, owned: 100 }), []);
    assert.deepEqual(differences(100, { sockets: 99, owned: 98 }), [
      'the stream began with 99 sockets of 100',
      'it knew the owners of 98 sockets of 100',
    ]);
  });
});
