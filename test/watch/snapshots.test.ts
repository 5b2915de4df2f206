import '../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { type Query, type SnapshotsQuery, type SocketTable, snapshot, snapshots } from '../../src/index.ts';
import { ByHand } from '../support/by-hand.ts';
import { namespaceMissing } from '../support/in-namespace.ts';
import { skipUnless } from '../support/skip.ts';
import { Stirring } from '../support/stirring.ts';

const INTERVAL = 50;
const ATTEMPTS = 50;
const SECONDS = 0.5;
const skip = skipUnless(!namespaceMissing, namespaceMissing ?? '');

/** All of its rows, in order, but for what moves by itself. */
function rowsOf(table: SocketTable): string[] {
  return Array.from(table, (socket) => {
    const { expires, timer, retransmits, probes, tcpInfo, memory, ...rest } = socket.toJSON();
    return JSON.stringify(rest);
  });
}

describe('snapshots()', { skip }, () => {
  let world: Stirring;
  before(async () => {
    world = await Stirring.start();
    await world.stir(SECONDS);
  });
  after(() => world.stop());

  const queries: Record<string, Query> = {
    'all sockets': {},
    'those of TCP and UDP, with owners': { protocols: ['tcp', 'udp'], owners: true },
    'those of UNIX, with owners from /proc': { protocols: ['unix'], owners: true, ownerMethod: 'procfs' },
    'listening ones': { states: ['LISTEN'], owners: true },
    'established ones': { protocols: ['tcp'], states: ['ESTABLISHED'] },
    'all of /proc': { source: 'procfs', owners: true },
    'those with tcp_info and memory': { protocols: ['tcp'], tcpInfo: true, memory: true },
  };
  for (const [what, query] of Object.entries(queries)) {
    it(`gives what snapshot() gives, again and again: ${what}`, async () => {
      const stirred = world.stir(SECONDS).then(() => true);
      let still = false;
      stirred.then(() => {
        still = true;
      });
      let compared = 0;
      let tables = 0;
      for await (const table of snapshots({ ...query, interval: INTERVAL, verifyInterval: 2 * INTERVAL })) {
        tables++;
        assert.deepEqual(Object.keys(table.report.sources), Object.keys((await snapshot(query)).report.sources));
        if (!still) continue;
        const next = await snapshot(query);
        // It may have moved between the two.
        if (JSON.stringify(rowsOf(next)) !== JSON.stringify(rowsOf(table)) && tables < ATTEMPTS) continue;
        assert.deepEqual(rowsOf(table), rowsOf(next));
        if (++compared === 3) break;
      }
      assert.equal(compared, 3);
      await stirred;
    });
  }

  it('begins at once, and waits for the interval between tables', async () => {
    const controller = new AbortController();
    const query: SnapshotsQuery = { protocols: ['tcp'], interval: 3_600_000, signal: controller.signal };
    const tables = snapshots(query);
    assert.ok(((await tables.next()).value?.length as number) > 0);
    const second = tables.next().then(
      () => 'a table',
      (error) => error,
    );
    await wait(50);
    controller.abort('enough');
    assert.equal(await second, 'enough');
  });

  it('gives fewer to who takes them slowly, each of its own moment', async () => {
    const hand = new ByHand();
    await hand.run('more = []');
    const lengths: number[] = [];
    for await (const { length } of snapshots({ protocols: ['tcp'], states: ['LISTEN'], interval: 5 })) {
      lengths.push(length);
      if (lengths.length === 4) break;
      // As long as many intervals.
      await hand.run('time.sleep(0.05)', 'more.append(listen())');
    }
    const [first] = lengths as [number];
    assert.deepEqual(lengths, [first, first + 1, first + 2, first + 3]);
    await hand.stop();
  });

  it('leaves a table as it was when others come', async () => {
    const kept: [SocketTable, string][] = [];
    for await (const table of snapshots({ interval: 20, owners: true })) {
      kept.push([table, JSON.stringify(table)]);
      if (kept.length === 5) break;
      await world.stir(0.05);
    }
    for (const [table, text] of kept) assert.equal(JSON.stringify(table), text);
  });

  it('wants a query that is one', async () => {
    assert.throws(() => snapshots({ interval: 0 }), { name: 'TypeError', message: /^interval/ });
    assert.throws(() => snapshots({ verifyInterval: Number.NaN }), { name: 'TypeError', message: /^verifyInterval/ });
    assert.throws(() => snapshots({ states: ['WRONG' as never] }), { name: 'TypeError', message: /^states/ });
  });
});
