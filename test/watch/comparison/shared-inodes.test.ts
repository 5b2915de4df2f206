import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AF_UNIX } from '../../../src/uapi/sockets.ts';
import { Followed } from '../../support/followed.ts';
import type { MadeRow } from '../../support/made-table.ts';

describe('sockets from /proc that share an inode number', () => {
  const udp = (localPort: number, more: MadeRow = {}): MadeRow => {
    return { protocol: 'udp', state: 'CLOSE', inode: 7, localPort, remotePort: 0, remote: [], ...more };
  };
  const unix = (path: string, more: MadeRow = {}): MadeRow => {
    return {
      protocol: 'unix',
      family: AF_UNIX,
      inode: 7,
      localPort: 0,
      remotePort: 0,
      local: [],
      remote: [],
      path,
      ...more,
    };
  };
  const connection = (localPort: number): MadeRow => ({ inode: 7, localPort });

  for (const [what, rows] of [
    ['subflows of an MPTCP connection', [connection(1), connection(2), connection(3)]],
    ['listeners', [80, 81, 82].map((port) => ({ ...udp(port), protocol: 'tcp' as const, state: 'LISTEN' as const }))],
    ['UDP sockets', [udp(1), udp(2), udp(3)]],
    ['UNIX sockets', [unix('/a'), unix('/b'), unix('')]],
    [
      'connections that no listener has accepted',
      [unix('/a', { inode: 0 }), unix('/a', { inode: 0 }), unix('/b', { inode: 0 })],
    ],
  ] as const) {
    it(`are each followed for themselves, in any order: ${what}`, async () => {
      const followed = new Followed();
      assert.equal((await followed.tick(0, rows)).length, 3);
      for (const order of [
        [0, 1, 2],
        [2, 0, 1],
        [1, 2, 0],
        [2, 1, 0],
      ]) {
        assert.deepEqual(
          await followed.tick(
            100,
            order.map((at) => rows[at] as MadeRow),
          ),
          [],
        );
      }
      const [ended, ...others] = await followed.tick(200, [rows[0], rows[2]] as MadeRow[]);
      assert.match(ended ?? '', /^closed [12] /);
      assert.deepEqual(others, []);
      assert.match(String(await followed.tick(300, rows)), /^opened 4 [A-Z_]+$/);
    });
  }

  it('may still be bound, connected and named, each of them', async () => {
    const followed = new Followed();
    await followed.tick(0, [udp(1), udp(2), unix('/a'), unix('')]);
    const changed = await followed.tick(100, [udp(1, { remotePort: 9 }), udp(2), unix('/a'), unix('/b')]);
    assert.deepEqual(changed, ['changed 1 CLOSE CLOSE', 'changed 4 ESTABLISHED ESTABLISHED']);
    assert.deepEqual(await followed.tick(200, [udp(2), udp(1, { remotePort: 9 }), unix('/b'), unix('/a')]), []);
  });

  it('are not taken for one that has another name', async () => {
    const followed = new Followed();
    await followed.tick(0, [unix('/a')]);
    const lines = await followed.tick(100, [unix('/b')]);
    assert.deepEqual(
      lines.map((line) => line.split(' ', 2).join(' ')),
      ['opened 2', 'closed 1'],
    );
  });
});
