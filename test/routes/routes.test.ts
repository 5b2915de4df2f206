import '../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type Route, type RoutesQuery, routes, scanRoutes } from '../../src/index.ts';
import { packageFile } from '../../src/package-root.ts';
import { has } from '../support/command.ts';
import { fixture } from '../support/fixtures.ts';
import { namespaceMissing } from '../support/in-namespace.ts';
import { ip, makeRouteWorld, sh } from '../support/route-world.ts';
import { skipUnless } from '../support/skip.ts';

const ADDON = packageFile('build/Release/sockdiag.node');

const options = { skip: skipUnless(namespaceMissing === undefined && has('ip'), namespaceMissing ?? 'no ip') };
const name = ({ family, destination, prefixLength }: Route) => `${family} ${destination}/${prefixLength}`;

describe('a query', () => {
  const refused: [unknown, RegExp][] = [
    [null, /query/],
    [{ families: ['unix'] }, /families: unknown 'unix'/],
    [{ families: 'inet' }, /families/],
    [{ table: 'local' }, /table: unknown 'local'/],
    [{ table: 0 }, /table: '0'/],
    [{ table: 2 ** 32 }, /table/],
    [{ table: 1.5 }, /table/],
    [{ table: true }, /table/],
    [{ nullEntries: 1 }, /nullEntries must be a boolean/],
    [{ source: 'ioctl' }, /source/],
    [{ procRoot: 7 }, /procRoot/],
    [{ signal: {} }, /signal/],
    [{ source: 'netlink', procRoot: '/tmp' }, /source/],
  ];
  for (const [query, message] of refused) {
    it(`like ${JSON.stringify(query)} is refused at once`, () => {
      assert.throws(() => scanRoutes(query as RoutesQuery), { name: 'TypeError', message });
    });
  }
});

describe('routes in a new network namespace', options, () => {
  it('have no table main over either source', async () => {
    for (const source of ['auto', 'netlink', 'procfs'] as const) {
      const { length, report } = await routes({ families: ['inet'], table: 'main', source });
      assert.equal(length, 0);
      assert.equal(report.sources.inet?.source, 'none', source);
    }
  });
});

