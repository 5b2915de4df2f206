import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AF_INET, AF_INET6, AF_UNIX, PROTOCOLS, STATES } from '../../../src/uapi/sockets.ts';
import { identityHash, isSameSocket } from '../../../src/watch/known/socket-identity.ts';
import { randomNumbers } from '../../support/fixtures.ts';
import { type MadeRow, madeTable } from '../../support/made-table.ts';

/** Whether the second row is of the first one's socket; the hash must not hide one that is. */
function isSame(before: MadeRow, after: MadeRow): boolean {
  const table = madeTable([before, after]);
  const same = isSameSocket(table, 0, table, 1);
  if (same) assert.equal(identityHash(table, 0), identityHash(table, 1), 'the same sockets have one hash');
  return same;
}

/** @param pairs - [what, a row, another, whether they are of one socket] */
function checkAll(pairs: readonly [string, MadeRow, MadeRow, boolean][]): void {
  for (const [what, before, after, same] of pairs) {
    it(`${same ? 'is the same' : 'is another'}: ${what}`, () => {
      assert.equal(isSame(before, after), same);
    });
  }
}

describe('a socket with a cookie', () => {
  const socket: MadeRow = { cookie: 2 ** 32 + 5, inode: 7 };
  checkAll([
    ['whatever else changes', socket, { cookie: 2 ** 32 + 5, state: 'TIME_WAIT', localPort: 1, remote: [1] }, true],
    ['with another low word', socket, { ...socket, cookie: 2 ** 32 + 6 }, false],
    ['with another high word', socket, { ...socket, cookie: 5 }, false],
    ['of which the cookie is unknown, though all else is equal', socket, { ...socket, cookie: 0 }, false],
    ['after one without', { ...socket, cookie: 0 }, socket, false],
    ['with a high word alone', { cookie: 2 ** 32 }, { cookie: 2 ** 32 }, true],
  ]);
});

describe('an association of SCTP', () => {
  const endpoint: MadeRow = { protocol: 'sctp', cookie: 9, inode: 4, state: 'LISTEN', remotePort: 0, remote: [] };
  const association: MadeRow = { protocol: 'sctp', cookie: 9, inode: 4 };
  const other: MadeRow = { ...association, remotePort: 81 };
  const withoutCookie = (row: MadeRow) => ({ ...row, cookie: 0 });
  checkAll([
    ['itself, in another state', association, { ...association, state: 'FIN_WAIT1' }, true],
    ['of the same socket to another port', association, other, false],
    ['of the same socket to another address', association, { ...association, remote: [10, 0, 0, 1] }, false],
    ['the endpoint of the same socket', endpoint, association, false],
    ['itself, from /proc', withoutCookie(association), withoutCookie({ ...association, state: 'FIN_WAIT1' }), true],
    [
      'of the same socket from /proc, where they share the inode',
      withoutCookie(association),
      withoutCookie(other),
      false,
    ],
    ['the endpoint of the same socket, from /proc', withoutCookie(endpoint), withoutCookie(association), false],
  ]);
});

describe('a TCP connection from /proc', () => {
  const connection: MadeRow = { inode: 7 };
  checkAll([
    ['in another state', connection, { inode: 7, state: 'CLOSE_WAIT' }, true],
    ['that was closed by its program', connection, { inode: 0, state: 'FIN_WAIT1' }, true],
    ['that has gone to TIME_WAIT, without its inode', connection, { inode: 0, state: 'TIME_WAIT' }, true],
    ['that was in SYN_RECV', { state: 'SYN_RECV' }, { inode: 0 }, true],
    ['that was in SYN_RECV, and is accepted by now', { state: 'SYN_RECV' }, { inode: 7 }, true],
    ['that was accepted', { inode: 0 }, { inode: 7 }, true],
    ['with another inode', connection, { inode: 8 }, false],
    ['with an inode, after one in TIME_WAIT', { state: 'TIME_WAIT' }, { inode: 8 }, false],
    ['in SYN_RECV, after one in TIME_WAIT', { state: 'TIME_WAIT' }, { state: 'SYN_RECV' }, false],
    ['not yet accepted, after one in TIME_WAIT', { state: 'TIME_WAIT' }, { inode: 0 }, false],
    ['still in TIME_WAIT', { state: 'TIME_WAIT' }, { state: 'TIME_WAIT' }, true],
    ['with an inode, after an orphan', { state: 'FIN_WAIT2' }, { inode: 8 }, false],
    ['from another port', connection, { inode: 7, localPort: 1001 }, false],
    ['to another port', connection, { inode: 7, remotePort: 81 }, false],
    ['from another address', connection, { inode: 7, local: [127, 0, 0, 9] }, false],
    ['to another address', connection, { inode: 7, remote: [127, 0, 0, 9] }, false],
    ['over IPv6', connection, { inode: 7, family: AF_INET6 }, false],
    ['that has become a listener', connection, { inode: 7, state: 'LISTEN', remotePort: 0 }, false],
    ['that was a listener', { inode: 7, state: 'LISTEN', remotePort: 0 }, connection, false],
  ]);
});

