import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { OwnerIndex } from '../../../src/sockets/table/owner-index.ts';
import { newReport } from '../../../src/sockets/table/report.ts';
import { AF_UNIX, STATE_NUMBERS } from '../../../src/uapi/sockets.ts';
import type { Change, SocketChange } from '../../../src/watch/changes/change.ts';
import { ChangeWriter } from '../../../src/watch/changes/change-writer.ts';
import { type Clock, StreamTime } from '../../../src/watch/changes/clock.ts';
import type { WatchReport } from '../../../src/watch/changes/watch-report.ts';
import { KnownSockets } from '../../../src/watch/known/known-sockets.ts';
import { SlotOwners } from '../../../src/watch/known/slot-owners.ts';
import { type MadeRow, madeTable, tcpInfo } from '../../support/made-table.ts';

const REPORT = { scan: newReport(), ticks: 3 } as WatchReport;
const UNIX = { unix: true };
const pause = async () => {};

class HandClock implements Clock {
  now = 1000;
  monotonic = () => this.now;
  wall = () => 5_000_000 + this.now;
  sleep = async () => {};
}

function setUp({ owners }: { owners?: SlotOwners } = {}) {
  const known = new KnownSockets({ ...UNIX, tcpInfo: true });
  const clock = new HandClock();
  const time = new StreamTime(clock);
  const writer = new ChangeWriter(known, owners, time);
  const add = (row: MadeRow) => known.add(madeTable([row], { ...UNIX, tcpInfo: true }), 0, 1, 0, 0);
  time.stamp();
  return { known, clock, time, writer, add, finish: () => writer.finish(REPORT, pause) };
}

async function ownerIndex(triples: number[]): Promise<OwnerIndex> {
  const process = (pid: number) => ({ pid, argv0: Buffer.from(`program${pid}`), comm: Buffer.from('comm') });
  return OwnerIndex.build(Uint32Array.from(triples), new Map([7, 8].map((pid) => [pid, process(pid)])), pause);
}

describe('a batch of changes', () => {
  it('has every kind of change, in order, each with its time', async () => {
    const { writer, clock, time, add, finish } = setUp();
    const slot = add({ cookie: 1, state: 'CLOSE_WAIT', tcpInfo: tcpInfo({ rtt: 5 }) });
    writer.present('opened', slot);
    clock.now = 1100;
    writer.changed(slot, STATE_NUMBERS.ESTABLISHED);
    time.stamp();
    writer.owner(slot, [{ pid: 1, fd: 2, name: 'a', comm: 'b' }]);
    writer.closed(slot, 10, Number.NaN);
    writer.unseen(madeTable([{ cookie: 9, state: 'CLOSE', tcpInfo: tcpInfo({ rtt: 6 }) }], { tcpInfo: true }), 0, 1, 2);
    writer.present('opened', add({ cookie: 2, state: 'TIME_WAIT' }), true);
    writer.gap(5);
    writer.gap(null);
    writer.late(1200, 1000);
    assert.equal(writer.length, 9);
    const batch = await finish();
    const changes = [...batch] as Change[];
    const plain = changes.map((change) => {
      const { socket, ...rest } = change as SocketChange;
      return { ...rest, ...(socket && { cookie: socket.cookie, state: socket.state, rtt: socket.tcpInfo?.rtt }) };
    });
    const early = { time: 5_001_000, monotonic: 1000 };
    const late = { time: 5_001_100, monotonic: 1100 };
    const socket = { id: 1, cookie: 1n, state: 'CLOSE_WAIT', rtt: 5 };
    assert.deepEqual(plain, [
      { type: 'opened', ...early, ...socket },
      { type: 'changed', ...early, ...socket, previousState: 'ESTABLISHED' },
      { type: 'owner', ...late, ...socket, previousOwners: [{ pid: 1, fd: 2, name: 'a', comm: 'b' }] },
      { type: 'closed', ...late, ...socket, age: { atLeast: 10, atMost: null } },
      {
        type: 'closed',
        ...late,
        id: 2,
        cookie: 9n,
        state: 'CLOSE',
        rtt: 6,
        age: { atLeast: 1, atMost: 2 },
        unseen: true,
      },
      { type: 'opened', ...late, id: 3, cookie: 2n, state: 'TIME_WAIT', rtt: undefined, unseen: true },
      { type: 'gap', ...late, lost: 5 },
      { type: 'gap', ...late, lost: null },
      { type: 'late', ...late, took: 1200, interval: 1000 },
    ]);
    assert.equal(batch.report, REPORT);
  });

  it('can be asked for one change, from either end', async () => {
    const { writer, add, finish } = setUp();
    for (let cookie = 1; cookie <= 3; cookie++) writer.present('present', add({ cookie }));
    const batch = await finish();
    const id = (index: number) => (batch.at(index) as SocketChange | undefined)?.id;
    assert.deepEqual([id(0), id(2), id(-1), id(-3)], [1, 3, 3, 1]);
    assert.deepEqual([id(3), id(-4), id(0.5), id(Number.NaN)], [undefined, undefined, undefined, undefined]);
    assert.deepEqual([batch.length, batch.type(1)], [3, 'present']);
  });

  it('is plain data as JSON', async () => {
    const { writer, add, finish } = setUp();
    const slot = add({ cookie: 1, tcpInfo: tcpInfo({ bytesAcked: 7 }) });
    writer.changed(slot, STATE_NUMBERS.SYN_SENT);
    writer.closed(slot, 3, Number.NaN);
    writer.gap(null);
    writer.late(2, 1);
    const [changed, closed, gap, late] = JSON.parse(JSON.stringify(await finish()));
    const time = '1970-01-01T01:23:21.000Z';
    assert.deepEqual(
      [changed.type, changed.time, changed.monotonic, changed.previousState, changed.socket.cookie, changed.id],
      ['changed', time, 1000, 'SYN_SENT', '1', 1],
    );
    assert.equal(changed.socket.tcpInfo.bytesAcked, 7);
    assert.deepEqual(closed.age, { atLeast: 3, atMost: null });
    assert.deepEqual(gap, { type: 'gap', time, monotonic: 1000, lost: null });
    assert.deepEqual(late, { type: 'late', time, monotonic: 1000, took: 2, interval: 1 });
  });

  it('has each socket as it was at its change, also of thousands', async () => {
    const { known, writer, add, finish } = setUp();
    const slot = add({ cookie: 1, localPort: 0, tcpInfo: tcpInfo({}) });
    const unix = add({ protocol: 'unix', family: AF_UNIX, cookie: 2, path: '/run/x' });
    for (let port = 0; port < 5000; port++) {
      const row = madeTable([{ cookie: 1, localPort: port, tcpInfo: tcpInfo({ rtt: port }) }], { tcpInfo: true });
      known.update(slot, row, 0);
      writer.changed(port % 10 === 0 ? unix : slot, 1);
    }
    const batch = await finish();
    for (let port = 0; port < 5000; port++) {
      const { socket } = batch.at(port) as SocketChange;
      if (port % 10 === 0) assert.equal(socket.path, '/run/x');
      else assert.deepEqual([socket.localPort, socket.tcpInfo?.rtt, socket.path], [port, port, null]);
    }
  });

  it('is empty where nothing changed', async () => {
    const batch = await setUp().finish();
    assert.deepEqual(
      [batch.length, [...batch], batch.toJSON(), batch.at(0), batch.at(-1)],
      [0, [], [], undefined, undefined],
    );
    assert.equal(batch.sockets.length, 0);
  });
});

