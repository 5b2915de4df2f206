import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ChainBuilder } from '../../../src/sockets/table/chain-builder.ts';
import { NO_OWNER, type OwnerChains, TRIPLE } from '../../../src/sockets/table/owner-chains.ts';
import { randomNumbers } from '../../support/fixtures.ts';

type Pair = [pid: number, fd: number];

function add(builder: ChainBuilder, inode: number, owners: readonly Pair[]): number {
  builder.begin(inode);
  for (const [pid, fd] of owners) builder.add(pid, fd);
  return builder.end();
}

const pairsOf = (chains: OwnerChains, first: number) => chains.owners(first).map(({ pid, fd }): Pair => [pid, fd]);

describe('ChainBuilder', () => {
  it('chains the owners of each socket in the order they were added', () => {
    const builder = new ChainBuilder();
    const owners: Pair[][] = [
      [[1, 3]],
      [],
      [
        [1, 4],
        [2, 4],
        [2, 5],
      ],
      [],
      [[9, 9]],
    ];
    const firsts = owners.map((pairs, at) => add(builder, 70 + at, pairs));
    assert.equal(firsts[1], NO_OWNER);
    const chains = builder.build(new Map());
    assert.deepEqual(
      firsts.map((first) => pairsOf(chains, first)),
      owners,
    );
    assert.deepEqual([...chains.triples], [70, 1, 3, 72, 1, 4, 72, 2, 4, 72, 2, 5, 74, 9, 9]);
    assert.equal(chains.length, 5);
  });

  it('has nothing in it at first', () => {
    const builder = new ChainBuilder();
    assert.equal(builder.end(), NO_OWNER);
    assert.equal(builder.build(new Map()).length, 0);
  });

  it('gives the names it is given', () => {
    const builder = new ChainBuilder();
    const first = add(builder, 70, [[5, 3]]);
    const process = { pid: 5, argv0: Buffer.from('/bin/a'), comm: Buffer.from('b') };
    assert.deepEqual(builder.build(new Map([[5, process]])).owners(first), [{ pid: 5, fd: 3, name: 'a', comm: 'b' }]);
  });

  it('begins anew after each batch, and leaves those that were built as they are', () => {
    const builder = new ChainBuilder();
    const before = add(builder, 70, [
      [1, 3],
      [2, 3],
    ]);
    const old = builder.build(new Map());
    const after = add(builder, 80, [[7, 7]]);
    assert.equal(after, 0);
    const chains = builder.build(new Map());
    assert.deepEqual([...chains.triples], [80, 7, 7]);
    assert.deepEqual(pairsOf(old, before), [
      [1, 3],
      [2, 3],
    ]);
  });

  it('grows with tens of thousands of owners, and then has arrays of exactly their number', () => {
    const random = randomNumbers(5);
    const builder = new ChainBuilder();
    const owners = Array.from({ length: 20_000 }, (_, at) =>
      Array.from({ length: random(4) }, (_, fd): Pair => [1 + at, fd]),
    );
    const firsts = owners.map((pairs, at) => add(builder, 1 + at, pairs));
    const chains = builder.build(new Map());
    assert.deepEqual(
      firsts.map((first) => pairsOf(chains, first)),
      owners,
    );
    assert.equal(chains.length, owners.flat().length);
    assert.equal(chains.triples.length, chains.length * TRIPLE);
  });
});
