import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type SortKey, sortedRows } from '../../../src/sockets/order/sort.ts';
import { sortColumns } from '../../../src/sockets/order/sort-columns.ts';
import { TopRows } from '../../../src/sockets/order/top.ts';
import { fieldNamed, NAMED_FIELDS, type NamedField } from '../../../src/sockets/table/named-fields.ts';
import type { SocketTable } from '../../../src/sockets/table/socket-table.ts';
import { UNKNOWN } from '../../../src/sockets/table/unknown.ts';
import { AF_INET6, AF_UNIX } from '../../../src/uapi/sockets.ts';
import { madeTable } from '../../support/made-table.ts';
import { Random, randomTable } from '../../support/random-sockets.ts';

function keys(words: string): SortKey[] {
  return words.split(',').map((word) => {
    const descending = word.startsWith('-');
    return { field: fieldNamed(descending ? word.slice(1) : word) as NamedField, descending };
  });
}

const sorted = (table: SocketTable, words: string) => [...sortedRows(table, keys(words))];

/** The same by a function that compares: the test's own way. */
function compared(table: SocketTable, wanted: readonly SortKey[]): number[] {
  const columns = wanted.flatMap(({ field, descending }) =>
    sortColumns(table, field).columns.map((column) => ({ column, descending })),
  );
  const rows = Array.from({ length: table.length }, (_, row) => row);
  return rows.sort((a, b) => {
    for (const { column, descending } of columns) {
      const [x, y] = [column[a] as number, column[b] as number];
      if (Number.isNaN(x) && Number.isNaN(y)) continue;
      if (Number.isNaN(x) || Number.isNaN(y)) return Number.isNaN(x) ? 1 : -1;
      if (x !== y) return x < y === descending ? 1 : -1;
    }
    return a - b;
  });
}

describe('sortedRows', () => {
  const queues = madeTable([{ recvQ: 5 }, { recvQ: 0 }, { recvQ: 300_000 }, { recvQ: 5 }, { recvQ: 4_294_967_295 }]);

  it('are in the order of a field, and of what is alike in that of the table', () => {
    assert.deepEqual(sorted(queues, 'recv-q'), [1, 0, 3, 2, 4]);
    assert.deepEqual(sorted(queues, '-recv-q'), [4, 2, 0, 3, 1]);
  });

  it('have what is unknown last, whichever way', () => {
    const table = madeTable([{ uid: null }, { uid: 7 }, { uid: 0 }]);
    assert.deepEqual(sorted(table, 'uid'), [2, 1, 0]);
    assert.deepEqual(sorted(table, '-uid'), [1, 2, 0]);
    assert.deepEqual(sorted(table, '-user'), [1, 2, 0]);
  });

  it('take further fields where the first is the same', () => {
    const table = madeTable([
      { recvQ: 1, remotePort: 9 },
      { recvQ: 2, remotePort: 8 },
      { recvQ: 1, remotePort: 7 },
    ]);
    assert.deepEqual(sorted(table, '-recv-q,remote-port'), [1, 2, 0]);
  });

  it('have states by their names, and a listener whose queue is full last', () => {
    const table = madeTable([
      { state: 'TIME_WAIT' },
      { state: 'LISTEN', recvQ: 3 },
      { state: 'CLOSE_WAIT' },
      { state: 'LISTEN' },
    ]);
    table.backlog.fill(2);
    assert.deepEqual(sorted(table, 'state'), [2, 1, 3, 0]);
    assert.deepEqual(sorted(table, '-queue-full'), [1, 3, 0, 2]);
  });

  it('have addresses by their bytes, IPv4 beside what is mapped into IPv6', () => {
    const mapped = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 10, 0, 0, 3];
    const table = madeTable([
      { remote: [10, 0, 0, 200] },
      { remote: [10, 0, 0, 4] },
      { family: AF_INET6, remote: mapped },
      { family: AF_INET6, remote: [0x20, 1, ...new Array(13).fill(0), 2] },
      { family: AF_INET6, remote: [0x20, 1, ...new Array(13).fill(0), 1] },
      { remote: [10, 0, 0, 4], remotePort: 79 },
    ]);
    assert.deepEqual(sorted(table, 'remote-address'), [2, 1, 5, 0, 4, 3]);
    assert.deepEqual(sorted(table, 'remote'), [2, 5, 1, 0, 4, 3]);
  });

  it('have the names of UNIX sockets by their bytes, behind all addresses, and those without one last', () => {
    const unix = { protocol: 'unix' as const, family: AF_UNIX };
    const table = madeTable(
      [{ ...unix, path: '/run/b' }, { ...unix }, {}, { ...unix, path: '/run/a' }, { ...unix, path: '/run/a/b' }],
      {
        unix: true,
      },
    );
    assert.deepEqual(sorted(table, 'path'), [3, 4, 0, 1, 2]);
    assert.deepEqual(sorted(table, 'local'), [2, 3, 4, 0, 1]);
  });

  it('are those of a function that compares, by every field and every two of them, of random tables', () => {
    const random = new Random(15);
    for (let round = 0; round < 3; round++) {
      const table = randomTable(random, 200);
      for (const [i, field] of NAMED_FIELDS.entries()) {
        const second = NAMED_FIELDS[(i * 7 + round) % NAMED_FIELDS.length] as NamedField;
        const wanted = [
          { field: second, descending: round === 1 },
          { field, descending: i % 2 === 0 },
        ];
        assert.deepEqual([...sortedRows(table, wanted)], compared(table, wanted), `${second.name},${field.name}`);
      }
    }
  });

  it('are none of an empty table', () => assert.deepEqual(sorted(madeTable([]), 'recv-q'), []));
});

