import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SeenSockets } from '../../../src/sockets/procfs/seen-sockets.ts';
import { newReport } from '../../../src/sockets/table/report.ts';
import { SocketTable } from '../../../src/sockets/table/socket-table.ts';
import { randomNumbers } from '../../support/fixtures.ts';

interface Row {
  inode: number;
  local?: number[];
  remote?: number[];
  ports?: [number, number];
}

const table = new SocketTable(1, newReport());

function add(seen: SeenSockets, { inode, local = [], remote = [], ports = [0, 0] }: Row): boolean {
  table.inode[0] = inode;
  for (let i = 0; i < 4; i++) {
    table.localAddressWords[i] = local[i] ?? 0;
    table.remoteAddressWords[i] = remote[i] ?? 0;
  }
  [table.localPort[0], table.remotePort[0]] = ports;
  return seen.add(table, 0);
}

describe('SeenSockets', () => {
  it('knows a socket again by its inode with both addresses and ports: of subflows of MPTCP the inode is one', () => {
    const seen = new SeenSockets();
    const rows: Row[] = [
      { inode: 7, ports: [80, 0] },
      { inode: 7, ports: [80, 4000] },
      { inode: 7, ports: [80, 4000], local: [1] },
      { inode: 7, ports: [80, 4000], remote: [1] },
      { inode: 8, ports: [80, 0] },
    ];
    for (const expected of [true, false]) for (const row of rows) assert.equal(add(seen, row), expected);
  });

  it('knows a socket without an inode again by its addresses and ports, each word of them', () => {
    const seen = new SeenSockets();
    const base: Row = { inode: 0, local: [1, 2, 3, 4], remote: [5, 6, 7, 8], ports: [9, 10] };
    const others: Row[] = [
      { ...base, ports: [9, 11] },
      { ...base, ports: [10, 10] },
      { ...base, ports: [10, 9] },
      { ...base, local: base.remote as number[], remote: base.local as number[] },
    ];
    for (let i = 0; i < 4; i++) {
      const changed = (words: number[]) => words.map((word, at) => (at === i ? word + 100 : word));
      others.push({ ...base, local: changed([1, 2, 3, 4]) }, { ...base, remote: changed([5, 6, 7, 8]) });
    }
    for (const row of [base, ...others]) assert.equal(add(seen, row), true);
    for (const row of [base, ...others]) assert.equal(add(seen, row), false);
  });

  it('needs no more than one word of an address where all are IPv4', () => {
    const seen = new SeenSockets(1);
    const rows: Row[] = [
      { inode: 7 },
      { inode: 7, local: [1] },
      { inode: 7, remote: [1] },
      { inode: 7, ports: [1, 0] },
    ];
    for (const expected of [true, false]) for (const row of rows) assert.equal(add(seen, row), expected);
  });

  it('keeps inodes and addresses apart', () => {
    const seen = new SeenSockets();
    assert.equal(add(seen, { inode: 1 }), true);
    assert.equal(add(seen, { inode: 0 }), true);
    assert.equal(add(seen, { inode: 0, local: [1] }), true);
    assert.equal(add(seen, { inode: 0 }), false);
  });

  it('tells ports apart up to 65535 on both ends', () => {
    const seen = new SeenSockets();
    for (const ports of [
      [0xffff, 0xffff],
      [0xffff, 0],
      [0, 0xffff],
      [0x8000, 0],
    ] as const) {
      assert.equal(add(seen, { inode: 0, ports: [...ports] }), true);
      assert.equal(add(seen, { inode: 0, ports: [...ports] }), false);
    }
  });

  it('agrees with a Set over tens of thousands of inodes, in sequence, sparse, and at random', () => {
    const random = randomNumbers(1);
    const seen = new SeenSockets();
    const model = new Set<number>();
    for (let i = 0; i < 60_000; i++) {
      const inode = [i + 1, (i + 1) * 65536, 0xffffffff - i, 1 + random(30_000)][i % 4] as number;
      assert.equal(add(seen, { inode: inode >>> 0 || 1 }), !model.has(inode >>> 0 || 1), `inode ${inode}`);
      model.add(inode >>> 0 || 1);
    }
    assert.ok(model.size > 40_000);
    for (const inode of model) assert.equal(add(seen, { inode }), false);
  });

  it('agrees with a Set over tens of thousands of addresses', () => {
    const random = randomNumbers(2);
    const seen = new SeenSockets();
    const model = new Set<string>();
    for (let i = 0; i < 40_000; i++) {
      const row = {
        local: [0x100007f],
        remote: [0x100007f + random(3)],
        ports: [80, random(20_000)] as [number, number],
      };
      const key = JSON.stringify(row);
      assert.equal(add(seen, { inode: 0, ...row }), !model.has(key), key);
      model.add(key);
    }
    assert.ok(model.size > 20_000 && model.size < 40_000);
  });
});
