import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { legacyRoutes } from '../../src/index.ts';
import { FakeProc } from '../support/fake-proc.ts';
import { fixturePath } from '../support/fixtures.ts';
import { fixtureText } from '../support/text-tables.ts';

const procRoot = fixturePath('old_families/proc');

describe('legacyRoutes', () => {
  it('gives every family, and says where each part came from', async () => {
    const rows = await legacyRoutes({ procRoot });
    const families = Array.from(rows, ({ family }) => family);
    assert.deepEqual([...new Set(families)], ['ax25', 'netrom', 'ipx', 'ddp', 'x25', 'rose']);
    assert.equal(families.length, 3 + 3 + 2 + 4 + 4 + 5);
    assert.deepEqual(rows.report.sources['rose neighbours'], { source: 'procfs' });
  });

  it('names the neighbours of NET/ROM and of ROSE', async () => {
    const rows = await legacyRoutes({ procRoot, families: ['netrom', 'rose'] });
    const [netRom, rose] = [rows.at(0), rows.at(3)];
    assert.deepEqual(netRom?.family === 'netrom' && netRom.paths[0]?.neighbour, {
      number: 1,
      callsign: 'GB7ABC-2',
      device: 'ax0',
    });
    assert.deepEqual(rose?.family === 'rose' && rose.neighbours, [{ number: 1, callsign: 'GB7ABC-2', device: 'ax0' }]);
  });

  it('gives the routes of NET/ROM and ROSE without the names of neighbours where these are lost, by number', async (test) => {
    const nodes = ['nr_nodes', 'rose_nodes'].map((file) => [
      `net/${file}`,
      fixtureText(`old_families/proc/net/${file}`),
    ]);
    const proc = new FakeProc(Object.fromEntries(nodes));
    test.after(() => proc.end());
    const rows = await legacyRoutes({ procRoot: proc.path });
    assert.deepEqual([...new Set(Array.from(rows, ({ family }) => family))], ['netrom', 'rose']);
    assert.equal(rows.report.sources['netrom neighbours']?.source, 'none');
    const [netrom, rose] = ['netrom', 'rose'].map((name) => [...rows].find(({ family }) => family === name));
    const neighbour = netrom?.family === 'netrom' && netrom.paths[0]?.neighbour;
    assert.ok(neighbour && (neighbour.number ?? 0) > 0 && neighbour.callsign === null);
    assert.deepEqual(rose?.family === 'rose' && rose.neighbours, [{ number: 1, callsign: null, device: null }]);
  });

  it('gives nothing of a family the kernel lacks, and says so', async () => {
    const rows = await legacyRoutes({ procRoot: fixturePath('proc'), families: ['ddp'] });
    assert.equal(rows.length, 0);
    assert.equal(rows.report.sources.ddp?.source, 'none');
  });

  it('refuses a query that is none, and names the argument', async () => {
    for (const [query, message] of [
      [null, /^query /],
      [{ families: ['inet'] }, /^families: unknown 'inet'/],
      [{ procRoot: 1 }, /^procRoot must be a string$/],
      [{ signal: 1 }, /^signal must be an AbortSignal$/],
    ] as const) {
      await assert.rejects(legacyRoutes(query as never), { name: 'TypeError', message });
    }
  });

  it('ends with the reason of a signal', async () => {
    const reason = new Error('enough');
    await assert.rejects(legacyRoutes({ procRoot, signal: AbortSignal.abort(reason) }), reason);
  });
});
