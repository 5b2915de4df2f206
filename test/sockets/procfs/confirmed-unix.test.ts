import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { confirm, type Known } from '../../support/known-unix.ts';
import { CONNECTING, clients, FAR, HEADING, line } from '../../support/net-unix-lines.ts';

describe('a line of /proc/net/unix', () => {
  it('is a row where sock_diag has its inode, type, state and name', async () => {
    const known: Known[] = [
      { inode: 5, path: '/a' },
      { inode: 6, path: '\0nul\0inside', state: 'CLOSE', type: 2 },
      { inode: 7, state: 'ESTABLISHED', type: 5 },
    ];
    const text =
      HEADING +
      line(7, '', '00000000 0005 03') +
      line(6, '@nul@inside', '00000000 0002 01') +
      line(5, '/a', undefined, 9);
    const { rows, refCounts, counts } = await confirm(text, known);
    assert.deepEqual(
      [rows, refCounts, counts],
      [
        [2, 1, 0],
        [2, 2, 9],
        [0, 0, 0],
      ],
    );
  });

  it('is none where it differs in any of these', async () => {
    const known: Known[] = [{ inode: 5, path: '/a' }];
    for (const other of [
      line(6, '/a'),
      line(5, '/b'),
      line(5, '/'),
      line(5, '/ab'),
      line(5),
      line(5, ' /a'),
      line(5, '/a\0'),
      line(5, '/a', '00010000 0002 01'),
      line(5, '/a', '00000000 0001 01'),
      line(5, '/a', '00000000 0001 03'),
      line(5, '/a', '00030000 0001 01'),
      line(0, '/a'),
    ]) {
      const { rows, counts } = await confirm(HEADING + other, known);
      assert.deepEqual([rows, counts.slice(0, 2).reduce((a, b) => a + b)], [[], 1], other);
    }
  });

  it('is of one socket alone: what comes twice is counted', async () => {
    const { rows, counts, ambiguous } = await confirm(line(5, '/a') + line(5, '/a'), [{ inode: 5, path: '/a' }]);
    assert.deepEqual([rows, counts, ambiguous], [[0], [0, 0, 1], []]);
  });

  it('that differs in the references from the one of its socket leaves these unknown, because one of both is forged', async () => {
    const text = line(5, '/a', undefined, 7) + line(6) + line(5, '/a');
    const { rows, ambiguous } = await confirm(text, [{ inode: 5, path: '/a' }, { inode: 6 }]);
    assert.deepEqual([rows, ambiguous], [[0, 1], [0]]);
  });

  it('is of another socket each where several share an inode number, because these wrap', async () => {
    const known: Known[] = [
      { inode: 5, path: '/a' },
      { inode: 5, path: '/a' },
      { inode: 5, path: '/b' },
    ];
    const { rows, counts } = await confirm(line(5, '/b') + line(5, '/a') + line(5, '/a') + line(5, '/a'), known);
    assert.deepEqual(
      [rows, counts],
      [
        [2, 0, 1],
        [0, 0, 1],
      ],
    );
  });
});