describe('another socket from /proc', () => {
  const udp: MadeRow = { protocol: 'udp', state: 'CLOSE', inode: 7, remotePort: 0, remote: [] };
  const unix: MadeRow = {
    protocol: 'unix',
    family: AF_UNIX,
    inode: 7,
    localPort: 0,
    remotePort: 0,
    local: [],
    remote: [],
  };
  const listener: MadeRow = { state: 'LISTEN', inode: 7, remotePort: 0, remote: [] };
  checkAll([
    ['a UDP socket that was connected', udp, { protocol: 'udp', inode: 7 }, true],
    ['a UDP socket that was bound anew', udp, { ...udp, localPort: 9 }, true],
    ['a UDP socket with another inode', udp, { ...udp, inode: 8 }, false],
    ['a UDP socket over IPv6', udp, { ...udp, family: AF_INET6 }, false],
    ['a UNIX socket in another state', unix, { ...unix, state: 'SYN_SENT' }, true],
    ['a UNIX socket with another inode', unix, { ...unix, inode: 8 }, false],
    ['a UNIX socket with the inode of a UDP one', unix, { ...udp, inode: 7 }, false],
    ['a listener', listener, listener, true],
    ['a listener after another on its port', listener, { ...listener, inode: 8 }, false],
    ['without inode at the same addresses', { ...udp, inode: 0 }, { ...udp, inode: 0 }, true],
    ['without inode at another port', { ...udp, inode: 0 }, { ...udp, inode: 0, localPort: 9 }, false],
  ]);
});

describe('the hash of an identity', () => {
  it('is the same for any two rows of one socket, whatever they say', () => {
    const random = randomNumbers(3);
    const pick = <Item>(items: readonly Item[]) => items[random(items.length)] as Item;
    let same = 0;
    for (let round = 0; round < 20_000; round++) {
      const row = (): MadeRow => {
        const protocol = pick(PROTOCOLS);
        // No two protocols have a cookie in common.
        const cookie = random(4) === 0 ? 1 + PROTOCOLS.indexOf(protocol) : 0;
        const rest = { family: pick([AF_INET, AF_INET6]), state: pick(STATES), inode: random(3) };
        return { protocol, cookie, ...rest, localPort: 1, remotePort: random(2), remote: [random(2)] };
      };
      const [before, after] = [row(), row()];
      if (isSame(before, after)) same++;
    }
    assert.ok(same > 100, `${same} pairs were the same`);
  });

  it('spreads cookies that follow on each other, and connections of neighbouring ports', () => {
    for (const rows of [
      Array.from({ length: 4096 }, (_, i) => ({ cookie: i + 1 })),
      Array.from({ length: 4096 }, (_, i) => ({ localPort: i + 1 })),
      Array.from({ length: 4096 }, (_, i) => ({ protocol: 'udp' as const, inode: i + 1, remotePort: 0 })),
    ]) {
      const table = madeTable(rows);
      const hashes = rows.map((_, row) => identityHash(table, row));
      assert.ok(hashes.every((hash) => Number.isInteger(hash) && hash >= 0 && hash <= 0xffffffff));
      for (const part of [(hash: number) => hash >>> 26, (hash: number) => hash & 63]) {
        const counts = new Array(64).fill(0);
        for (const hash of hashes) counts[part(hash)]++;
        // 64 a part on average.
        assert.ok(Math.max(...counts) < 128 && Math.min(...counts) > 16, `${counts}`);
      }
    }
  });
});
