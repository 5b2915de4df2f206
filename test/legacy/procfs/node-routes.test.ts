import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  nameNeighbours,
  parseNeighbours,
  parseNetRomNodes,
  parseRoseNodes,
} from '../../../src/legacy/procfs/node-routes.ts';
import { unfitNumbers } from '../../../src/legacy/unfit-numbers.ts';
import { checkTextCorruption, checkTextCuts, fixtureText } from '../../support/text-tables.ts';

const NET = 'old_families/proc/net';
const unnamed = (number: number) => ({ number, callsign: null, device: null });

describe('parseNetRomNodes', () => {
  it('reads every way to a node, and which is in use', () => {
    const [first, second, third] = parseNetRomNodes(fixtureText(`${NET}/nr_nodes`));
    assert.deepEqual(first, {
      family: 'netrom',
      destination: 'GB7ABC-2',
      mnemonic: 'ABCNODE',
      used: 0,
      paths: [
        { quality: 203, obsolescence: 6, neighbour: unnamed(1) },
        { quality: 150, obsolescence: 5, neighbour: unnamed(2) },
      ],
    });
    assert.deepEqual([second?.mnemonic, second?.paths.length], [null, 1]);
    assert.deepEqual([third?.used, third?.paths.length], [1, 3]);
  });

  it('gives null for a line with fewer ways than it says', () => {
    assert.deepEqual(parseNetRomNodes('h\nGB7ABC-2 ABC 1 2 203 6 00001\nGB7ABC-2 ABC 1 9999999999 203 6 1\n'), [
      null,
      null,
    ]);
  });
});

describe('parseRoseNodes', () => {
  it('reads every neighbour that leads to an address', () => {
    const rows = parseRoseNodes(fixtureText(`${NET}/rose_nodes`));
    assert.deepEqual(rows[0], { family: 'rose', destination: '5080175555', digits: 10, neighbours: [unnamed(1)] });
    assert.deepEqual(rows[2]?.neighbours, [unnamed(2), unnamed(1), unnamed(3)]);
    assert.equal(rows[4]?.destination, null);
  });

  it('gives null for a line with fewer neighbours than it says', () => {
    assert.deepEqual(parseRoseNodes('h\n5080175555 0010 2 00001\n5080175555 0010\n'), [null, null]);
  });
});

describe('a node whose count is not that of its ways', () => {
  const counts = [
    ['-1', 1],
    ['-1', 2],
    ['0', 1],
    ['1', 2],
    ['2', 3],
    ['3', 4],
    ['4', 4],
    ['9', 9],
    ['-2147483648', 3],
  ] as const;

  it('has all ways of its line, and is counted', () => {
    for (const [count, there] of counts) {
      const ways = Array.from({ length: there }, (_, i) => i + 1);
      const paths = ways.map((i) => ` 20${i} ${i} 0000${i}`).join('');
      const [node] = parseNetRomNodes(`h\nGB7ABC-2 ABC ${there} ${count}${paths}\n`);
      assert.deepEqual(
        node?.paths,
        ways.map((i) => ({ quality: 200 + i, obsolescence: i, neighbour: unnamed(i) })),
        count,
      );
      assert.deepEqual([node?.used, unfitNumbers(node ?? {})], [there - 1, { count }]);
      const [address] = parseRoseNodes(`h\n5080175555 0010 ${count}${ways.map((i) => ` 0000${i}`).join('')}\n`);
      assert.deepEqual(address?.neighbours, ways.map(unnamed), count);
      assert.deepEqual(unfitNumbers(address ?? {}), { count });
    }
  });

  it('is not counted where it is', () => {
    for (const row of [
      ...parseNetRomNodes(fixtureText(`${NET}/nr_nodes`)),
      ...parseRoseNodes('h\n5080175555 0010 0\n'),
    ])
      assert.equal(unfitNumbers(row ?? {}), undefined);
  });

  it('has no way in use where the number of it is none, and is counted', () => {
    for (const used of ['0', '-1', '4294967296']) {
      const [node] = parseNetRomNodes(`h\nGB7ABC-2 ABC ${used} 1 203 6 00001\n`);
      assert.deepEqual([node?.used, node?.paths.length, unfitNumbers(node ?? {})], [null, 1, { used }]);
    }
  });
});

describe('nameNeighbours', () => {
  const neighbours = parseNeighbours(fixtureText(`${NET}/nr_neigh`)).filter((node) => node !== null);

  it('puts callsign and interface where the number is known, and leaves the number where not', () => {
    const [route] = parseRoseNodes('h\n5080175555 0010 3 00002 00009 00003\n');
    assert.ok(route);
    nameNeighbours(route, neighbours);
    assert.deepEqual(route.neighbours, [
      { number: 2, callsign: 'GB7XYZ-3', device: 'ax1' },
      unnamed(9),
      { number: 3, callsign: 'N0CALL-9', device: null },
    ]);
  });
});

for (const [name, parse, file] of [
  ['parseNetRomNodes', parseNetRomNodes, 'nr_nodes'],
  ['parseRoseNodes', parseRoseNodes, 'rose_nodes'],
  ['parseNeighbours of NET/ROM', parseNeighbours, 'nr_neigh'],
  ['parseNeighbours of ROSE', parseNeighbours, 'rose_neigh'],
] as const) {
  describe(name, () => {
    const text = fixtureText(`${NET}/${file}`);
    it('cut at any byte keeps the rows of its whole lines', () => checkTextCuts(text, parse));
    it('with any byte changed is rows and broken lines', () => checkTextCorruption(text, 2000, parse));
  });
}