describe('a connection not yet accepted', () => {
  const known: Known[] = [
    { inode: 5, path: '/a', pending: 2 },
    { inode: 6, path: '\0b\0', type: 5, pending: 1 },
    ...clients(3),
  ];

  it('is a row as often as sock_diag says that connections wait for a listener of its name and type', async () => {
    const text =
      line(0, '/a', CONNECTING) +
      line(0, '@b@', '00000000 0005 02', 3) +
      line(0, '/a', CONNECTING) +
      line(0, '/a', CONNECTING);
    const { rows, counts } = await confirm(text, known);
    assert.deepEqual(
      [rows, counts],
      [
        ['waits for 0', 'waits for 1', 'waits for 0'],
        [1, 0, 0],
      ],
    );
  });

  it('may wait for any of the listeners of one name', async () => {
    const two = [5, 6].map((inode) => ({ inode, path: '/a', pending: 1 }));
    const { rows } = await confirm(line(0, '/a', CONNECTING).repeat(3), two);
    assert.deepEqual(rows, ['waits for 1', 'waits for 1']);
  });

  it('is none with columns that no such connection has', async () => {
    for (const other of [
      line(0, '/a', '00010000 0001 02'),
      line(0, '/a', '00000000 0002 02'),
      line(0, '/a', '00000000 0001 01'),
      line(0, '/a', '00000000 0001 03'),
      line(0, '/a', '00000000 0001 04'),
      line(0, '/a', CONNECTING, 0),
      line(0, '/a', CONNECTING, 1),
      line(0, '', CONNECTING),
    ]) {
      const { rows, counts } = await confirm(other, known);
      assert.deepEqual([rows, counts], [[], [1, 0, 0]], other);
    }
  });

  it('is a row where it cannot be part of a name, though its listener is in another network namespace', async () => {
    const { rows, counts } = await confirm(
      line(0, '/b', CONNECTING) + FAR + line(0, '/a', '00000000 0005 02') + FAR + line(0, '/a', CONNECTING).repeat(2),
      [...known, { inode: 77, path: `/${'f'.repeat(100)}` }],
    );
    assert.deepEqual(rows, ['waits elsewhere', 2 + 3, 'waits elsewhere', 'waits for 0', 'waits for 0']);
    assert.deepEqual(counts, [0, 0, 1]);
  });

  it('whose listener is elsewhere is a row behind another one, as long as there are as many clients as lines', async () => {
    const lines = line(0, '/b', CONNECTING, 3) + line(0, '/c', CONNECTING, 3) + line(0, '/d', '00000000 0005 02', 3);
    const enough = await confirm(lines, clients(3));
    assert.deepEqual([enough.rows.slice(0, 3), enough.counts[0]], [Array(3).fill('waits elsewhere'), 0]);
    const fewer = await confirm(lines, clients(2));
    assert.deepEqual([fewer.rows, fewer.counts[0]], [['waits elsewhere'], 2], 'nothing tells which is forged');
    const closed = await confirm(line(0, '/b', CONNECTING).repeat(2), clients(3));
    assert.deepEqual(closed.rows, ['waits elsewhere'], 'without a client nothing tells of it');
  });

  it('is a row behind another one where more wait for its listener, and there is its client, if any', async () => {
    const two = line(0, '/a', CONNECTING, 3).repeat(2);
    const listener: Known = { inode: 5, path: '/a', pending: 2 };
    assert.deepEqual((await confirm(two, [listener, ...clients(2)])).rows, ['waits for 0', 'waits for 0']);
    assert.deepEqual((await confirm(two, [listener, ...clients(1)])).rows, ['waits for 0'], 'a client too few');
    assert.deepEqual((await confirm(two, [{ ...listener, pending: 1 }, ...clients(2)])).rows, ['waits for 0']);
    const later = line(0, '/a', CONNECTING) + line(0, '/a', CONNECTING) + FAR + line(0, '/a', CONNECTING);
    const { rows } = await confirm(later, [listener, { inode: 77, path: `/${'f'.repeat(100)}` }]);
    assert.deepEqual(rows, ['waits for 0', 1, 'waits for 0'], 'those that are certain count first');
  });

  it('is none behind another one with more references than such a connection has', async () => {
    const { rows } = await confirm(line(0, '/a', CONNECTING) + line(0, '/a', CONNECTING, 4), known);
    assert.deepEqual(rows, ['waits for 0']);
  });

  it('that has not come to its listener has no name and no type', async () => {
    const way = line(0, '', '00000000 0000 04');
    const { rows, counts } = await confirm(
      way + line(0, '', '00000000 0001 04') + way + line(0, '/a', '00000000 0000 04'),
      [],
    );
    assert.deepEqual(
      [rows, counts],
      [
        ['on its way', 'on its way'],
        [2, 0, 0],
      ],
    );
  });

  it('that has not come to its listener is a row behind one that has, where a listener is full and a socket not connected', async () => {
    const lines = line(0, '/full', CONNECTING) + line(0, '', '00000000 0000 04');
    const unconnected: Known[] = [
      { inode: 8, state: 'CLOSE', type: 1 },
      { inode: 9, state: 'CLOSE', type: 2 },
    ];
    const full: Known = { inode: 7, path: '/full', pending: 1 };
    assert.deepEqual((await confirm(lines, [full, ...unconnected])).rows, ['waits for 0', 'on its way']);
    assert.deepEqual((await confirm(lines, [full])).rows, ['waits for 0'], 'nothing is on its way');
    assert.deepEqual(
      (await confirm(lines, [{ ...full, pending: 0 }, ...unconnected])).rows,
      ['waits for 0'],
      'not full',
    );
    const many = line(0, '/full', CONNECTING) + line(0, '', '00000000 0000 04', 3);
    assert.deepEqual((await confirm(many, [full, ...unconnected])).rows, ['waits for 0'], 'too many references');
  });

  it('is none where it can be in the name of a row that sock_diag does not have, which is as far as a name can reach', async () => {
    const listener: Known = { inode: 7, path: '/full', state: 'LISTEN', pending: 9 };
    const waiting = line(0, '/full', '00000000 0001 02');
    const stranger = line(99, '/s');
    for (const doubtful of [waiting, line(0, '', '00000000 0000 04')]) {
      const { rows, counts } = await confirm(stranger + doubtful, [listener, { inode: 8, state: 'CLOSE', type: 1 }]);
      assert.deepEqual([rows, counts], [[], [2, 0, 0]]);
    }
    const far = await confirm(stranger + line(7, '/full') + waiting, [listener]);
    assert.deepEqual(far.rows, [0, 'waits for 0']);
    const near = await confirm(line(99, '/s\nw') + waiting, [listener]);
    assert.deepEqual(near.rows, [], 'what else the name may hold does not end it');
    const nameless = await confirm(line(99) + waiting, [listener]);
    assert.deepEqual(nameless.rows, ['waits for 0'], 'a row without a name holds nothing');
  });
});

describe('the confirmation', () => {
  it('takes linear time, whatever the names are', { timeout: 60_000 }, async () => {
    const many = 20_000;
    const prefix = `\0${'n'.repeat(80)}\n`;
    const known = Array.from({ length: many }, (_, i): Known => ({ inode: i + 1, path: `${prefix}${i}`, pending: 1 }));
    const lines = known.map(({ path = '' }) => line(0, path.replace('\0', '@'), CONNECTING)).join('');
    const { rows } = await confirm(lines, known);
    assert.equal(rows.length, many);
    assert.equal((await confirm(line(1) + 'x\n'.repeat(200_000), [])).counts[1], 200_000);
  });

  it('takes linear time, however many listeners have one name', { timeout: 60_000 }, async () => {
    const many = 100_000;
    const known = Array.from({ length: many }, (_, i): Known => ({ inode: i + 1, path: 'a', pending: i % 2 }));
    const { rows } = await confirm(line(0, 'a', CONNECTING).repeat(many), known);
    assert.equal(rows.length, many / 2);
  });
});