describe('routes', options, () => {
  before(() => {
    assert.equal(makeRouteWorld(), '');
  });

  it('are those of both families and of every table, from rtnetlink', async () => {
    const rows = await routes();
    assert.deepEqual(rows.report, {
      sources: { inet: { source: 'netlink' }, inet6: { source: 'netlink' } },
      interrupted: false,
      malformed: {},
      incomplete: {},
      addonPath: ADDON,
    });
    assert.deepEqual([...new Set([...rows].map(({ table }) => table))].sort(), [1000, 254, 255]);
  });

  it('are those of one table when it is named', async () => {
    const tables = async (table: RoutesQuery['table']) => [...(await routes({ table: table as number }))];
    assert.deepEqual((await tables(1000)).map(name), ['inet 10.12.0.0/16', 'inet6 2001:db8:7::/48']);
    assert.ok((await tables('main')).every(({ table }) => table === 254));
    assert.ok((await tables(255)).some(({ type }) => type === 'local'));
    const { report, length } = await routes({ table: 4_000_000_000 });
    assert.equal(length, 0);
    assert.deepEqual([report.sources.inet?.source, report.sources.inet6?.source], ['none', 'none']);
  });

  it('come in the order of the families', async () => {
    const families = async (...wanted: ('inet' | 'inet6')[]) => [
      ...new Set([...(await routes({ families: wanted }))].map(({ family }) => family)),
    ];
    assert.deepEqual(await families('inet6', 'inet'), ['inet6', 'inet']);
    assert.deepEqual(await families('inet6', 'inet6'), ['inet6']);
  });

  it('of IPv4 are the same from /proc in all it knows', async () => {
    const [netlink, procfs] = await Promise.all([
      routes({ families: ['inet'], table: 'main', source: 'netlink' }),
      routes({ families: ['inet'], source: 'procfs' }),
    ]);
    // The kernel leaves these two types out of /proc/net/route.
    const shown = [...netlink].filter(({ type }) => type !== 'broadcast' && type !== 'multicast');
    assert.deepEqual(shown.map(asProc), [...procfs].map(asProc));
    assert.deepEqual(procfs.report.sources, { inet: { source: 'procfs', reason: 'procfs was asked for' } });
  });

  it('of IPv6 are the same from /proc in all it knows', async () => {
    const [netlink, procfs] = await Promise.all([
      routes({ families: ['inet6'], source: 'netlink' }),
      routes({ families: ['inet6'], source: 'procfs' }),
    ]);
    const listed = [...procfs];
    // In /proc each next hop is a route.
    const single = [...netlink].flatMap((route) =>
      route.nextHops.length === 0 ? [route] : route.nextHops.map((hop) => ({ ...route, ...hop })),
    );
    assert.deepEqual(single.map(asProc6), listed.map(asProc6));
    assert.ok(listed.every(({ refCount }) => (refCount as number) > 0));
  });

  it('of IPv6 have the entries at the roots of tables from both sources when these are wanted, and else from none', async () => {
    for (const source of ['netlink', 'procfs'] as const) {
      const entries = async (nullEntries?: boolean) =>
        [...(await routes({ families: ['inet6'], source, nullEntries }))].filter(
          ({ metric, destination }) => metric === 0xffffffff && destination === '::',
        );
      // That of the table main, of metric 4294967295 too, is a route.
      assert.deepEqual(
        (await entries()).map(({ gateway }) => gateway),
        ['2001:db8:1::1'],
      );
      const all = await entries(true);
      assert.deepEqual(
        all.map(({ rtfFlags, interface: link }) => [rtfFlags, link]),
        [
          [0x200200, 'lo'],
          [3, 'v0'],
          [0x200200, 'lo'],
        ],
      );
      const said = source === 'netlink' ? [1000, 254, 255] : [null, null, null];
      assert.deepEqual(
        all.map(({ table }) => table),
        said,
      );
    }
  });

  it('say what is in a next hop object where the kernel gives its id alone', async () => {
    const before = [...(await routes({ table: 'main' }))].map(withoutEnd);
    assert.equal(sh('sysctl -q -w net.ipv4.nexthop_compat_mode=0'), '');
    const bare = [...(await routes({ table: 'main' }))].map(withoutEnd);
    sh('sysctl -q -w net.ipv4.nexthop_compat_mode=1');
    assert.deepEqual(bare, before);
    assert.ok(before.some(({ nextHopId, nextHops }) => nextHopId === 7 && nextHops.length === 2));
  });

  it('end with the signal', async () => {
    const reason = new Error('enough');
    await assert.rejects(routes({ signal: AbortSignal.abort(reason) }), reason);
    for (const source of ['netlink', 'procfs'] as const) {
      const controller = new AbortController();
      const scan = scanRoutes({ source, signal: controller.signal });
      await scan.next();
      controller.abort(reason);
      await assert.rejects(async () => {
        for await (const _ of scan) assert.ok(true);
      }, reason);
    }
  });

  it('are plain data as JSON', async () => {
    const [route] = JSON.parse(JSON.stringify(await routes({ table: 1000 }))) as Route[];
    assert.deepEqual([route?.destination, route?.metrics], ['10.12.0.0', {}]);
  });

  it('come in bounded memory and one record, however many', async () => {
    const lines = Array.from({ length: 20_000 }, (_, i) => `route add 11.0.${i >> 8}.${i & 255}/32 dev v0 table 7`);
    assert.equal(ip([], lines.join('\n')), '');
    let count = 0;
    const batches: number[] = [];
    for await (const batch of scanRoutes({ families: ['inet'], table: 7 })) {
      const records = new Set<object>();
      batch.forEach((record) => {
        records.add(record);
        count++;
      });
      batches.push(records.size);
    }
    assert.equal(count, lines.length);
    assert.ok(batches.length > 5);
    assert.deepEqual(
      [...new Set(batches)].filter((size) => size > 1),
      [],
    );
  });
});

describe('routes of another /proc', () => {
  let root: string;
  before(() => {
    root = mkdtempSync(join(tmpdir(), 'sockdiag-proc-'));
    mkdirSync(join(root, 'net'));
    writeFileSync(join(root, 'net/route'), `${Buffer.from(fixture('proc/net/route'))}bogus\n`);
  });
  after(() => rmSync(root, { recursive: true }));

  it('are what is there, with a reason and the lines that could not be read', async () => {
    const rows = await routes({ procRoot: root });
    assert.equal(rows.length, 18);
    assert.deepEqual(rows.report.malformed, { inet: 1 });
    assert.deepEqual(rows.report.sources.inet, { source: 'procfs', reason: `/proc is ${root}` });
    assert.equal(rows.report.sources.inet6?.source, 'none');
    assert.match(rows.report.sources.inet6?.reason ?? '', /ipv6_route: no such file/);
  });

  it('are of the table main alone', async () => {
    assert.equal((await routes({ procRoot: root, table: 'main' })).length, 18);
    const { length, report } = await routes({ procRoot: root, table: 255 });
    assert.equal(length, 0);
    assert.match(report.sources.inet?.reason ?? '', /does not tell routes of table 255/);
  });
});

const withoutEnd = (route: Route) => ({ ...route, expires: null });

/** The columns of /proc/net/route. */
function asProc(route: Route) {
  const { interface: link, destination, prefixLength, gateway, gatewayFamily, rtfFlags, metric, metrics } = route;
  const { advmss = 0, window = 0, rtt = 0 } = metrics;
  const shown = gatewayFamily === 'inet' ? gateway : null;
  return { link, destination, prefixLength, shown, rtfFlags, metric, advmss, window, rtt: Math.floor(rtt) };
}

/** The columns of /proc/net/ipv6_route that both have. */
function asProc6(route: Route) {
  const { destination, prefixLength, source, sourcePrefixLength, gateway, metric, preference, rtfFlags } = route;
  return {
    destination,
    prefixLength,
    source,
    sourcePrefixLength,
    gateway,
    metric,
    preference,
    rtfFlags,
    link: route.interface,
  };
}
