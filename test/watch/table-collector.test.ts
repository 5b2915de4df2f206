import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { OwnerIndex } from '../../src/sockets/table/owner-index.ts';
import { newReport } from '../../src/sockets/table/report.ts';
import { KnownSockets } from '../../src/watch/known/known-sockets.ts';
import { SlotOwners } from '../../src/watch/known/slot-owners.ts';
import { TableCollector } from '../../src/watch/table-collector.ts';
import { madeTable, tcpInfo } from '../support/made-table.ts';

const pause = async () => {};
const batches = () => [
  madeTable(
    [
      { cookie: 1, inode: 71 },
      { cookie: 2, inode: 72, tcpInfo: tcpInfo({ rtt: 4 }) },
    ],
    { tcpInfo: true },
  ),
  madeTable([{ cookie: 3, inode: 0, state: 'TIME_WAIT' }]),
];

describe('the table of a tick', () => {
  it('has the rows of all batches, in their order', async () => {
    const collector = new TableCollector();
    const report = newReport();
    for (const batch of batches()) assert.equal(collector.take(batch).length, batch.length);
    const table = await collector.table(report, new KnownSockets({ tcpInfo: true }), undefined, pause);
    assert.deepEqual(
      Array.from(table, ({ cookie, tcpInfo: info }) => [cookie, info?.rtt]),
      [
        [1n, undefined],
        [2n, 4],
        [3n, undefined],
      ],
    );
    assert.deepEqual([table.report, table.owners], [report, undefined]);
  });

  it('has the owners of each row’s slot, and none of a row that nobody holds', async () => {
    const collector = new TableCollector();
    const slots = [9, 4, 7];
    for (const batch of batches()) collector.take(batch).set(slots.splice(0, batch.length));
    const owners = new SlotOwners();
    const process = { pid: 5, argv0: Buffer.from('server'), comm: Buffer.from('s') };
    const index = await OwnerIndex.build(Uint32Array.of(1, 5, 3, 1, 6, 4), new Map([[5, process]]), pause);
    owners.remember(index.processes);
    for (const slot of [9, 7]) owners.set(slot, index, index.find(1));
    const table = await collector.table(newReport(), new KnownSockets({}), owners, pause);
    assert.deepEqual(
      Array.from(table, (socket) => socket.owners?.map(({ pid, name }) => [pid, name])),
      [
        [
          [5, 'server'],
          [6, ''],
        ],
        [],
        [],
      ],
    );
  });

  it('may be empty', async () => {
    const table = await new TableCollector().table(newReport(), new KnownSockets({}), new SlotOwners(), pause);
    assert.equal(table.length, 0);
  });
});
