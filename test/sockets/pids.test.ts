import '../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Owner, type Query, snapshot } from '../../src/index.ts';
import { noBpf } from '../support/bpf.ts';
import { namespaceMissing } from '../support/in-namespace.ts';
import { skipUnless } from '../support/skip.ts';
import { World } from '../support/world.ts';

// The largest there can be, which is no process's.
const UNKNOWN_PID = 2 ** 31 - 1;
const skip = skipUnless(!namespaceMissing, namespaceMissing ?? '');

describe('a query for processes', { skip }, () => {
  let world: World;
  before(async () => {
    world = await World.start();
  });
  after(() => world.stop());

  /** All that a query would give, but only what these processes hold, with them alone for owners. */
  async function expected(query: Query, pids: readonly number[]): Promise<unknown[]> {
    const rows = (await snapshot({ ...query, owners: true })).toJSON();
    return rows
      .map((row) => ({ ...row, owners: (row.owners as Owner[]).filter(({ pid }) => pids.includes(pid)) }))
      .filter(({ owners }) => owners.length > 0)
      .map(steady);
  }

  const given = async (query: Query) => (await snapshot({ ...query, owners: true })).toJSON().map(steady);

  for (const source of ['netlink', 'procfs'] as const) {
    for (const [ownerMethod, skip] of [
      ['procfs', false],
      ['bpf', noBpf],
    ] as const) {
      describe(`by ${source}, with owners by ${ownerMethod}`, { skip }, () => {
        it('gives what they hold, of every protocol, with every column', async () => {
          const { pid, holders } = world.report;
          const query: Query = { source, ownerMethod, tcpInfo: true, memory: true };
          for (const pids of [[pid], [holders.shared as number, holders.slashes as number], Object.values(holders)]) {
            const rows = await given({ ...query, pids });
            assert.deepEqual(rows, await expected(query, pids));
            assert.ok(rows.length > 0);
          }
        });

        it('gives nothing for a process that is not there, nor for none', async () => {
          const table = await snapshot({ source, ownerMethod, pids: [UNKNOWN_PID], owners: true });
          assert.equal(table.length, 0);
          assert.ok((table.report.processes?.scanned ?? 0) + (table.report.processes?.vanished ?? 0) < 2);
          assert.equal((await snapshot({ source, ownerMethod, pids: [] })).length, 0);
        });
      });
    }

    it(`has names of UNIX sockets intact, by ${source}`, async () => {
      const query: Query = { source, protocols: ['unix'] };
      const pids = [world.report.pid];
      const rows = await given({ ...query, pids });
      assert.deepEqual(rows, await expected(query, pids));
      assert.ok(rows.filter(({ path }) => path).length > 3);
    });

    it(`wants the ports too when it names both, by ${source}`, async () => {
      const pids = Object.values(world.report.holders);
      const all = await given({ source, pids, protocols: ['tcp', 'udp'] });
      const ports = [...new Set(all.map(({ localPort }) => Number(localPort)))].filter((_, i) => i % 2 === 0);
      const query: Query = { source, localPorts: ports };
      const rows = await given({ ...query, pids });
      assert.deepEqual(rows, await expected(query, pids));
      assert.ok(rows.length > 0 && rows.length < all.length);
      assert.deepEqual(await given({ source, pids: [world.report.pid], localPorts: [] }), []);
    });
  }

  it('gives the sockets without their owners when those are not asked for', async () => {
    const pids = [world.report.pid];
    const table = await snapshot({ pids });
    assert.equal(table.owners, undefined);
    assert.deepEqual(
      table.toJSON().map(steady),
      (await given({ pids })).map(({ owners, ...row }) => row),
    );
  });

  it('looks at these processes alone', async () => {
    const pids = [world.report.pid, world.report.holders.slashes as number];
    const { report } = await snapshot({ pids, protocols: ['tcp'], ownerMethod: 'procfs' });
    assert.deepEqual(report.processes, { scanned: 2, vanished: 0, forbidden: 0 });
  });
});

/** Without what changes from one moment to the next. */
function steady(row: Record<string, unknown>): Record<string, unknown> {
  const { expires, retransmits, probes, timer, tcpInfo, memory, ...rest } = row;
  // Packets go on being dropped.
  return { ...rest, hasInfo: typeof tcpInfo === 'object', memory: memory && { ...memory, drops: 0 } };
}
