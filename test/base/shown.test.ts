import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inspect } from 'node:util';
import { interfaces, type Socket, statistics } from '../../src/index.ts';
import { Batch } from '../../src/kernel/batch.ts';
import { newTableReport } from '../../src/kernel/report.ts';
import { Rows } from '../../src/kernel/rows.ts';
import { toTranslation } from '../../src/masquerade/translation.ts';
import { TranslationRecord } from '../../src/masquerade/translation-record.ts';
import { fixturePath } from '../support/fixtures.ts';
import { madeTable, tcpInfo } from '../support/made-table.ts';

describe('console.log', () => {
  const table = madeTable([{ localPort: 4711 }, {}, {}, {}, {}]);

  it('shows a socket with its fields', () => {
    const shown = inspect(table.at(0));
    assert.match(shown, /^Socket \{\n/);
    assert.match(shown, /protocol: 'tcp'/);
    assert.match(shown, /localPort: 4711/);
  });

  it('shows of a table its length, its sources and its first rows, however many it has', () => {
    table.report.sources.tcp = { source: 'netlink' };
    const shown = inspect(table, { depth: 4 });
    assert.match(shown, /^SocketTable \{\n {2}length: 5,/);
    assert.match(shown, /sources: \{ tcp: \{ source: 'netlink' \} \}/);
    assert.equal(shown.match(/Socket \{/g)?.length, 3);
  });

  it('shows a proxy of one as any object is shown', () => {
    assert.equal(inspect(new Proxy(table.at(0) as Socket, {})), 'Socket {}');
  });

  it('shows of a batch how many rows it has, and the first of them', () => {
    const record = { name: '' };
    const walk = (visit: (row: { name: string }) => void) => {
      for (record.name of ['lo', 'eth0', 'eth1', 'tun0']) visit(record);
    };
    assert.equal(
      inspect(new Batch(walk, ({ name }) => ({ name })), { breakLength: 200 }),
      "Batch { length: 4, first: [ { name: 'lo' }, { name: 'eth0' }, { name: 'eth1' } ] }",
    );
  });

  it('shows counters by their sections', async () => {
    const shown = inspect(await statistics({ procRoot: fixturePath('proc') }));
    assert.match(shown, /^Statistics \{\n {2}Ip: \{\n {4}Forwarding: \d/);
  });

  it('shows of rows the same', () => {
    const rows = new Rows([{ name: 'lo' }], { ...newTableReport(), sources: { links: { source: 'procfs' } } });
    assert.equal(
      inspect(rows, { breakLength: 200 }),
      "Rows { length: 1, first: [ { name: 'lo' } ], sources: { links: { source: 'procfs' } } }",
    );
  });
});

const numbers = (_: string, value: unknown) => (typeof value === 'bigint' ? Number(value) : value);

describe('JSON.stringify', () => {
  const procRoot = fixturePath('proc');

  it('takes a row of every kind, by itself', async () => {
    const [row] = await interfaces({ procRoot });
    const { statistics: counters } = JSON.parse(JSON.stringify(row)) as { statistics: { rxBytes: number } };
    assert.equal(typeof counters.rxBytes, 'number');

    const [section] = await statistics({ procRoot });
    const json = JSON.parse(JSON.stringify(section)) as { name: string; counters: Record<string, number> };
    assert.deepEqual([json.name, typeof json.counters.Forwarding], ['Ip', 'number']);

    const record = new TranslationRecord();
    record.original.counted = true;
    record.original.counters.set([7, 0, 9, 1]);
    const { original } = JSON.parse(JSON.stringify(toTranslation(record))) as { original: Record<string, number> };
    assert.deepEqual([original.packets, original.bytes], [7, 2 ** 32 + 9]);
  });

  it('takes tcp_info by itself, as it is in the JSON of its socket', () => {
    const table = madeTable([{ tcpInfo: tcpInfo({ bytesAcked: 7 }) }], { tcpInfo: true });
    const socket = table.at(0) as Socket;
    assert.equal(JSON.parse(JSON.stringify(socket.tcpInfo)).bytesAcked, 7);
    assert.deepEqual(JSON.parse(JSON.stringify(socket.tcpInfo)), JSON.parse(JSON.stringify(socket)).tcpInfo);
  });

  it('takes tcp_info as it is by then, whatever became of its table', () => {
    const table = madeTable([{ tcpInfo: tcpInfo({ bytesAcked: 7, rtt: 5 }) }], { tcpInfo: true });
    const info = table.at(0)?.tcpInfo;
    table.tcpInfo?.bytes.fill(0xee);
    assert.deepEqual(JSON.parse(JSON.stringify({ ...info, bytesAcked: 7, bytesReceived: 0 }, numbers)).rtt, 5);
    assert.equal(JSON.parse(JSON.stringify(info)).rtt, 5);
    if (info) info.rtt = 6;
    assert.equal(JSON.parse(JSON.stringify(info)).rtt, 6);
  });

  it('leaves what is given as it is: bigints stay bigints', async () => {
    const [row] = await interfaces({ procRoot });
    assert.equal(typeof row?.statistics.rxBytes, 'bigint');
    assert.deepEqual(Object.keys(row ?? {}).includes('toJSON'), false);
  });
});
