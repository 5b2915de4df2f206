import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { OwnerIndex } from '../../../src/sockets/table/owner-index.ts';
import { newReport } from '../../../src/sockets/table/report.ts';
import type { Socket } from '../../../src/sockets/table/socket.ts';
import { SocketTable } from '../../../src/sockets/table/socket-table.ts';
import type { TableOptions } from '../../../src/sockets/table/table-options.ts';
import { decodeTcpInfo } from '../../../src/sockets/table/tcp-info.ts';
import { UNKNOWN } from '../../../src/sockets/table/unknown.ts';
import { AF_INET, AF_INET6, AF_UNIX, PROTOCOL_NUMBERS } from '../../../src/uapi/sockets.ts';

/** A table of so many rows, all of it 0 but their family and protocol. */
function tableOf(family: number, protocol: number, options: TableOptions = {}, rows = 1): SocketTable {
  const table = new SocketTable(rows, newReport(), { unix: family === AF_UNIX, ...options });
  table.family.fill(family);
  table.protocol.fill(protocol);
  table.length = rows;
  return table;
}

const first = (table: SocketTable) => table.at(0) as Socket;
const tcpTable = (options?: TableOptions) => tableOf(AF_INET, PROTOCOL_NUMBERS.tcp, options);

describe('SocketTable', () => {
  it('gives rows by index, from the end by negative ones, and undefined outside', () => {
    const table = tableOf(AF_INET, 6, {}, 3);
    table.inode.set([10, 11, 12]);
    const inodes = [0, 2, -1, -3, 3, -4, 0.5, Number.NaN].map((row) => table.at(row)?.inode);
    assert.deepEqual(inodes, [10, 12, 12, 10, undefined, undefined, undefined, undefined]);
  });

  it('iterates over its rows, not over the room it has', () => {
    const table = tableOf(AF_INET, 6, {}, 3);
    table.length = 2;
    assert.equal([...table].length, 2);
    assert.equal(table.toJSON().length, 2);
    assert.equal(JSON.parse(JSON.stringify(table)).length, 2);
  });
});

describe('Socket', () => {
  it('says null where a column does not know', () => {
    const table = tableOf(AF_UNIX, 0);
    table.unknown[0] = 0xffffffff;
    const { recvQ, sendQ, backlog, uid, interface: device, shutdown, v6only, cookie } = first(table);
    const { refCount, flags, peerInode, path } = first(table);
    const all = { recvQ, sendQ, backlog, uid, device, shutdown, v6only, cookie, refCount, flags, peerInode, path };
    for (const [name, value] of Object.entries(all)) assert.equal(value, null, name);
  });

  it('says whatever a column holds where it is known, the greatest number too', () => {
    const table = tcpTable();
    for (const column of [table.recvQ, table.sendQ, table.backlog, table.uid, table.interface]) column[0] = 0xffffffff;
    const { recvQ, sendQ, backlog, uid, interface: device } = first(table);
    assert.deepEqual([recvQ, sendQ, backlog, uid, device], new Array(5).fill(0xffffffff));
  });

  it('says 0 and false where a column knows that', () => {
    const { recvQ, sendQ, backlog, uid, interface: device, shutdown, v6only } = first(tcpTable());
    assert.deepEqual([recvQ, sendQ, backlog, uid, device, v6only], [0, 0, 0, 0, 0, false]);
    assert.deepEqual(shutdown, { receive: false, send: false });
  });

  it('has nothing of a UNIX socket when it is none, and no address when it is one', () => {
    const mixed = tableOf(AF_INET, 6, { unix: true }, 2);
    mixed.family[1] = AF_UNIX;
    const [inet, unix] = [...mixed] as [Socket, Socket];
    assert.deepEqual(
      [inet.type, inet.path, inet.pathBytes, inet.peerInode, inet.refCount, inet.flags],
      new Array(6).fill(null),
    );
    assert.deepEqual([unix.protocol, unix.type, unix.localAddress, unix.remoteAddress], ['unix', 'unknown', '', '']);
  });

  it('names every protocol, and one it does not know raw', () => {
    for (const [name, number] of Object.entries(PROTOCOL_NUMBERS)) {
      const family = name === 'unix' ? AF_UNIX : AF_INET6;
      assert.equal(first(tableOf(family, number)).protocol, name);
    }
    assert.equal(first(tableOf(AF_INET, 200)).protocol, 'raw');
  });

  it('joins the words of its cookie', () => {
    const table = tcpTable();
    table.cookie.set([1, 0xffffffff]);
    assert.equal(first(table).cookie, 0xffffffff00000001n);
    table.cookie.set([0, 1]);
    assert.equal(first(table).cookie, 0x100000000n);
  });

  it('reads its own row of memory, and none where the kernel sent none', () => {
    const table = tableOf(AF_INET, 6, { memory: true }, 2);
    table.unknown[0] = UNKNOWN.memory;
    table.memory?.set([1, 2, 3, 4, 5, 6, 7, 8, 9], 9);
    assert.equal(table.at(0)?.memory, undefined);
    assert.deepEqual(Object.values(table.at(1)?.memory ?? {}), [1, 2, 3, 4, 5, 6, 7, 8, 9]);
    assert.equal(first(tcpTable()).memory, undefined);
  });

  it('has owners only when they were asked for', async () => {
    const table = tcpTable();
    assert.deepEqual([first(table).owners, 'owners' in first(table).toJSON()], [[], false]);
    table.owners = await OwnerIndex.build(Uint32Array.of(5, 9, 3), new Map(), async () => {});
    table.firstOwner = Uint32Array.of(0);
    const expected = [{ pid: 9, fd: 3, name: '', comm: '' }];
    assert.deepEqual([first(table).owners, first(table).toJSON().owners], [expected, expected]);
  });

  it('is plain data after JSON.stringify: identities are text, quantities numbers, and what has no limit is null', () => {
    const table = tcpTable({ tcpInfo: true, memory: true });
    const info = new Uint8Array(280).fill(0xff);
    // bytesAcked, tcpi_bytes_acked: 2^40 + 1.
    info.set([1, 0, 0, 0, 0, 1, 0, 0], 120);
    table.tcpInfo?.set(0, info, 0, 280);
    table.cookie.set([0xffffffff, 0xffffffff]);
    const json = first(table).toJSON();
    const parsed: { cookie: string; tcpInfo: Record<string, unknown> }[] = JSON.parse(JSON.stringify(table));
    assert.deepEqual(parsed, [json]);
    assert.equal(parsed[0]?.cookie, '18446744073709551615');
    assert.equal(parsed[0]?.tcpInfo.bytesAcked, 2 ** 40 + 1);
    assert.equal(parsed[0]?.tcpInfo.bytesReceived, 2 ** 64);
    assert.equal(parsed[0]?.tcpInfo.maxPacingRate, null);
    assert.equal(parsed[0]?.tcpInfo.rtt, 0xffffffff);
  });

  it('leaves out of its JSON what was not asked for, and what its family lacks', () => {
    const inet = Object.keys(first(tcpTable()).toJSON());
    const unix = Object.keys(first(tableOf(AF_UNIX, 0)).toJSON());
    for (const name of ['tcpInfo', 'memory', 'owners']) assert.ok(!inet.includes(name) && !unix.includes(name), name);
    for (const name of ['type', 'path', 'peerInode']) assert.ok(!inet.includes(name) && unix.includes(name), name);
    for (const name of ['localAddress', 'timer', 'interface'])
      assert.ok(inet.includes(name) && !unix.includes(name), name);
  });
});

