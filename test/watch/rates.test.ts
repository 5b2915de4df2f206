import '../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  explainFilter,
  groupSockets,
  numbers,
  type SnapshotsQuery,
  type SocketTable,
  snapshot,
  snapshots,
  summarize,
  watch,
} from '../../src/index.ts';
import type { NumberField } from '../../src/sockets/table/number-fields.ts';
import type { Clock } from '../../src/watch/changes/clock.ts';
import { startSnapshots } from '../../src/watch/snapshots.ts';
import { ByHand } from '../support/by-hand.ts';
import { namespaceMissing } from '../support/in-namespace.ts';
import { skipUnless } from '../support/skip.ts';

const skip = skipUnless(!namespaceMissing, namespaceMissing ?? '');
const SECONDS = 2;

/** Each look is two seconds after the one before, however long it took. */
class Steps implements Clock {
  #now = 0;
  monotonic = () => this.#now;
  wall = () => this.#now;
  async sleep(): Promise<void> {
    this.#now += SECONDS * 1000;
  }
}

const ratesOf = (table: SocketTable, name: string) => [
  ...numbers(table, `rates.${name}` as NumberField, new Float64Array(table.length)),
];

describe('snapshots() with rates', { skip }, () => {
  let hand: ByHand;
  let ports: number[];
  before(async () => {
    hand = new ByHand();
    ports = await hand.run<number[]>(
      'server = listen()',
      'pairs = [connect(server) for _ in range(2)]',
      'result = [port(server)] + [port(client) for client, _ in pairs]',
    );
  });
  after(() => hand.stop());

  const query: SnapshotsQuery = { protocols: ['tcp'], states: ['ESTABLISHED'], rates: true, interval: SECONDS * 1000 };
  /** The row of a client's end, by its port. */
  const rowOf = (table: SocketTable, port: number) => Array.from(table, (socket) => socket.localPort).indexOf(port);

  it('has what was sent between two looks, to the byte, at both ends', async () => {
    const tables = startSnapshots(query, new Steps());
    const first = (await tables.next()).value as SocketTable;
    assert.ok(ratesOf(first, 'sendRate').every(Number.isNaN));
    await hand.run(
      'pairs[0][0].sendall(bytes(3000))',
      'pairs[0][1].recv(3000, socket.MSG_WAITALL)',
      'pairs[0][1].send(b"x" * 77)',
    );
    await hand.run('result = len(pairs[0][0].recv(77, socket.MSG_WAITALL))');
    const table = (await tables.next()).value as SocketTable;
    const [server, busy, idle] = ports as [number, number, number];
    const [sent, received] = [ratesOf(table, 'sendRate'), ratesOf(table, 'recvRate')];
    const of = (row: number) => [(sent[row] as number) * SECONDS, (received[row] as number) * SECONDS];
    assert.deepEqual(of(rowOf(table, busy)), [3000, 77]);
    assert.deepEqual(of(rowOf(table, idle)), [0, 0]);
    const ends = Array.from(table, (socket) => socket.localPort === server && socket.remotePort === busy);
    assert.deepEqual(of(ends.indexOf(true)), [77, 3000]);
    assert.ok((ratesOf(table, 'sendSegmentRate')[rowOf(table, busy)] as number) > 0);
    assert.ok(ratesOf(table, 'retransRate').every((rate) => rate === 0));
    await tables.return();
  });

  it('groups them like others', async () => {
    const tables = startSnapshots({ ...query, owners: true }, new Steps());
    await tables.next();
    await hand.run('for client, _ in pairs: client.sendall(bytes(500))');
    const table = (await tables.next()).value as SocketTable;
    const { groups } = await groupSockets(table, { by: ['process'], measures: ['send-rate', 'rates.recvRate'] });
    assert.deepEqual(groups, [
      {
        key: { process: 'python3' },
        count: 4,
        sum: { 'rates.sendRate': 1000 / SECONDS, 'rates.recvRate': 1000 / SECONDS },
        max: { 'rates.sendRate': 500 / SECONDS, 'rates.recvRate': 500 / SECONDS },
      },
    ]);
    await tables.return();
  });

  it('knows none of a connection that is new', async () => {
    const tables = startSnapshots(query, new Steps());
    await tables.next();
    const port = await hand.run<number>('more = connect(server)', 'more[0].send(b"12345")', 'result = port(more[0])');
    const second = (await tables.next()).value as SocketTable;
    assert.ok(Number.isNaN(ratesOf(second, 'sendRate')[rowOf(second, port)]));
    const third = (await tables.next()).value as SocketTable;
    assert.equal(ratesOf(third, 'sendRate')[rowOf(third, port)], 0);
    await tables.return();
  });

  it('has them without tcp_info, and with it where that is asked for too', async () => {
    for (const tcpInfo of [false, true]) {
      for await (const table of snapshots({ ...query, tcpInfo, interval: 10 })) {
        assert.equal(table.tcpInfo !== undefined, tcpInfo);
        assert.ok(table.rates);
        break;
      }
    }
  });

  it('has none that nobody asked for', async () => {
    for await (const table of snapshots({ ...query, rates: false, interval: 10 })) {
      assert.equal(table.rates, undefined);
      assert.ok(ratesOf(table, 'sendRate').every(Number.isNaN));
      break;
    }
  });

  it('wants to be asked with true or false', () => {
    assert.throws(() => snapshots({ rates: 1 as never }), { name: 'TypeError', message: /^rates must be a boolean/ });
  });

  it('asks a filter with a rate of the second look, and of what was there at the first whatever it was', async () => {
    const filter = 'send-rate > 100 and recv-q > 0 and rtt is not unknown and process = python3';
    const { states: _, ...all } = query;
    const tables = startSnapshots({ ...all, filter }, new Steps());
    const first = (await tables.next()).value as SocketTable;
    assert.equal(first.length, 0);
    // At the first look nothing waited to be read.
    await hand.run('pairs[1][0].sendall(bytes(500))', 'pairs[1][1].sendall(bytes(900))');
    const table = (await tables.next()).value as SocketTable;
    const rows = [...table].map(({ localPort }, row) => [localPort, table.rates?.sendRate[row]]);
    const [server, , client] = ports;
    assert.deepEqual(
      rows.sort(([one], [other]) => Number(one === client) - Number(other === client)),
      [
        [server, 900 / SECONDS],
        [client, 500 / SECONDS],
      ],
    );
    // What the filter alone needed is not in the table.
    assert.deepEqual([table.tcpInfo, table.owners, table.firstOwner], [undefined, undefined, undefined]);
    await tables.return();
    await hand.run('pairs[1][0].recv(900, socket.MSG_WAITALL)', 'pairs[1][1].recv(500, socket.MSG_WAITALL)');
  });

  it('says where a rate stands in a filter that is asked of one look', async () => {
    const filter = 'rtt > 1ms and send-rate > 1m';
    const position = filter.indexOf('send-rate');
    const failing = { name: 'FilterError', code: 'ERR_FILTER', position, message: /'send-rate' needs two looks/ };
    await assert.rejects(async () => snapshots({ filter }).next(), failing);
    await assert.rejects(async () => snapshot({ filter }), failing);
    await assert.rejects(async () => summarize({ filter }, { by: [] }), failing);
    await assert.rejects(async () => watch({ filter }).next(), failing);
    const { rows, ratedRows, asked } = await explainFilter(filter);
    assert.deepEqual([rows, ratedRows, asked.tcpInfo], [null, 'rtt > 1ms and send-rate > 1048576', true]);
  });
});
