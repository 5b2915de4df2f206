import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { legacySockets } from '../../src/index.ts';
import { fixturePath } from '../support/fixtures.ts';

const procRoot = fixturePath('old_families/proc');

describe('legacySockets', () => {
  it('gives every family in netstat’s order, and says where each came from', async () => {
    const rows = await legacySockets({ procRoot });
    const families = ['ipx', 'ax25', 'x25', 'netrom', 'rose'] as const;
    assert.deepEqual([...new Set(Array.from(rows, ({ family }) => family))], families);
    assert.equal(rows.length, 3 + 4 + 4 + 4 + 3);
    assert.deepEqual(rows.report.malformed, {});
    for (const family of families) assert.deepEqual(rows.report.sources[family], { source: 'procfs' });
    assert.doesNotThrow(() => JSON.stringify(rows));
  });

  it('gives the families that are named and no other', async () => {
    const rows = await legacySockets({ procRoot, families: ['rose', 'ipx'] });
    assert.deepEqual([...new Set(Array.from(rows, ({ family }) => family))], ['ipx', 'rose']);
    assert.deepEqual(Object.keys(rows.report.sources), ['ipx', 'rose']);
  });

  it('gives nothing of a family the kernel lacks, and says so', async () => {
    const rows = await legacySockets({ procRoot: fixturePath('proc'), families: ['ax25', 'x25'] });
    assert.equal(rows.length, 0);
    assert.match(rows.report.sources.ax25?.reason ?? '', /^open .*\/net\/ax25: /);
    assert.equal(rows.report.sources.x25?.source, 'none');
  });

  it('counts lines that cannot be read', async () => {
    const rows = await legacySockets({ procRoot: fixturePath('old_families/broken'), families: ['ax25', 'netrom'] });
    assert.deepEqual([rows.length, rows.report.malformed], [2, { ax25: 1, netrom: 2 }]);
  });

  it('reads the file where older kernels have it', async () => {
    const rows = await legacySockets({ procRoot: fixturePath('old_families/broken'), families: ['x25', 'ipx'] });
    assert.deepEqual(
      Array.from(rows, ({ family }) => family),
      ['ipx', 'x25'],
    );
  });

  it('refuses a query that is none, and names the argument', async () => {
    for (const [query, message] of [
      [null, /^query /],
      [{ families: ['inet'] }, /^families: unknown 'inet', known are ipx, ax25, x25, netrom, rose$/],
      [{ families: 'ax25' }, /^families must be an array$/],
      [{ procRoot: 1 }, /^procRoot must be a string$/],
      [{ signal: {} }, /^signal must be an AbortSignal$/],
    ] as const) {
      await assert.rejects(legacySockets(query as never), { name: 'TypeError', message });
    }
  });

  it('ends with the reason of a signal', async () => {
    const reason = new Error('enough');
    await assert.rejects(legacySockets({ procRoot, signal: AbortSignal.abort(reason) }), reason);
  });
});