describe('TopRows', () => {
  const options = { unix: true, sctp: true, tcpInfo: true, memory: true };

  function top(table: SocketTable, wanted: readonly SortKey[], count: number, batchRows: number): SocketTable {
    const rows = new TopRows(wanted, count, table.report, options);
    const all = Uint32Array.from({ length: table.length }, (_, row) => row);
    for (let from = 0; from < table.length; from += batchRows) rows.add(table, all.subarray(from, from + batchRows));
    return rows.end();
  }

  it('are the first of all rows in their order, of ever so many batches', () => {
    const random = new Random(7);
    const table = randomTable(random, 5000);
    for (const words of [
      '-recv-q',
      'recv-q',
      'process,-inode',
      '-path',
      'remote',
      '-uid,state',
      'tcp-info.rtt',
      'interface',
    ]) {
      const wanted = keys(words);
      const found = top(table, wanted, 10, 700);
      const expected = [...sortedRows(table, wanted).subarray(0, 10)];
      assert.deepEqual(
        Array.from(found, (socket) => [socket.inode, socket.cookie, socket.localPort, socket.path]),
        expected
          .map((row) => table.at(row))
          .map((socket) => [socket?.inode, socket?.cookie, socket?.localPort, socket?.path]),
        words,
      );
    }
  });

  it('have their owners', () => {
    const table = randomTable(new Random(9), 1500);
    const found = top(table, keys('-pid'), 3, 1500);
    const expected = [...sortedRows(table, keys('-pid')).subarray(0, 3)].map((row) => table.at(row)?.owners);
    assert.deepEqual(
      Array.from(found, ({ owners }) => owners),
      expected,
    );
  });

  it('are all rows where there are no more', () => {
    const table = madeTable([{ recvQ: 1 }, { recvQ: 2 }]);
    assert.deepEqual(
      Array.from(top(table, keys('-recv-q'), 20, 1), ({ recvQ }) => recvQ),
      [2, 1],
    );
  });

  it('take room for the rows there are, however many are wanted', () => {
    const table = randomTable(new Random(11), 5000);
    const found = top(table, keys('-recv-q,inode'), Number.MAX_SAFE_INTEGER, 700);
    const expected = [...sortedRows(table, keys('-recv-q,inode'))].map((row) => table.at(row)?.cookie);
    assert.deepEqual(
      Array.from(found, ({ cookie }) => cookie),
      expected,
    );
    assert.ok(found.capacity <= 4 * table.length);
  });

  it('drop nothing that may still be wanted, where all are alike', () => {
    const table = madeTable(Array.from({ length: 3000 }, (_, i) => ({ localPort: i })));
    assert.deepEqual(
      Array.from(top(table, keys('-recv-q'), 4, 100), ({ localPort }) => localPort),
      [0, 1, 2, 3],
    );
    table.unknown.fill(UNKNOWN.recvQ);
    assert.deepEqual(
      Array.from(top(table, keys('-recv-q'), 4, 100), ({ localPort }) => localPort),
      [0, 1, 2, 3],
    );
    table.unknown[2999] = 0;
    assert.deepEqual(
      Array.from(top(table, keys('-recv-q'), 2, 100), ({ localPort }) => localPort),
      [2999, 0],
    );
  });
});
