import '../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type Interface, type InterfaceQuery, interfaces, type Rows, scanInterfaces } from '../../src/index.ts';
import { loadAddon } from '../../src/kernel/addon/load-addon.ts';
import { packageFile } from '../../src/package-root.ts';
import { has } from '../support/command.ts';
import { fixturePath } from '../support/fixtures.ts';
import { namespaceMissing } from '../support/in-namespace.ts';
import { makeInterfaces } from '../support/interface-world.ts';
import { skipUnless } from '../support/skip.ts';
import { ONLY_IN_SUMS } from '../support/summed-counters.ts';

const ADDON = packageFile('build/Release/sockdiag.node');

const needs = ['ip', 'python3', 'mount'];
const lacking = needs.find((program) => !has(program));
const skip = skipUnless(!namespaceMissing && !lacking, namespaceMissing ?? `${lacking} is not installed`);
const skipNative = skipUnless(loadAddon().addon !== undefined, 'the addon was not built');

const byName = (rows: Rows<Interface>, name: string) => Array.from(rows).find((row) => row.name === name);
const names = (rows: Rows<Interface>) => Array.from(rows, ({ name }) => name);

/** What /proc, /sys and the C library do not know; of `flags` see below. */
const ONLY_IN_NETLINK = ['linkNamespace', 'kind', 'altNames', 'map'] as const;

describe('interfaces', { skip }, () => {
  let sysRoot: string;
  before(() => {
    makeInterfaces([1, 7, 512]);
    // The /sys that is there shows the namespace this process came from.
    sysRoot = mkdtempSync(join(tmpdir(), 'sockdiag-sys-'));
    assert.equal(spawnSync('mount', ['-t', 'sysfs', 'sysfs', sysRoot]).status, 0);
  });
  after(() => {
    if (sysRoot === undefined) return;
    spawnSync('umount', [sysRoot]);
    rmSync(sysRoot, { recursive: true });
  });

  it('say which source each part is from', { skip: skipNative }, async () => {
    const { report } = await interfaces();
    const netlink = { source: 'netlink' };
    assert.deepEqual(report, {
      sources: { links: netlink, inet: netlink, inet6: netlink },
      interrupted: false,
      malformed: {},
      incomplete: {},
      addonPath: ADDON,
    });
  });

  it('are the same from both sources but for what one does not know', { skip: skipNative }, async () => {
    const native = await interfaces({ source: 'netlink', procFields: ['inet6'] });
    const files = await interfaces({ source: 'procfs', sysRoot });
    assert.deepEqual(names(files).sort(), names(native).sort());
    for (const name of names(native)) {
      const [a, b] = [byName(native, name), byName(files, name)].map((row) => comparable(row as Interface));
      assert.deepEqual(b, a, name);
    }
    const port = byName(files, 'a.10');
    assert.ok(port?.flags?.includes('promisc') && !byName(native, 'a.10')?.flags?.includes('promisc'));
    for (const field of ONLY_IN_NETLINK) assert.ok(Array.from(files).every((row) => row[field] === null));
  });

  it('have the addresses of a running interface from the C library, and say why', async () => {
    const files = await interfaces({ source: 'procfs', sysRoot });
    const inet = byName(files, 'eth0')?.addresses.filter(({ family }) => family === 'inet');
    assert.deepEqual(inet?.map(({ address, prefixLength, label }) => [address, prefixLength, label]).slice(0, 4), [
      ['10.1.0.1', 24, 'eth0'],
      ['10.1.0.2', 24, 'eth0'],
      ['10.2.0.1', 30, 'eth0:10'],
      ['10.3.0.1', 0, 'eth0:2'],
    ]);
    assert.deepEqual(files.report.sources.inet, { source: 'procfs', reason: 'procfs was asked for' });
  });

  it('have IPv6 addresses in the order of /proc where that was asked for', { skip: skipNative }, async () => {
    const order = (rows: Rows<Interface>, name: string) =>
      byName(rows, name)
        ?.addresses.filter(({ family }) => family === 'inet6')
        .map(({ address }) => address);
    const [files, ordered] = [
      await interfaces({ source: 'procfs', sysRoot }),
      await interfaces({ procFields: ['inet6'] }),
    ];
    for (const name of ['lo', 'eth0']) {
      assert.ok((order(files, name)?.length ?? 0) > 4);
      assert.deepEqual(order(ordered, name), order(files, name));
    }
    // A source that was named is not joined by another.
    const native = await interfaces({ source: 'netlink', procFields: ['inet6'] });
    assert.deepEqual(native.toJSON().length, ordered.toJSON().length);
  });

  it('have the addresses of the families that were asked for', async () => {
    for (const families of [['inet'], ['inet6'], []] as const) {
      const rows = await interfaces({ families });
      const found = new Set(Array.from(rows).flatMap(({ addresses }) => addresses.map(({ family }) => family)));
      assert.deepEqual([...found], [...families]);
      assert.deepEqual(Object.keys(rows.report.sources).sort(), [...families, 'links']);
    }
  });

  it('have names and counters alone where /sys is of another namespace, and say so', async () => {
    const rows = await interfaces({ source: 'procfs' });
    assert.deepEqual(rows.report.sources.links, {
      source: 'procfs',
      reason: 'procfs was asked for; names and counters alone: /sys is of another network namespace',
    });
    for (const { flags, mtu, typeNumber, operState } of rows) {
      assert.deepEqual([flags, mtu, typeNumber, operState], [null, null, null, null]);
    }
    assert.equal(byName(rows, 'lo')?.statistics.rxPackets, 40n);
    assert.ok(byName(rows, 'lo')?.addresses.some(({ address }) => address === '::1'));
  });

  it('come in batches that can be walked again, each record with what is its own', async () => {
    const rows = await interfaces();
    const walked: [string, number | null, number][][] = [[], []];
    for await (const batch of scanInterfaces()) {
      for (const names of walked) {
        batch.forEach(({ name, index, addresses }) => {
          names.push([name, index, addresses.length]);
        });
      }
    }
    const expected = Array.from(rows, ({ name, index, addresses }) => [name, index, addresses.length]);
    assert.deepEqual(walked, [expected, expected]);
  });

  it('are one row each as JSON, with counters as numbers', async () => {
    const [row] = JSON.parse(JSON.stringify(await interfaces())) as { statistics: { rxBytes: unknown } }[];
    assert.ok(Number.isInteger(row?.statistics.rxBytes));
  });
});

