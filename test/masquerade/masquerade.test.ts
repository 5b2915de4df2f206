import '../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { masquerade, type Rows, scanMasquerade, type Translation } from '../../src/index.ts';
import { packageFile } from '../../src/package-root.ts';
import { fixture, fixtureJson, fixturePath } from '../support/fixtures.ts';
import { namespaceMissing } from '../support/in-namespace.ts';
import { NatWorld, natWorldMissing } from '../support/nat-world.ts';
import { skipUnless } from '../support/skip.ts';

const ADDON = packageFile('build/Release/sockdiag.node');

const PART = 'nf_conntrack';
const missing = namespaceMissing ?? natWorldMissing();
const skip = skipUnless(missing === undefined, missing ?? '');

describe('masquerade() of a moved /proc', () => {
  const procRoot = fixturePath('proc');
  let root: string;
  before(() => {
    root = mkdtempSync(join(tmpdir(), 'sockdiag-masquerade-'));
    mkdirSync(join(root, 'net'));
  });
  after(() => rmSync(root, { recursive: true }));

  it('has the translated connections of its file, and says where they are from', async () => {
    const rows = await masquerade({ procRoot });
    assert.equal(rows.length, fixtureJson('netlink/conntrack.json').length);
    assert.deepEqual(rows.report.sources, { [PART]: { source: 'procfs', reason: `/proc is ${procRoot}` } });
    assert.deepEqual(rows.toJSON()[0], JSON.parse(JSON.stringify(rows))[0]);
    assert.equal(typeof rows.at(0)?.original.bytes, 'bigint');
  });

  it('is empty without the file, and says so', async () => {
    const rows = await masquerade({ procRoot: root });
    assert.equal(rows.length, 0);
    assert.equal(rows.report.sources[PART]?.source, 'none');
    assert.match(
      rows.report.sources[PART]?.reason ?? '',
      /^\/proc is .*; open .*nf_conntrack: no such file or directory$/,
    );
  });

  it('counts the lines that are no connection once, however often a batch is walked', async () => {
    writeFileSync(join(root, 'net', PART), fixture('broken/nf_conntrack_bogus_field'));
    const scan = scanMasquerade({ procRoot: root });
    let rows = 0;
    for await (const batch of scan) {
      for (let walk = 0; walk < 2; walk++) {
        batch.forEach(() => {
          rows++;
        });
      }
    }
    assert.deepEqual([rows, scan.report.malformed], [4, { [PART]: 1 }]);
    rmSync(join(root, 'net', PART));
  });

  it('gives the same record for every row of a scan', async () => {
    const records = new Set<unknown>();
    for await (const batch of scanMasquerade({ procRoot })) {
      batch.forEach((record) => {
        records.add(record);
      });
    }
    assert.equal(records.size, 1);
  });
});

describe('a query for translations', () => {
  it('that is none is refused, and the argument named', async () => {
    for (const [query, message] of [
      [null, 'query must be an object'],
      [{ source: 'conntrack' }, "source: unknown 'conntrack', known are auto, netlink, procfs"],
      [{ procRoot: 1 }, 'procRoot must be a string'],
      [{ signal: {} }, 'signal must be an AbortSignal'],
      [{ source: 'netlink', procRoot: '/x' }, 'source: netlink knows this system alone, not a procRoot of /x'],
    ] as const) {
      assert.throws(() => scanMasquerade(query as never), { name: 'TypeError', message });
      await assert.rejects(masquerade(query as never), { name: 'TypeError', message });
    }
  });

  it('ends with the reason of its signal', async () => {
    const reason = new Error('enough');
    for (const source of ['netlink', 'procfs'] as const) {
      await assert.rejects(masquerade({ source, signal: AbortSignal.abort(reason) }), reason);
    }
  });
});

/** The rows by the flow of test/world/nat_world.py that each is, in one order, without what moves. */
function flows(rows: Rows<Translation>) {
  const key = ({ protocol, original }: Translation) => `${protocol} ${original.sourcePort ?? original.icmp?.id ?? ''}`;
  return new Map([...rows].map((row) => [key(row).trim(), row] as const).sort(([a], [b]) => (a < b ? -1 : 1)));
}

