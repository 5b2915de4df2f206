import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ON_ITS_WAY, waitingFor } from '../../../src/sockets/procfs/confirmed-unix.ts';
import { confirm, type Known } from '../../support/known-unix.ts';

const line = (inode: number, path = '', rest = '00010000 0001 01', references = 2) =>
  `0000000000000000: ${references.toString(16).padStart(8, '0')} 00000000 ${rest} ${String(inode).padStart(5)}${path && ` ${path}`}\n`;
const HEADING = 'Num       RefCount Protocol Flags    Type St Inode Path\n';
const CONNECTING = '00000000 0001 02';
const FORGED = line(4242, '/forged').trimEnd();

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
        [waitingFor(0), waitingFor(1), waitingFor(0)],
        [1, 0, 0],
      ],
    );
  });

  it('may wait for any of the listeners of one name', async () => {
    const two = [5, 6].map((inode) => ({ inode, path: '/a', pending: 1 }));
    const { rows } = await confirm(line(0, '/a', CONNECTING).repeat(3), two);
    assert.deepEqual(rows.sort(), [waitingFor(0), waitingFor(1)].sort());
  });

  it('is none with columns that no such connection has', async () => {
    for (const other of [
      line(0, '/a', '00010000 0001 02'),
      line(0, '/a', '00000000 0002 02'),
      line(0, '/a', '00000000 0005 02'),
      line(0, '/a', '00000000 0001 01'),
      line(0, '/a', '00000000 0001 03'),
      line(0, '/a', '00000000 0001 04'),
      line(0, '/a', CONNECTING, 0),
      line(0, '/a', CONNECTING, 1),
      line(0, '/b', CONNECTING),
      line(0, '', CONNECTING),
    ]) {
      const { rows, counts } = await confirm(other, known);
      assert.deepEqual([rows, counts], [[], [1, 0, 0]], other);
    }
  });

  it('that has not come to its listener has no name, no type, and a socket that is not connected', async () => {
    const way = line(0, '', '00000000 0000 04');
    const named = line(0, '/a', '00000000 0000 04');
    const typed = line(0, '', '00000000 0001 04');
    const unconnected: Known[] = [
      { inode: 8, state: 'CLOSE', type: 1 },
      { inode: 9, state: 'CLOSE', type: 2 },
    ];
    const full: Known = { inode: 7, path: '/full', pending: 1 };
    const { rows, counts } = await confirm(way + named + typed + way, [...unconnected, full]);
    assert.deepEqual([rows, counts], [[ON_ITS_WAY], [3, 0, 0]]);
    const empty = await confirm(way, [...unconnected, { ...full, pending: 0 }]);
    assert.deepEqual([empty.rows, empty.counts], [[], [1, 0, 0]], 'nothing keeps it waiting');
  });

  it('is none where it can be in the name of a row that sock_diag does not have, which is as far as a name can reach', async () => {
    const listener: Known = { inode: 7, path: '/full', state: 'LISTEN', pending: 9 };
    const waiting = line(0, '/full', '00000000 0001 02');
    const stranger = line(99, '/s');
    const known = line(7, '/full', '00010000 0001 01');
    for (const doubtful of [waiting, line(0, '', '00000000 0000 04')]) {
      const { rows, counts } = await confirm(stranger + doubtful, [listener, { inode: 8, state: 'CLOSE', type: 1 }]);
      assert.deepEqual([rows, counts], [[], [2, 0, 0]]);
    }
    const far = await confirm(stranger + known + known + waiting, [listener]);
    assert.deepEqual(far.rows, [0, waitingFor(0)]);
    const near = await confirm(stranger + known + waiting, [listener]);
    assert.deepEqual(near.rows, [0], 'that a row between them is known does not end the name');
  });
});

describe('a name that holds newlines', () => {
  it('forges no row, known or not', async () => {
    const forger = `@x\n${FORGED}`;
    const { rows, counts } = await confirm(line(9, forger) + line(8, '/b'), [{ inode: 8, path: '/b' }]);
    assert.deepEqual([rows, counts], [[0], [2, 0, 0]]);
    const known = await confirm(line(9, forger), [{ inode: 9, path: forger.replace('@', '\0') }]);
    assert.deepEqual([known.rows, known.counts], [[0], [0, 0, 0]]);
  });

  it('forges no row of a connection not yet accepted, which has no inode to know it by', async () => {
    const forger = `@x\n${FORGED}`;
    const lines = line(9, forger) + line(0, forger, CONNECTING) + line(0, '@other', CONNECTING);
    const { rows, counts } = await confirm(lines, [
      { inode: 9, path: forger.replace('@', '\0'), pending: 1 },
      { inode: 7, path: '\0other', pending: 1 },
    ]);
    assert.deepEqual(
      [rows, counts],
      [
        [0, waitingFor(0), waitingFor(1)],
        [0, 0, 0],
      ],
    );
  });

  it('forges no row by the help of a second name that it begins with', async () => {
    const short = '@x\ny';
    const long = `${short}\n${FORGED}`;
    const lines = line(8, short) + line(9, long) + line(0, long, CONNECTING);
    const { rows, counts } = await confirm(lines, [
      { inode: 8, path: short.replace('@', '\0'), pending: 1 },
      { inode: 9, path: long.replace('@', '\0'), pending: 1 },
    ]);
    assert.deepEqual(
      [rows, counts],
      [
        [0, 1, waitingFor(1)],
        [0, 0, 0],
      ],
    );
  });

  it('forges no row with the inode, or the name, of another socket', async () => {
    const known: Known[] = [{ inode: 5, path: '/a', pending: 0 }];
    for (const inside of [
      line(5, '/b'),
      line(6, '/a'),
      line(5),
      line(0, '/a', CONNECTING),
      line(0, '', '00000000 0000 04'),
    ]) {
      const { rows, counts } = await confirm(line(9, `@x\n${inside.trimEnd()}`) + line(5, '/a'), known);
      assert.deepEqual([rows, counts], [[0], [2, 0, 0]], inside);
    }
  });

  it('that is not there any more, because the inode is another socket now, is not believed', async () => {
    const lines = line(7, '/new') + line(8, '/other');
    const { rows, counts } = await confirm(lines, [
      { inode: 7, path: '/old\nname' },
      { inode: 8, path: '/oth\ner' },
    ]);
    assert.deepEqual([rows, counts], [[], [2, 0, 0]]);
  });

  it('that is not confirmed has its other lines to itself, up to the kernel’s limit', async () => {
    const { rows, counts } = await confirm(`${line(9, '@x\ny\nz')}${'w'.repeat(104)}\nv\n`, []);
    assert.deepEqual([rows, counts], [[], [1, 2, 0]]);
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
});
