import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { confirm, type Known } from '../../support/known-unix.ts';
import { CONNECTING, clients, FAR, FORGED, line } from '../../support/net-unix-lines.ts';

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
    const lines = line(0, '@other', CONNECTING) + FAR + line(9, forger) + line(0, forger, CONNECTING);
    const { rows, counts } = await confirm(lines, [
      { inode: 9, path: forger.replace('@', '\0'), pending: 1 },
      { inode: 7, path: '\0other', pending: 1 },
    ]);
    assert.deepEqual(
      [rows, counts],
      [
        ['waits for 1', 0, 'waits for 0'],
        [2, 0, 0],
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
        [0, 1, 'waits for 1'],
        [1, 0, 0],
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

  it('and whose listener is elsewhere, forges no more connections than there are, nor other references', async () => {
    const known: Known[] = [{ inode: 5, path: '/v', pending: 2 }, { inode: 6, path: '/x', pending: 9 }, ...clients(4)];
    const real = line(0, '/v', CONNECTING, 3);
    for (const inside of [
      real,
      line(0, '/v', CONNECTING, 9),
      line(0, '/x', CONNECTING, 3),
      line(0, '/y', CONNECTING, 3),
    ]) {
      const forged = line(0, `/x\n${inside.trimEnd()}`, CONNECTING, 3);
      const { rows, refCounts } = await confirm(forged + real + FAR + forged + FAR + real, known);
      assert.ok(rows.length >= 3 && rows.length <= 4, inside);
      assert.ok(!rows.includes('waits elsewhere'), inside);
      assert.ok(rows.filter((row) => row === 'waits for 0').length <= 2, inside);
      assert.ok(
        refCounts.every((count) => count <= 3),
        inside,
      );
    }
  });

  it('leaves the references of another socket as its own line has them', async () => {
    const known: Known[] = [{ inode: 5, path: '/v', pending: 0 }, ...clients(1)];
    const own = line(5, '/v', undefined, 2);
    for (const begin of [line(0, '/x', CONNECTING, 3), line(99, '/x')]) {
      const forger = begin + line(5, '/v', undefined, 153);
      for (const lines of [FAR + own + FAR + forger, forger + FAR + own]) {
        const { rows, refCounts, ambiguous, counts } = await confirm(lines, known);
        const at = rows.indexOf(0);
        assert.deepEqual([refCounts[at], ambiguous, counts[2]], [2, [], 0], lines);
      }
    }
  });

  it('that may hold the only line of a socket leaves its references unknown where another one holds it too', async () => {
    const known: Known[] = [{ inode: 5, path: '/v' }, ...clients(2)];
    const holding = (references: number) => line(0, '/x', CONNECTING, 3) + line(5, '/v', undefined, references) + FAR;
    assert.deepEqual((await confirm(holding(2), known)).ambiguous, []);
    assert.deepEqual((await confirm(holding(2) + holding(153), known)).ambiguous, [1]);
  });

  it('forges nothing from behind a socket that had none when sock_diag was asked', async () => {
    const known: Known[] = [{ inode: 5 }, { inode: 7, path: '/full', pending: 9 }, ...clients(9)];
    const { rows, counts } = await confirm(`${line(5).trimEnd()} \n${line(0, '/full', CONNECTING, 3)}`, known);
    assert.deepEqual([rows, counts], [[], [2, 0, 0]]);
    const other = await confirm(line(5) + line(0, '/full', CONNECTING, 3), known);
    assert.deepEqual(other.rows, [0, 'waits for 1']);
  });

  it('with a newline at its begin is not taken for a line without a name, nor that for it', async () => {
    const { rows } = await confirm(line(5) + line(6, '/b'), [
      { inode: 5, path: `\n${line(6, '/b').trimEnd()}` },
      { inode: 6, path: '/b' },
    ]);
    assert.deepEqual(rows, [1]);
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
