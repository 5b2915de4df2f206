import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Owners } from '../../../src/sockets/owners/owners.ts';
import { OwnerIndex } from '../../../src/sockets/table/owner-index.ts';
import { OwnerFinds } from '../../../src/watch/owners/owner-finds.ts';

const range = (length: number) => Array.from({ length }, (_, i) => i + 1);

/** What one step finds, among so many processes. */
async function step(
  triples: readonly (readonly [number, number, number])[],
  scanned = 1,
  method: 'bpf' | 'procfs' = 'procfs',
): Promise<Owners> {
  const processes = new Map(
    triples.map(([, pid]) => [pid, { pid, argv0: Buffer.from(`p${pid}`), comm: Buffer.from('') }]),
  );
  const index = await OwnerIndex.build(Uint32Array.from(triples.flat()), processes, async () => {});
  return {
    index,
    method: { method },
    counts: { scanned, vanished: 2 * scanned, forbidden: 3 * scanned },
    incomplete: [],
  };
}

describe('OwnerFinds', () => {
  it('misses what no step has found, and not what was given up meanwhile', async () => {
    const wanted = new Set([70, 71, 72, 73]);
    const finds = new OwnerFinds(wanted);
    assert.deepEqual(await finds.missing(), wanted);
    finds.add(await step([[70, 5, 3]]));
    finds.add(await step([[72, 4, 3]]));
    assert.deepEqual([...(await finds.missing())], [71, 73]);
    wanted.delete(73);
    assert.deepEqual([...(await finds.missing())], [71]);
  });

  it('looks for a great many in slices, and stops for a signal', async () => {
    const wanted = new Set(range(100_000));
    const finds = new OwnerFinds(wanted);
    finds.add(await step([[99_999, 5, 3]]));
    let turns = 0;
    let immediate = setImmediate(function turn() {
      turns++;
      immediate = setImmediate(turn);
    });
    assert.equal((await finds.missing()).size, 99_999);
    clearImmediate(immediate);
    assert.ok(turns > 3, `${turns} turns`);
    const controller = new AbortController();
    const missing = finds.missing(controller.signal);
    controller.abort(new Error('enough'));
    await assert.rejects(missing, { message: 'enough' });
  });

  it('is nothing without a step, and that step when there is one', async () => {
    const finds = new OwnerFinds(new Set([70]));
    assert.equal(await finds.join(), undefined);
    const only = await step([[70, 5, 3]]);
    finds.add(only);
    assert.equal(await finds.join(), only);
  });

  it('joins the owners, names and counts of several steps', async () => {
    const finds = new OwnerFinds(new Set([70, 71, 72]));
    finds.add(
      await step(
        [
          [70, 50, 3],
          [71, 50, 4],
          [70, 60, 3],
        ],
        2,
      ),
    );
    finds.add(await step([]));
    finds.add(
      await step(
        [
          [72, 5, 3],
          [72, 50, 9],
        ],
        4,
      ),
    );
    const found = await finds.join();
    assert.ok(found);
    const ownersOf = (inode: number) =>
      found.index.owners(found.index.find(inode)).map(({ name, fd }) => `${name}:${fd}`);
    assert.deepEqual([70, 71, 72, 73].map(ownersOf), [['p50:3', 'p60:3'], ['p50:4'], ['p5:3', 'p50:9'], []]);
    assert.deepEqual(found.counts, { scanned: 7, vanished: 14, forbidden: 21 });
  });

  it('has the counts of bpf alone when it was the last, for it went through all processes', async () => {
    const finds = new OwnerFinds(new Set([70, 71]));
    finds.add(await step([[70, 5, 3]], 2));
    finds.add(await step([[71, 6, 3]], 50, 'bpf'));
    const found = await finds.join();
    assert.deepEqual(found?.method, { method: 'bpf' });
    assert.equal(found?.counts.scanned, 50);
    assert.equal(found?.index.length, 2);
  });
});
