import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type StatisticsQuery, statistics } from '../../src/index.ts';
import { fixturePath } from '../support/fixtures.ts';

const FIXTURE = fixturePath('proc');

let root: string;
before(() => {
  root = mkdtempSync(join(tmpdir(), 'sockdiag-statistics-'));
  mkdirSync(join(root, 'net'));
});
after(() => rmSync(root, { recursive: true }));

describe('statistics', () => {
  it('has every counter of every file, each section once', async () => {
    const counters = await statistics({ procRoot: FIXTURE });
    assert.deepEqual(
      Array.from(counters, ({ name, file }) => `${file} ${name}`),
      [
        ...['snmp Ip', 'snmp Icmp', 'snmp IcmpMsg', 'snmp Tcp', 'snmp Udp', 'snmp UdpLite'],
        ...['netstat TcpExt', 'netstat IpExt', 'netstat MPTcpExt', 'sctp/snmp Sctp'],
        ...['snmp6 Ip6', 'snmp6 Icmp6', 'snmp6 Udp6', 'snmp6 UdpLite6'],
      ],
    );
    assert.equal(counters.get('Tcp', 'MaxConn'), -1n);
    assert.equal(counters.get('Sctp', 'SctpCurrEstab'), 2n);
    assert.equal(counters.get('Icmp6', 'Icmp6InType128'), 1n);
    const source = { source: 'procfs' };
    assert.deepEqual(counters.report, {
      sources: { snmp: source, netstat: source, 'sctp/snmp': source, snmp6: source },
      interrupted: false,
      malformed: {},
      incomplete: {},
    });
  });

  it('has those of one IP version', async () => {
    for (const [family, files] of [
      ['inet', ['snmp', 'netstat', 'sctp/snmp']],
      ['inet6', ['snmp6']],
    ] as const) {
      const counters = await statistics({ procRoot: FIXTURE, families: [family] });
      assert.deepEqual([...new Set(Array.from(counters, ({ file }) => file))], files);
      assert.deepEqual(Object.keys(counters.report.sources), files);
    }
    assert.deepEqual((await statistics({ procRoot: FIXTURE, families: [] })).sections, []);
  });

  it("has the running kernel's own", async () => {
    const counters = await statistics();
    const names = (readFileSync('/proc/net/netstat', 'utf8').split('\n')[0] as string).split(' ').slice(1);
    const section = counters.sections.find(({ name }) => name === 'TcpExt');
    assert.deepEqual([...(section?.counters.keys() ?? [])], names);
    assert.deepEqual(counters.report.malformed, {});
    assert.ok((counters.get('Tcp', 'RtoMax') as bigint) > 0n);
  });

  it('says which files the kernel does not have, and why', async () => {
    const { sections, report } = await statistics({ procRoot: root });
    assert.deepEqual(sections, []);
    for (const file of ['snmp', 'netstat', 'sctp/snmp', 'snmp6']) {
      assert.deepEqual(report.sources[file]?.source, 'none');
      assert.match(report.sources[file]?.reason ?? '', new RegExp(`^open ${root}/net/${file}: no such file`));
    }
  });

  it('counts what it could not read, by file', async () => {
    writeFileSync(join(root, 'net/snmp'), 'Udp: A B\nUdp: 3\nx\n');
    writeFileSync(join(root, 'net/snmp6'), 'Ip6A x\nIp6B 4\n');
    const counters = await statistics({ procRoot: root });
    assert.deepEqual(counters.report.malformed, { snmp: 2, snmp6: 1 });
    assert.deepEqual(counters.toJSON(), { Udp: { A: 3 }, Ip6: { Ip6B: 4 } });
  });

  it('says what stands in the place of a file, and keeps the counters of the others', async () => {
    writeFileSync(join(root, 'net/snmp'), 'Udp: A\nUdp: 3\n');
    mkdirSync(join(root, 'net/netstat'));
    const { sections, report } = await statistics({ procRoot: root });
    assert.deepEqual(
      sections.map(({ name }) => name),
      ['Udp', 'Ip6'],
    );
    const { source, code, reason } = report.sources.netstat ?? {};
    assert.deepEqual([source, code], ['none', 'EISDIR']);
    assert.match(reason ?? '', new RegExp(`^read ${root}/net/netstat: `));
  });

  it('refuses a query that is none, by the name of the argument', async () => {
    for (const [query, message] of [
      [null, /^query must be an object/],
      [{ families: ['unix'] }, /^families: unknown 'unix'/],
      [{ families: 'inet' }, /^families must be an array/],
      [{ source: 'netlink' }, /^source: unknown 'netlink', known are auto, procfs/],
      [{ procRoot: 5 }, /^procRoot must be a string/],
      [{ signal: {} }, /^signal must be an AbortSignal/],
    ] as const) {
      await assert.rejects(statistics(query as unknown as StatisticsQuery), { name: 'TypeError', message });
    }
    for (const source of ['auto', 'procfs'] as const) assert.ok((await statistics({ source })).sections.length > 0);
  });

  it('ends with the reason of a signal', async () => {
    const reason = new Error('enough');
    await assert.rejects(statistics({ signal: AbortSignal.abort(reason) }), reason);
  });
});
