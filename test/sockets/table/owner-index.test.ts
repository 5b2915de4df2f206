import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { NO_OWNER, type OwnerProcess } from '../../../src/sockets/table/owner-chains.ts';
import { OwnerIndex } from '../../../src/sockets/table/owner-index.ts';
import { randomNumbers } from '../../support/fixtures.ts';

const bytes = (text: string) => Buffer.from(text, 'latin1');

function processMap(...entries: [pid: number, argv0: string, comm: string][]): Map<number, OwnerProcess> {
  return new Map(entries.map(([pid, argv0, comm]) => [pid, { pid, argv0: bytes(argv0), comm: bytes(comm) }]));
}

const build = (triples: number[][], processes = processMap()) =>
  OwnerIndex.build(Uint32Array.from(triples.flat()), processes, () => setImmediate());

describe('OwnerIndex', () => {
  it('gives all the owners of an inode in the order of their pids and descriptors', async () => {
    const triples = [
      [70, 1, 3],
      [71, 1, 4],
      [70, 2, 3],
      [70, 2, 9],
      [70, 30, 1],
    ];
    const index = await build(triples, processMap([1, '/sbin/init', 'systemd'], [2, 'a/b', 'c'], [30, '', '']));
    assert.deepEqual(index.owners(index.find(70)), [
      { pid: 1, fd: 3, name: 'init', comm: 'systemd' },
      { pid: 2, fd: 3, name: 'a/b', comm: 'c' },
      { pid: 2, fd: 9, name: 'a/b', comm: 'c' },
      { pid: 30, fd: 1, name: '', comm: '' },
    ]);
    assert.equal(index.owners(index.find(71)).length, 1);
    assert.equal(index.length, 5);
  });

  it('knows nobody of an inode that is not there', async () => {
    const index = await build([[70, 1, 3]]);
    assert.equal(index.find(69), NO_OWNER);
    assert.deepEqual(index.owners(index.find(69)), []);
    assert.equal((await build([])).find(1), NO_OWNER);
  });

  it('has no owner for inode 0, which stands for none', async () => {
    assert.equal((await build([[70, 1, 3]])).find(0), NO_OWNER);
    assert.equal(
      (
        await build([
          [0, 1, 3],
          [70, 1, 4],
        ])
      ).find(0),
      NO_OWNER,
      'even if a descriptor claims it',
    );
  });

  // Strides of a power of two meet in few slots of a table that is one.
  for (const [what, inodeOf] of [
    ['in sequence', (i: number) => i + 1],
    ['a power of two apart', (i: number) => ((i * 65536) >>> 0) + (i >>> 16) + 1],
    ['from the upper end', (i: number) => 0xffffffff - i],
    ['at random, shared by several', (_: number, random: (bound: number) => number) => 1 + random(20_000)],
  ] as const) {
    it(`agrees with a Map over tens of thousands of inodes ${what}`, async () => {
      const random = randomNumbers(6);
      const model = new Map<number, number[]>();
      const triples = Array.from({ length: 50_000 }, (_, i) => {
        const inode = inodeOf(i, random);
        model.set(inode, [...(model.get(inode) ?? []), i]);
        return [inode, 1 + (i >> 8), i & 0xff];
      });
      let pauses = 0;
      const index = await OwnerIndex.build(Uint32Array.from(triples.flat()), processMap(), async () => {
        pauses++;
      });
      assert.ok(pauses > 0, 'it was built without a pause');
      for (const [inode, owners] of model) {
        const found = [];
        for (let at = index.find(inode); at !== NO_OWNER; at = index.next[at] as number) found.push(at);
        assert.deepEqual(found, owners);
      }
      for (let i = 0; i < 1000; i++) {
        const inode = random(0xffffffff);
        if (!model.has(inode)) assert.equal(index.find(inode), NO_OWNER);
      }
    });
  }

  it('stops building when a pause throws, as it does for a signal', async () => {
    const triples = new Uint32Array(3 * 100_000).fill(5);
    const pause = async () => {
      throw new Error('enough');
    };
    await assert.rejects(OwnerIndex.build(triples, processMap(), pause), { message: 'enough' });
  });
});