describe('decodeTcpInfo', () => {
  // Each byte is its offset, so that a field's value tells where it was read: `include/uapi/linux/tcp.h`.
  const bytes = Uint8Array.from({ length: 280 }, (_, i) => i);

  it('reads each field at its offset', () => {
    const info = decodeTcpInfo(bytes);
    const view = new DataView(Uint8Array.from(bytes).buffer);
    const little = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
    assert.equal(info?.retransmits, 2);
    assert.equal(info?.probes, 3);
    for (const [name, offset] of [
      ['rto', 8],
      ['lastDataSent', 44],
      ['pmtu', 60],
      ['rtt', 68],
      ['totalRetrans', 100],
      ['segsOut', 136],
      ['sndWnd', 228],
    ] as const) {
      assert.equal(info?.[name], view.getUint32(offset, little), name);
    }
    for (const [name, offset] of [
      ['pacingRate', 104],
      ['bytesReceived', 128],
      ['deliveryRate', 160],
      ['bytesSent', 200],
    ] as const) {
      assert.equal(info?.[name], view.getBigUint64(offset, little), name);
    }
    assert.equal(info?.totalRtoRecoveries, view.getUint16(242, little));
  });

  it('lacks the fields that an older kernel does not send, however short its struct', () => {
    const whole = Object.entries(decodeTcpInfo(bytes) ?? {});
    let fields = 0;
    for (let length = 1; length <= bytes.length; length++) {
      const info = Object.entries(decodeTcpInfo(bytes.subarray(0, length)) ?? {});
      assert.deepEqual(info, whole.slice(0, info.length), `${length} bytes`);
      assert.ok(info.length >= fields && info.length <= fields + 1, `${length} bytes`);
      fields = info.length;
    }
    assert.equal(decodeTcpInfo(bytes.subarray(0, 104))?.totalRetrans !== undefined, true);
    assert.equal('pacingRate' in (decodeTcpInfo(bytes.subarray(0, 111)) ?? {}), false);
    assert.equal(fields, whole.length);
  });

  it('is undefined where the kernel sent none', () => {
    assert.equal(decodeTcpInfo(new Uint8Array(0)), undefined);
  });

  it('reads bytes that begin anywhere', () => {
    const shifted = new Uint8Array(283);
    shifted.set(bytes, 3);
    assert.deepEqual(decodeTcpInfo(shifted.subarray(3)), decodeTcpInfo(bytes));
  });
});