describe('the owners in a batch', () => {
  it('are those known when it is taken; of a socket never seen alive there are none', async () => {
    const owners = new SlotOwners();
    const { writer, add, finish } = setUp({ owners });
    const slot = add({ cookie: 1, inode: 70 });
    writer.present('opened', slot);
    writer.unseen(madeTable([{ cookie: 9 }]), 0, 0, 0);
    const index = await ownerIndex([70, 7, 3, 70, 8, 4]);
    owners.remember(index.processes);
    owners.set(slot, index, index.find(70));
    writer.closed(slot, 0, 0);
    const batch = await finish();
    const pids = Array.from(batch as Iterable<SocketChange>, ({ socket }) =>
      socket.owners?.map(({ pid, fd }) => [pid, fd]),
    );
    assert.deepEqual(pids, [
      [
        [7, 3],
        [8, 4],
      ],
      [],
      [
        [7, 3],
        [8, 4],
      ],
    ]);
    assert.equal((batch.at(0) as SocketChange).socket.owners?.[0]?.name, 'program7');
    assert.equal(owners.has(slot), false, 'those of what was closed are forgotten with it');
  });

  it('are none where nobody asks for them', async () => {
    const { writer, add, finish } = setUp();
    writer.present('opened', add({ cookie: 1 }));
    assert.equal((await finish()).sockets.owners, undefined);
  });
});

describe('the slots of what was closed', () => {
  it('are free when the batch is taken, and not before', async () => {
    const { known, writer, add, finish } = setUp();
    const slot = add({ cookie: 1 });
    const hidden = add({ cookie: 2 });
    for (const gone of [slot, hidden]) known.forget(gone);
    writer.closed(slot, 0, 0);
    writer.ended.add(hidden);
    assert.deepEqual(writer.ended.slots, [slot, hidden]);
    assert.ok(![slot, hidden].includes(add({ cookie: 3 })));
    const batch = await finish();
    assert.equal(batch.length, 1);
    assert.deepEqual([add({ cookie: 4 }), add({ cookie: 5 })].sort(), [slot, hidden]);
    assert.equal((batch.at(0) as SocketChange).socket.cookie, 1n, 'the batch has a copy');
  });
});
