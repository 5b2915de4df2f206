import '../../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { type Query, type SocketTable, snapshot } from '../../../src/index.ts';
import { loadAddon } from '../../../src/kernel/addon/load-addon.ts';
import { noBpf } from '../../support/bpf.ts';
import { namespaceMissing } from '../../support/in-namespace.ts';
import { SEARCHES } from '../../support/searches.ts';
import { skipUnless } from '../../support/skip.ts';
import { World } from '../../support/world.ts';

const BYSTANDERS = 20;
const ATTEMPTS = 200;
const skip = skipUnless(!namespaceMissing, namespaceMissing ?? '');
const { addon, reason } = loadAddon();

describe('first owners', { skip }, () => {
  let world: World;
  const bystanders: ChildProcess[] = [];
  before(async () => {
    world = await World.start();
    // Behind the world's processes, as long as pids ascend.
    for (let i = 0; i < BYSTANDERS; i++) bystanders.push(spawn('sleep', ['600'], { stdio: 'ignore' }));
  });
  after(async () => {
    for (const child of bystanders) {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill();
      await ended;
    }
    await world.stop();
  });

  const firsts = (table: SocketTable) => [...table].map(({ inode, owners }) => [inode, owners[0]]);

  for (const [ownerMethod, skip] of [
    ['procfs', false],
    ['bpf', noBpf],
  ] as const) {
    for (const [what, query] of [
      ['of all inet sockets', { protocols: ['tcp', 'udp', 'udplite', 'raw'] }],
      ['of the listening ones', { protocols: ['tcp'], states: ['LISTEN'] }],
      ['of UNIX sockets', { protocols: ['unix'] }],
    ] as [string, Query][]) {
      for (const ownerThreads of [1, 4]) {
        it(`${what} are the first of all owners, by ${ownerMethod}, with ${ownerThreads} threads`, {
          skip,
        }, async () => {
          const common: Query = { ...query, ownerMethod, ownerThreads };
          const [all, first] = [
            await snapshot({ ...common, owners: true }),
            await snapshot({ ...common, owners: 'first' }),
          ];
          assert.deepEqual(firsts(first), firsts(all));
          assert.equal(
            [...all].some(({ owners }) => owners.length > 1),
            !query.protocols?.includes('unix'),
          );
        });
      }
    }
  }

  const processes = () => readdirSync('/proc').filter((name) => Number(name) > 0);

  it('of a few sockets are looked for in few processes', { skip: skipUnless(!!addon, `${reason}`) }, async () => {
    const query: Query = { protocols: ['tcp'], states: ['LISTEN'], ownerMethod: 'procfs', ownerThreads: 1 };
    let [scanned, needed] = [1, 0];
    // Where the kernel is slow to list the few, the search does not wait to hear of them.
    for (let attempt = 1; scanned > needed && attempt <= ATTEMPTS; attempt++) {
      const before = processes();
      const table = await snapshot({ ...query, owners: 'first' });
      scanned = table.report.processes?.scanned ?? 0;
      // Up to the last that is the first to have one of these sockets: who else has one matters to none.
      const last = Math.max(...[...table].map(({ owners }) => owners[0]?.pid ?? 0));
      needed = before.filter((pid) => Number(pid) <= last).length;
    }
    assert.ok(scanned <= needed, `${scanned} processes were read, where ${needed} are enough`);
    const all = await snapshot({ ...query, owners: true });
    assert.ok((all.report.processes?.scanned ?? 0) > scanned);
  });

  for (const { name, find, skip } of SEARCHES) {
    it(`end at once when no socket is wanted, by ${name}`, { skip }, async () => {
      const { counts, index } = await find({ inodes: new Set(), firstOnly: true });
      assert.deepEqual([counts.scanned, index.length], [0, 0]);
    });

    it(`are the lowest of a shared socket, whoever else is looked for, by ${name}`, { skip }, async () => {
      const { pid, holders } = world.report;
      const shared = (await find({ pids: [holders.shared as number] })).index.triples[0] as number;
      const lowest = Math.min(pid, holders.shared as number);
      for (const inodes of [new Set([shared]), new Set([shared, 1])]) {
        const { index } = await find({ inodes, firstOnly: true });
        assert.equal(index.owners(index.find(shared))[0]?.pid, lowest);
      }
    });
  }
});
