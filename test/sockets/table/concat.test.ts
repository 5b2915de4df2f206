import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ReplyBytes } from '../../../src/kernel/netlink/reply-bytes.ts';
import { decodeReply, replyDecoder } from '../../../src/sockets/netlink/reply-decoder.ts';
import { joinOwners } from '../../../src/sockets/owners/owners.ts';
import { concatTables } from '../../../src/sockets/table/concat.ts';
import { OwnerIndex } from '../../../src/sockets/table/owner-index.ts';
import { newReport } from '../../../src/sockets/table/report.ts';
import { SocketTable } from '../../../src/sockets/table/socket-table.ts';
import type { TableOptions } from '../../../src/sockets/table/table-options.ts';
import { AF_INET, AF_INET6, AF_UNIX, PROTOCOL_NUMBERS } from '../../../src/uapi/sockets.ts';
import { fixture, randomNumbers } from '../../support/fixtures.ts';
import { concat } from '../../support/nlmsg.ts';
import { diagMessages, randomSockets } from '../../support/sctp-world.ts';

const pause = async () => {};
const { tcp, udp } = PROTOCOL_NUMBERS;

function recorded(file: string, family: number, protocol: number, groups: TableOptions = {}): SocketTable {
  const reply = ReplyBytes.from(fixture(`netlink/${file}.bin`));
  return decodeReply(reply, { family, protocol, states: 0xfff, ...groups }, newReport());
}

const empty = (options?: TableOptions) => new SocketTable(10, newReport(), options);
const join = (batches: SocketTable[], options: TableOptions = {}) => concatTables(batches, newReport(), options, pause);
const rowsOf = (batches: SocketTable[]) => batches.flatMap((batch) => batch.toJSON());

describe('concatTables', () => {
  it('keeps every row of every batch, with the columns that all have', async () => {
    const batches = [recorded('tcp', AF_INET, tcp), recorded('tcp6', AF_INET6, tcp), recorded('udp', AF_INET, udp)];
    const table = await join(batches);
    assert.deepEqual(table.toJSON(), rowsOf(batches));
    assert.ok(table.length > 200);
    assert.deepEqual(
      [table.unix, table.tcpInfo, table.memory, table.owners],
      [undefined, undefined, undefined, undefined],
    );
  });

  it('has columns exactly as long as its rows', async () => {
    const table = await join([recorded('unix_memory', AF_UNIX, 0, { memory: true })], { unix: true, memory: true });
    assert.equal(table.capacity, table.length);
    assert.equal(table.inode.length, table.length);
    assert.equal(table.localAddress.length, 16 * table.length);
    assert.equal(table.cookie.length, 2 * table.length);
    assert.equal(table.memory?.length, 9 * table.length);
    assert.equal(table.unix?.path.bytes.length, table.unix?.path.used(table.length));
  });

  it('keeps names and peers of UNIX sockets among inet ones, which have no such columns', async () => {
    const unix = recorded('unix', AF_UNIX, 0);
    const batches = [recorded('tcp', AF_INET, tcp), unix, empty({ unix: true }), recorded('udp', AF_INET, udp), unix];
    assert.deepEqual((await join(batches, { unix: true })).toJSON(), rowsOf(batches));
  });

  it('keeps the bytes of tcp_info, and gives none to a batch without them', async () => {
    const info = recorded('tcp_info', AF_INET, tcp, { tcpInfo: true });
    const batches = [
      recorded('udp', AF_INET, udp),
      info,
      empty({ tcpInfo: true }),
      recorded('tcp6', AF_INET6, tcp),
      info,
    ];
    const table = await join(batches, { tcpInfo: true });
    assert.deepEqual(table.toJSON(), rowsOf(batches));
    assert.equal(table.tcpInfo?.bytes.length, 2 * 280 * info.length);
  });

  it('keeps all addresses of SCTP among inet rows, which have no such columns', async () => {
    const sockets = randomSockets(randomNumbers(9), 30);
    const [first, second] = ([AF_INET, AF_INET6] as const).map((family) => {
      const request = { family, protocol: PROTOCOL_NUMBERS.sctp, states: 0xfff };
      return replyDecoder(request, newReport())(ReplyBytes.from(concat(...diagMessages(sockets, family))));
    }) as [SocketTable, SocketTable];
    const batches = [first, recorded('tcp', AF_INET, tcp), empty({ sctp: true }), second, recorded('unix', AF_UNIX, 0)];
    const table = await join(batches, { sctp: true, unix: true });
    assert.deepEqual(table.toJSON(), rowsOf(batches));
    assert.ok(Array.from(table).some(({ remoteAddresses }) => (remoteAddresses?.length ?? 0) > 1));
  });

  it('keeps memory, and does not make it 0 for a batch that has none', async () => {
    const memory = recorded('udp_memory', AF_INET, udp, { memory: true });
    const batches = [memory, recorded('tcp', AF_INET, tcp), memory];
    const table = await join(batches, { memory: true });
    assert.deepEqual(table.toJSON(), rowsOf(batches));
  });

  it('keeps the owners of each row', async () => {
    const batches = [
      recorded('tcp', AF_INET, tcp),
      recorded('unix', AF_UNIX, 0),
      empty(),
      recorded('udp', AF_INET, udp),
    ];
    const inodes = batches.flatMap((batch) => Array.from(batch, ({ inode }) => inode)).filter((inode) => inode !== 0);
    const triples = Uint32Array.from(inodes.flatMap((inode, i) => (i % 3 === 0 ? [] : [inode, 1 + i, 3])));
    const index = await OwnerIndex.build(triples, new Map(), pause);
    for (const batch of batches) joinOwners(batch, index);
    const table = await join(batches, { unix: true });
    assert.deepEqual(table.toJSON(), rowsOf(batches));
    assert.equal(Array.from(table).flatMap(({ owners }) => owners).length, triples.length / 3);
  });

  it("gives no row another's owner when its batch was never joined with owners", async () => {
    const [joined, bare] = [recorded('tcp', AF_INET, tcp), recorded('udp', AF_INET, udp)];
    const index = await OwnerIndex.build(Uint32Array.of(1, 4711, 3), new Map(), pause);
    const table = await join([joinOwners(joined, index), bare]);
    assert.deepEqual(
      Array.from(table).flatMap(({ owners }) => owners),
      [],
    );
  });

  it('is empty without batches, or with empty ones', async () => {
    for (const batches of [[], [empty(), empty({ unix: true })]]) {
      const table = await join(batches, { unix: true, tcpInfo: true, memory: true });
      assert.deepEqual([table.length, table.toJSON(), table.at(0)], [0, [], undefined]);
    }
  });

  it('carries its own report', async () => {
    const report = newReport();
    assert.equal((await concatTables([], report, {}, pause)).report, report);
  });

  it('pauses between columns, and ends when a pause throws', async () => {
    let pauses = 0;
    const tired = async () => {
      if (++pauses === 3) throw new Error('enough');
    };
    await assert.rejects(concatTables([recorded('tcp', AF_INET, tcp)], newReport(), {}, tired), { message: 'enough' });
  });
});
