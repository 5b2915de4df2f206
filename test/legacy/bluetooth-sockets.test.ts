import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { bluetoothSockets } from '../../src/index.ts';
import { fixturePath } from '../support/fixtures.ts';

const procRoot = fixturePath('old_families/proc');

describe('bluetoothSockets', () => {
  afterEach(() => {
    delete process.env.HOST_SYS;
  });

  it('gives both protocols, from the sys beside /proc', async () => {
    const rows = await bluetoothSockets({ procRoot });
    assert.deepEqual(
      Array.from(rows, ({ protocol }) => protocol),
      [...Array(4).fill('l2cap'), ...Array(3).fill('rfcomm')],
    );
    assert.deepEqual(rows.report.sources, { l2cap: { source: 'procfs' }, rfcomm: { source: 'procfs' } });
  });

  it('prefers the sys of the environment', async () => {
    process.env.HOST_SYS = fixturePath('old_families/sys');
    const rows = await bluetoothSockets({ procRoot: fixturePath('proc'), protocols: ['rfcomm'] });
    assert.deepEqual([rows.length, rows.at(0)?.protocol], [3, 'rfcomm']);
  });

  it('gives nothing where the kernel has none, and says so', async () => {
    process.env.HOST_SYS = '/no/such/sys';
    const rows = await bluetoothSockets({ protocols: ['l2cap'] });
    assert.equal(rows.length, 0);
    assert.equal(rows.report.sources.l2cap?.source, 'none');
    assert.match(rows.report.sources.l2cap?.reason ?? '', /\/no\/such\/sys\/kernel\/debug\/bluetooth\/l2cap/);
  });

  it('refuses a query that is none, and names the argument', async () => {
    for (const [query, message] of [
      [null, /^query /],
      [{ protocols: ['sco'] }, /^protocols: unknown 'sco', known are l2cap, rfcomm$/],
      [{ procRoot: 1 }, /^procRoot must be a string$/],
      [{ signal: 1 }, /^signal must be an AbortSignal$/],
    ] as const) {
      await assert.rejects(bluetoothSockets(query as never), { name: 'TypeError', message });
    }
  });

  it('ends with the reason of a signal', async () => {
    const reason = new Error('enough');
    await assert.rejects(bluetoothSockets({ procRoot, signal: AbortSignal.abort(reason) }), reason);
  });
});