describe('masquerade() of a router', { skip }, () => {
  let world: NatWorld;
  let rows: Rows<Translation>;
  let byFlow: Map<string, Translation>;
  before(async () => {
    assert.equal((await masquerade()).length, 0, 'nothing is tracked in a new namespace');
    world = await NatWorld.start('--accounting');
    rows = await masquerade({ source: 'netlink' });
    byFlow = flows(rows);
  });
  after(() => world?.stop());

  const flow = (name: string) => byFlow.get(name) as Translation;

  it('has every connection that is translated, and none of the others', () => {
    const tcp = [5001, 5002, 5003, 5008, 5009, 5010, 5011, 5021].map((port) => `tcp ${port}`);
    const udp = [5006, 5007, 5012].map((port) => `udp ${port}`);
    assert.deepEqual([...byFlow.keys()], ['253', 'gre 0', 'icmp 4660', 'icmpv6 22136', ...tcp, ...udp]);
    assert.equal(rows.length, byFlow.size);
    assert.deepEqual(rows.report, {
      sources: { [PART]: { source: 'netlink' } },
      interrupted: false,
      malformed: {},
      incomplete: {},
      addonPath: ADDON,
    });
  });

  it('tells which end is translated, and to what', () => {
    const seen = (name: string) => {
      const { kind, original, reply } = flow(name);
      return [
        kind,
        `${original.source}:${original.sourcePort} ${original.destination}:${original.destinationPort}`,
        `${reply.destination}:${reply.destinationPort} ${reply.source}:${reply.sourcePort}`,
      ];
    };
    assert.deepEqual(seen('tcp 5001'), ['source', '10.1.0.2:5001 192.0.2.2:7001', '192.0.2.1:5001 192.0.2.2:7001']);
    assert.deepEqual(seen('tcp 5002'), ['destination', '10.1.0.2:5002 10.1.0.1:8002', '10.1.0.2:5002 192.0.2.2:7002']);
    assert.deepEqual(seen('tcp 5003'), ['both', '10.1.0.2:5003 10.1.0.1:8003', '192.0.2.1:40003 192.0.2.2:7003']);
    assert.deepEqual(seen('tcp 5008'), [
      'source',
      '2001:db8:1::2:5008 2001:db8:2::2:7008',
      '2001:db8:2::1:5008 2001:db8:2::2:7008',
    ]);
  });

  it('tells the state, the flags and the mark', () => {
    const { state, flags, mark, timeout } = flow('tcp 5001');
    assert.deepEqual([state, mark], ['ESTABLISHED', 42]);
    assert.deepEqual(flags, ['seenReply', 'assured', 'confirmed', 'sourceNat', 'sourceNatDone', 'destinationNatDone']);
    assert.ok((timeout as number) > 400_000);
    assert.equal(flow('tcp 5011').state, 'TIME_WAIT');
    assert.ok(flow('udp 5006').flags.includes('seenReply'));
    assert.ok(!flow('udp 5007').flags.includes('seenReply'));
    assert.deepEqual([flow('udp 5006').state, flow('icmp 4660').original.icmp], [null, { id: 4660, type: 8, code: 0 }]);
  });

  it('counts packets and bytes of each direction', () => {
    const { original, reply } = flow('udp 5006');
    assert.deepEqual([original.packets, original.bytes, reply.packets, reply.bytes], [1n, 31n, 1n, 34n]);
    assert.deepEqual([flow('udp 5007').reply.packets, flow('udp 5007').reply.bytes], [0n, 0n]);
  });

  it('tells the zone of both directions, or of one', () => {
    const zones = (name: string) => [flow(name).original.zone, flow(name).reply.zone];
    assert.deepEqual(
      [zones('tcp 5001'), zones('tcp 5009'), zones('tcp 5010')],
      [
        [0, 0],
        [5, 5],
        [6, 0],
      ],
    );
  });

  it('tells how sequence numbers are moved: the address of an FTP command is longer behind the router', () => {
    const { original, flags } = flow('tcp 5021');
    assert.ok(flags.includes('sequenceAdjust'));
    assert.deepEqual([original.sequence?.before, original.sequence?.after], [0, 1]);
    assert.equal(flow('tcp 5001').original.sequence, null);
  });

  it('is the same from /proc, but for what that does not tell', async () => {
    const procfs = await masquerade({ source: 'procfs' });
    assert.deepEqual(procfs.report.sources, { [PART]: { source: 'procfs', reason: 'procfs was asked for' } });
    const told = ['seenReply', 'assured', 'offload', 'hardwareOffload'];
    const common = (row: Translation) => ({
      ...row,
      timeout: null,
      id: null,
      flags: row.flags.filter((name) => told.includes(name)),
      original: { ...row.original, sequence: null },
      reply: { ...row.reply, sequence: null },
    });
    const plainRows = (of: Map<string, Translation>) => [...of].map(([name, row]) => [name, common(row)]);
    assert.deepEqual(plainRows(flows(procfs)), plainRows(byFlow));
    assert.deepEqual(
      [...procfs].map(({ id }) => id),
      Array(rows.length).fill(null),
    );
  });

  it('has the same timeouts from /proc, within the seconds between', async () => {
    const procfs = flows(await masquerade({ source: 'procfs' }));
    for (const [name, { timeout }] of flows(await masquerade({ source: 'netlink' }))) {
      const other = procfs.get(name)?.timeout as number;
      assert.ok(other >= (timeout as number) && other - (timeout as number) < 60, name);
    }
  });
});
