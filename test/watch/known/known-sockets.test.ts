import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { newReport } from '../../../src/sockets/table/report.ts';
import { SocketTable } from '../../../src/sockets/table/socket-table.ts';
import { AF_UNIX } from '../../../src/uapi/sockets.ts';
import { DELIVERED, ENDED, FORGOTTEN, KnownSockets, rowOf } from '../../../src/watch/known/known-sockets.ts';
import { randomNumbers } from '../../support/fixtures.ts';
import { type MadeRow, madeTable, tcpInfo } from '../../support/made-table.ts';

const EVERYTHING = { unix: true, sctp: true, memory: true, tcpInfo: true };
const PAGE_ROWS = 16_384;

/** What the slot holds, as a socket. */
function socketOf(known: KnownSockets, slot: number) {
  const table = new SocketTable(1, newReport(), { ...known.options, tcpInfo: true });
  known.copyTo(slot, table);
  return table.at(0);
}

function addOne(known: KnownSockets, row: MadeRow, options = {}): number {
  return known.add(madeTable([row], options), 0, 1, 10, 5);
}

describe('KnownSockets', () => {
  it('finds what was added, with all that is known of it', () => {
    const known = new KnownSockets(EVERYTHING);
    const slot = addOne(known, { cookie: 7, state: 'SYN_SENT', recvQ: 3, tcpInfo: tcpInfo({ rtt: 9 }) }, EVERYTHING);
    const other = addOne(known, { cookie: 8 });
    assert.equal(known.slots, 2);
    assert.equal(known.find(madeTable([{ cookie: 7, state: 'ESTABLISHED', localPort: 1 }]), 0), slot);
    assert.equal(known.find(madeTable([{ cookie: 9 }]), 0), -1);
    const page = known.page(slot);
    assert.deepEqual([page.tick[slot], page.seen[slot], page.unborn[slot], page.id[slot]], [1, 10, 5, 1]);
    assert.equal(known.page(other).id[other], 2);
    const socket = socketOf(known, slot);
    assert.deepEqual([socket?.state, socket?.recvQ, socket?.tcpInfo?.rtt], ['SYN_SENT', 3, 9]);
  });

  it('keeps a tcp_info until there is a newer one', () => {
    const known = new KnownSockets({ tcpInfo: true });
    const slot = addOne(known, { cookie: 7, tcpInfo: tcpInfo({ rtt: 9 }) }, { tcpInfo: true });
    known.update(slot, madeTable([{ cookie: 7, state: 'TIME_WAIT' }], { tcpInfo: true }), 0);
    known.update(slot, madeTable([{ cookie: 7, state: 'TIME_WAIT' }]), 0);
    assert.deepEqual([socketOf(known, slot)?.state, socketOf(known, slot)?.tcpInfo?.rtt], ['TIME_WAIT', 9]);
    known.setTcpInfo(slot, madeTable([{ tcpInfo: tcpInfo({ rtt: 4 }) }], { tcpInfo: true }), 0);
    known.setTcpInfo(slot, madeTable([{}]), 0);
    assert.equal(socketOf(known, slot)?.tcpInfo?.rtt, 4);
  });

  it('sets flags one by one, and a slot that is used again has none', () => {
    const known = new KnownSockets({});
    const slot = addOne(known, { cookie: 1 });
    known.flag(slot, DELIVERED);
    assert.deepEqual([known.hasFlag(slot, DELIVERED), known.hasFlag(slot, ENDED)], [true, false]);
    known.flag(slot, ENDED);
    assert.deepEqual([known.hasFlag(slot, DELIVERED), known.hasFlag(slot, ENDED)], [true, true]);
    known.forget(slot);
    known.free(slot);
    assert.equal(addOne(known, { cookie: 2 }), slot);
    assert.deepEqual([known.hasFlag(slot, DELIVERED), known.hasFlag(slot, ENDED)], [false, false]);
    assert.equal(known.page(slot).id[slot], 2, 'a number is never given twice');
  });

  it('has what is forgotten in its slot until that is freed, but finds it no more', () => {
    const known = new KnownSockets({ unix: true });
    const unix = { protocol: 'unix', family: AF_UNIX, cookie: 3, path: '/run/a', inode: 5 } as const;
    const slot = addOne(known, unix, { unix: true });
    assert.equal(known.holds(slot), true);
    known.forget(slot);
    assert.equal(known.holds(slot), false);
    assert.equal(known.page(slot).tick[slot], FORGOTTEN);
    assert.equal(known.find(madeTable([unix], { unix: true }), 0), -1);
    assert.equal(socketOf(known, slot)?.path, '/run/a');
    assert.notEqual(addOne(known, { cookie: 4 }), slot, 'it is not used before it is freed');
  });

  it('leaves nothing of a socket to the next one in its slot', () => {
    const known = new KnownSockets(EVERYTHING);
    const memory = [1, 2, 3, 4, 5, 6, 7, 8, 9];
    const full = { cookie: 3, path: '/run/a', tcpInfo: tcpInfo({ rtt: 1 }), memory, sctpLocal: new Uint8Array(16) };
    const slot = addOne(known, full, EVERYTHING);
    assert.equal(socketOf(known, slot)?.memory?.drops, 9);
    known.forget(slot);
    known.free(slot);
    assert.equal(addOne(known, { cookie: 4 }), slot);
    const socket = socketOf(known, slot);
    assert.deepEqual([socket?.tcpInfo, socket?.memory], [undefined, undefined]);
    for (const bytes of [known.paths, known.tcpInfo, known.localAddresses, known.remoteAddresses]) {
      assert.equal(bytes.length(slot), 0);
    }
  });

  it('tells a UNIX socket that was named, or connected, from what it was', () => {
    const known = new KnownSockets({ unix: true });
    const unix = { protocol: 'unix', family: AF_UNIX, cookie: 3, inode: 5, peerInode: 6 } as const;
    const slot = addOne(known, unix, { unix: true });
    const same = (row: MadeRow, options = { unix: true }) => known.hasSameName(slot, madeTable([row], options), 0);
    assert.deepEqual(
      [same(unix), same({ ...unix, path: '/a' }), same({ ...unix, peerInode: 7 })],
      [true, false, false],
    );
    assert.equal(known.hasSameName(slot, madeTable([{}]), 0), true, 'a batch without such columns');
  });

  it('says which protocol a socket is of', () => {
    const known = new KnownSockets({ unix: true });
    const rows = [
      { cookie: 1 },
      { protocol: 'udp', cookie: 2 },
      { protocol: 'unix', family: AF_UNIX, cookie: 3 },
    ] as const;
    assert.deepEqual(
      rows.map((row) => known.protocol(addOne(known, row))),
      ['tcp', 'udp', 'unix'],
    );
  });

  it('agrees with a Map over several pages of sockets that come, change and go', () => {
    const known = new KnownSockets({ tcpInfo: true });
    const random = randomNumbers(21);
    const model = new Map<number, { slot: number; port: number; rtt: number }>();
    const cookies: number[] = [];
    const ids = new Set<number>();
    const release: number[] = [];
    for (let step = 1; step <= 3 * PAGE_ROWS + 30_000; step++) {
      const table = madeTable([{ cookie: step, localPort: step % 60_000, tcpInfo: tcpInfo({ rtt: step }, 72) }], {
        tcpInfo: true,
      });
      if (step <= 3 * PAGE_ROWS || random(2) === 0) {
        const slot = known.add(table, 0, 1, step, 0);
        assert.ok(!known.holds(slot) || !release.includes(slot));
        ids.add(known.page(slot).id[rowOf(slot)] as number);
        model.set(step, { slot, port: step % 60_000, rtt: step });
        cookies.push(step);
      } else {
        const at = random(cookies.length);
        const cookie = cookies[at] as number;
        const { slot } = model.get(cookie) as { slot: number };
        if (random(3) === 0) {
          table.cookie[0] = cookie;
          known.update(slot, table, 0);
          model.set(cookie, { slot, port: step % 60_000, rtt: step });
          continue;
        }
        cookies[at] = cookies.at(-1) as number;
        cookies.pop();
        model.delete(cookie);
        known.forget(slot);
        release.push(slot);
        if (release.length === 100) for (const free of release.splice(0)) known.free(free);
      }
    }
    const slots = Array.from({ length: known.slots }, (_, slot) => slot);
    assert.equal(slots.filter((slot) => known.holds(slot)).length, model.size);
    assert.equal(known.pages.length, Math.ceil(known.slots / PAGE_ROWS));
    assert.equal(ids.size, Math.max(...ids), 'numbers run from 1 on, each given once');
    const probe = madeTable([{}]);
    for (const [cookie, { slot, port, rtt }] of model) {
      probe.cookie[0] = cookie;
      assert.equal(known.find(probe, 0), slot);
      const socket = socketOf(known, slot);
      assert.deepEqual([socket?.cookie, socket?.localPort, socket?.tcpInfo?.rtt], [BigInt(cookie), port, rtt]);
    }
    for (let cookie = 1; cookie <= 3 * PAGE_ROWS; cookie++) {
      probe.cookie[0] = cookie;
      if (!model.has(cookie)) assert.equal(known.find(probe, 0), -1);
    }
  });
});