describe('interfaces of another /proc', () => {
  const procRoot = fixturePath('proc');

  it('are what is in its files, and in the /sys beside it', async () => {
    const rows = await interfaces({ procRoot });
    assert.deepEqual(names(rows), ['lo', 'eth0', 'eth1', 'br0', 'tun0', 'name-of-fifteen']);
    assert.deepEqual(rows.report.sources, {
      links: { source: 'procfs', reason: `/proc is ${procRoot}` },
      inet: { source: 'none', reason: `/proc is ${procRoot}; IPv4 addresses are not in /proc`, code: 'ENOENT' },
      inet6: { source: 'procfs', reason: `/proc is ${procRoot}` },
    });
    const last = rows.at(-1);
    assert.deepEqual([last?.index, last?.mtu, last?.master, last?.link], [274, 1500, 9, 275]);
    assert.deepEqual(
      last?.addresses.map(({ address }) => address),
      ['fec0::1'],
    );
    assert.deepEqual(
      byName(rows, 'lo')?.addresses.map(({ address }) => address),
      ['::1', '::1.2.3.4'],
    );
  });

  it('have names, counters and IPv6 addresses where there is no /sys', async () => {
    for (const query of [{ sysRoot: '/no/such/sys' }, {}]) {
      if (!('sysRoot' in query)) process.env.HOST_SYS = '/no/such/sys';
      const rows = await interfaces({ procRoot, ...query });
      delete process.env.HOST_SYS;
      const reason = 'names and counters alone: there is no /no/such/sys/class/net';
      assert.equal(rows.report.sources.links?.reason, `/proc is ${procRoot}; ${reason}`);
      const eth0 = byName(rows, 'eth0');
      assert.deepEqual([eth0?.flags, eth0?.index, eth0?.statistics.rxBytes], [null, null, 2n ** 64n - 1n]);
      assert.equal(eth0?.addresses.length, 2);
    }
  });

  it('are none where it has no such file', async () => {
    const empty = mkdtempSync(join(tmpdir(), 'sockdiag-proc-'));
    mkdirSync(join(empty, 'net'));
    const { length, report } = await interfaces({ procRoot: empty });
    rmSync(empty, { recursive: true });
    assert.deepEqual([length, report.sources.links?.source, report.sources.inet6?.source], [0, 'none', 'none']);
  });
});

describe('a query for interfaces', () => {
  it('is checked, and the argument named', async () => {
    const wrong: [unknown, RegExp][] = [
      [null, /^query must be an object/],
      [{ families: 'inet' }, /^families must be an array/],
      [{ families: ['unix'] }, /^families: unknown 'unix'/],
      [{ procFields: ['inet'] }, /^procFields: unknown 'inet'/],
      [{ sysRoot: 1 }, /^sysRoot must be a string/],
      [{ procRoot: 1 }, /^procRoot must be a string/],
      [{ source: 'sysfs' }, /^source: unknown 'sysfs'/],
      [{ signal: {} }, /^signal must be an AbortSignal/],
    ];
    for (const [query, message] of wrong) {
      await assert.rejects(interfaces(query as InterfaceQuery), { name: 'TypeError', message });
      assert.throws(() => scanInterfaces(query as InterfaceQuery), { name: 'TypeError', message });
    }
  });

  it('ends with the reason of its signal', async () => {
    const reason = new Error('enough');
    for (const source of ['auto', 'procfs'] as const) {
      await assert.rejects(interfaces({ source, signal: AbortSignal.abort(reason) }), reason);
    }
  });
});

/** A row without what only netlink knows, or what the kernel tells each source in its own way. */
function comparable(row: Interface) {
  const { linkNamespace: _, kind: __, altNames: ___, map: ____, carrier: _____, flagBits: ______, ...rest } = row;
  const running = row.flags?.includes('running');
  return {
    ...rest,
    // /sys has those the kernel set itself, as on a port of a bridge.
    flags: row.flags?.filter((flag) => flag !== 'promisc' && flag !== 'allmulti'),
    statistics: Object.fromEntries(Object.entries(row.statistics).filter(([name]) => !ONLY_IN_SUMS.has(name))),
    addresses: row.addresses
      // The C library's are those of interfaces that run, and of the interface in the label, whatever that is.
      .filter(({ family, label }) => family === 'inet6' || (running && !label?.startsWith('eth1')))
      .map(({ family, address, prefixLength, label }) => ({ family, address, prefixLength, label }))
      .sort((a, b) => (a.address < b.address ? -1 : 1)),
  };
}
