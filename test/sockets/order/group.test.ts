import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type GroupingOptions, wantedGroups } from '../../../src/sockets/order/grouping-options.ts';
import { socketGroups } from '../../../src/sockets/order/socket-groups.ts';
import { joinOwners } from '../../../src/sockets/owners/owners.ts';
import { NAMED_FIELDS } from '../../../src/sockets/table/named-fields.ts';
import { OwnerIndex } from '../../../src/sockets/table/owner-index.ts';
import type { SocketJSON } from '../../../src/sockets/table/socket-json.ts';
import type { SocketTable } from '../../../src/sockets/table/socket-table.ts';
import { AF_INET6, AF_UNIX } from '../../../src/uapi/sockets.ts';
import { madeTable, tcpInfo } from '../../support/made-table.ts';
import { plainGroups } from '../../support/plain-groups.ts';
import { Random, randomTable } from '../../support/random-sockets.ts';

const pause = async () => {};

async function grouped(tables: readonly SocketTable[], by: string[], measures: string[] = [], top?: number) {
  const { grouping } = wantedGroups({ by, measures, top });
  for (const table of tables) grouping.add(table);
  return socketGroups(grouping, top, pause);
}

/** What plain data does not have under its name, or not as a key has it. */
const OTHERS = new Set(['user', 'ownerUid', 'ownerUser', 'local', 'remote', 'pathBytes']);
const KEYS = NAMED_FIELDS.map(({ name }) => name).filter((name) => !OTHERS.has(name));
const MEASURES = NAMED_FIELDS.filter(({ fold, asked }) => fold && asked !== 'rates').map(({ name }) => name);

/** By their keys as text. */
const byText = <Group extends { key: object }>(groups: readonly Group[]) =>
  groups.toSorted((a, b) => (JSON.stringify(a.key) < JSON.stringify(b.key) ? -1 : 1));

describe('groups', () => {
  it('are those of a plain evaluation of the rows, whatever the fields and the rows', async () => {
    const worlds = fc.record({
      seed: fc.integer({ min: 0, max: 2 ** 31 }),
      rows: fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 4 }),
      by: fc.uniqueArray(fc.constantFrom(...KEYS), { maxLength: 3 }),
      measures: fc.uniqueArray(fc.constantFrom(...MEASURES), { maxLength: 3 }),
    });
    const property = fc.asyncProperty(worlds, async ({ seed, rows, by, measures }) => {
      const random = new Random(seed);
      const tables = rows.map((length) => randomTable(random, length));
      const json = tables.flatMap(plainRows);
      const { groups, groupCount, count } = await grouped(tables, by, measures);
      const plain = plainGroups(json, by, measures);
      assert.deepEqual(byText(groups.map(rounded)), byText(plain.map(rounded)));
      assert.deepEqual([groupCount, count], [plain.length, json.length]);
      assert.deepEqual(
        groups.map((group) => group.count),
        plain.map((group) => group.count).sort((a, b) => b - a),
      );
      assert.deepEqual(JSON.parse(JSON.stringify(groups)), groups);
    });
    await fc.assert(property, { numRuns: 200, includeErrorInReport: true });
  });

  it('come most sockets first, those of one count by their keys, unknown last', async () => {
    const ports = [443, 80, 80, 22, 443, 8080, 25];
    const users = [1, null, 0, 7, 1, null, 0];
    const rows = ports.map((remotePort, at) => ({ remotePort, uid: users[at] as number | null }));
    const { groups } = await grouped([madeTable(rows)], ['remotePort', 'uid']);
    assert.deepEqual(
      groups.map(({ key, count }) => [key.remotePort, key.uid, count]),
      [
        [443, 1, 2],
        [22, 7, 1],
        [25, 0, 1],
        [80, 0, 1],
        [80, null, 1],
        [8080, null, 1],
      ],
    );
  });

  it('are as many as are wanted, and say how many there are', async () => {
    const table = madeTable(Array.from({ length: 50 }, (_, at) => ({ remotePort: at % 10 })));
    const { groups, ...rest } = await grouped([table, table], ['remotePort'], [], 3);
    assert.deepEqual(
      groups.map(({ key, count }) => [key.remotePort, count]),
      [
        [0, 10],
        [1, 10],
        [2, 10],
      ],
    );
    assert.deepEqual(rest, { groupCount: 10, count: 100 });
  });

  it('keep their order when there are many', async () => {
    const rows = Array.from({ length: 40_000 }, (_, at) => ({ inode: (at * 7919) % 40_000, cookie: 1 + (at % 3) }));
    const { groups } = await grouped([madeTable(rows)], ['inode']);
    assert.deepEqual(
      groups.map(({ key }) => key.inode),
      rows.map((_, at) => at),
    );
  });

  it('are one of all without a key, and none without a row', async () => {
    const all = { key: {}, count: 2, sum: { recvQ: 7 }, max: { recvQ: 5 } };
    assert.deepEqual((await grouped([madeTable([{ recvQ: 2 }, { recvQ: 5 }])], [], ['recvQ'])).groups, [all]);
    assert.deepEqual(await grouped([madeTable([])], []), { groups: [], groupCount: 0, count: 0 });
    assert.deepEqual(await grouped([], ['process']), { groups: [], groupCount: 0, count: 0 });
  });

  it('have a maximum alone where a sum says nothing, and null where nobody knows', async () => {
    const info = { tcpInfo: tcpInfo({ rtt: 300 }) };
    const tables = [
      madeTable([info, { tcpInfo: tcpInfo({ rtt: 20 }) }, { remotePort: 1 }], { tcpInfo: true }),
      madeTable([{ remotePort: 1 }]),
    ];
    assert.deepEqual((await grouped(tables, ['remotePort'], ['rtt', 'segs-out'])).groups, [
      { key: { remotePort: 1 }, count: 2, ...NOTHING },
      {
        key: { remotePort: 80 },
        count: 2,
        sum: { 'tcpInfo.segsOut': 0 },
        max: { 'tcpInfo.rtt': 300, 'tcpInfo.segsOut': 0 },
      },
    ]);
  });

  it('count a socket once, under its lowest pid', async () => {
    const table = madeTable([{ inode: 1 }, { inode: 2 }, { inode: 3 }]);
    const processes = [5, 6, 7].map((pid) => [pid, processOf(pid, `p${pid % 2}`)] as const);
    const triples = Uint32Array.of(1, 5, 3, 1, 6, 4, 2, 7, 9);
    joinOwners(table, await OwnerIndex.build(triples, new Map(processes), pause));
    const { groups, count } = await grouped([table], ['process', 'ownerCount']);
    assert.deepEqual(
      groups.map(({ key, count }) => [key.process, key.ownerCount, count]),
      [
        ['p1', 1, 1],
        ['p1', 2, 1],
        [null, 0, 1],
      ],
    );
    assert.equal(count, 3);
  });
});

describe('groups by prefixes', () => {
  const MAPPED = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff];
  const SITE = [0x20, 0x01, 0x0d, 0xb8, 0, 1, 0x02, 0x03];
  const table = madeTable([
    { remote: [10, 2, 3, 4] },
    { remote: [10, 2, 3, 200] },
    { remote: [10, 2, 4, 4] },
    { family: AF_INET6, remote: [...MAPPED, 10, 2, 3, 4] },
    { family: AF_INET6, remote: [...SITE, 1, 2, 3, 4, 5, 6, 7, 8] },
    { family: AF_INET6, remote: [...SITE.slice(0, 7), 0xff, 1, 2, 3, 4, 5, 6, 7, 8] },
    { family: AF_UNIX, protocol: 'unix' },
  ]);
  const counts = async (by: string) =>
    Object.fromEntries((await grouped([table], [by])).groups.map(({ key, count }) => [`${key[by]}`, count]));

  it('put IPv4 that is mapped into IPv6 beside IPv4, and IPv6 together by 64 bits', async () => {
    const sites = { '2001:db8:1:203::/64': 1, '2001:db8:1:2ff::/64': 1 };
    assert.deepEqual(await counts('remote/24'), { '10.2.3.0/24': 3, '10.2.4.0/24': 1, ...sites, null: 1 });
    assert.deepEqual(await counts('remote/14'), { '10.0.0.0/14': 4, ...sites, null: 1 });
  });

  it('take the bits of IPv6 that are wanted', async () => {
    const site = { '2001:db8:1:200::/56': 2 };
    assert.deepEqual(await counts('remote/32/56'), { '10.2.3.4': 2, '10.2.3.200': 1, '10.2.4.4': 1, ...site, null: 1 });
    assert.deepEqual(await counts('remote/0/0'), { '0.0.0.0/0': 4, '::/0': 2, null: 1 });
  });

  it('have whole addresses without a length', async () => {
    const remotes = ['2001:db8:1:203:102:304:506:708', '2001:db8:1:2ff:102:304:506:708'];
    const sites = Object.fromEntries(remotes.map((address) => [address, 1]));
    assert.deepEqual(await counts('remote'), { '10.2.3.4': 2, '10.2.3.200': 1, '10.2.4.4': 1, ...sites, null: 1 });
    assert.deepEqual(await counts('local/16'), { '127.0.0.0/16': 3, '7f00:1::/64': 3, null: 1 });
  });

  it('are called as they were asked for, whatever the word for the address', async () => {
    const { groups } = await grouped([table], ['dst/8', 'local-address/0/128', 'remote/8'], [], 1);
    assert.deepEqual(groups[0]?.key, { 'remote/8': '10.0.0.0/8', 'local/0/128': '0.0.0.0/0' });
  });

  it('of a route are both addresses and the remote port', async () => {
    const { groups } = await grouped([table], ['route'], [], 1);
    assert.deepEqual(groups[0]?.key, { localAddress: '127.0.0.1', remoteAddress: '10.2.3.4', remotePort: 80 });
  });
});

describe('the words of groups', () => {
  const thrown = (options: unknown) => {
    try {
      wantedGroups(options as GroupingOptions);
    } catch (error) {
      assert.ok(error instanceof TypeError);
      return error.message;
    }
    return assert.fail('nothing was thrown');
  };

  it('are those of fields, else an error names the nearest', () => {
    assert.equal(thrown({ by: ['proces'] }), "by: no field is called 'proces'; did you mean 'process'?");
    assert.equal(thrown({ by: ['rout'] }), "by: no field is called 'rout'; did you mean 'route'?");
    assert.equal(thrown({ by: ['state', 'zzzzzzzzzzzz'] }), "by: no field is called 'zzzzzzzzzzzz'");
    assert.equal(
      thrown({ by: [], measures: ['recvq', 'sendk'] }),
      "measures: no field is called 'recvq'; did you mean 'recvQ'?",
    );
  });

  it('of measures are those of quantities', () => {
    assert.equal(thrown({ by: [], measures: ['state'] }), "measures: 'state' has neither a sum nor a maximum");
    assert.equal(
      thrown({ by: [], measures: ['local-port'] }),
      "measures: 'local-port' has neither a sum nor a maximum",
    );
  });

  it('of prefixes are of an address, and have lengths that it can have', () => {
    for (const word of ['remote/33', 'remote/24/129', 'remote/', 'remote/x', 'remote/1/2/3', 'state/4', 'remote/-1']) {
      assert.match(thrown({ by: [word] }), new RegExp(`^by: '${word}' is no prefix; one is `));
    }
  });

  it('stand in lists, beside nothing that is no option', () => {
    assert.match(thrown({}), /^by must be an array/);
    assert.match(thrown({ by: 'state' }), /^by must be an array/);
    assert.match(thrown({ by: [1] }), /^by must be an array/);
    assert.match(thrown({ by: [], measures: 'recvQ' }), /^measures must be an array/);
    assert.match(thrown({ by: [], top: 0 }), /^top: '0'/);
    assert.match(thrown({ by: [], order: 1 }), /^order: groups have no such option/);
    assert.match(thrown(null), /^options must be an object/);
  });

  it('say what a query must ask for', () => {
    const asks = (...by: string[]) => {
      const { asked, askedFields, allOwners } = wantedGroups({ by });
      return [[...asked], askedFields, allOwners];
    };
    assert.deepEqual(asks('state', 'remote/24', 'queue-full'), [[], [], false]);
    assert.deepEqual(asks('process', 'program', 'pid'), [['owners'], [], false]);
    assert.deepEqual(asks('ownerCount'), [['owners'], [], true]);
    assert.deepEqual(asks('mark', 'cc', 'rto'), [['fields', 'tcpInfo'], ['mark', 'congestion'], false]);
  });
});

const NOTHING = { sum: { 'tcpInfo.segsOut': null }, max: { 'tcpInfo.rtt': null, 'tcpInfo.segsOut': null } };

const processOf = (pid: number, comm: string) => ({ pid, argv0: Buffer.from(`/bin/${comm}`), comm: Buffer.from(comm) });

/**
 * Plain data of a UNIX socket has no tcp_info, because the kernel has none; made rows may. As a number of 53 bits all that is within 1024 of 2^64
 * is the kernel's "no limit".
 */
function plainRows(table: SocketTable): SocketJSON[] {
  const limited = (name: string, value: unknown) => (/pacingRate/i.test(name) && value === 2 ** 64 ? null : value);
  return Array.from(table, (socket) =>
    JSON.parse(JSON.stringify({ ...socket.toJSON(), tcpInfo: socket.tcpInfo }), limited),
  );
}

/** Sums above 2^53 depend on the order in which they are made. */
function rounded<Group extends { sum: Readonly<Record<string, number | null>> }>(group: Group): Group {
  const sum = Object.fromEntries(
    Object.entries(group.sum).map(([name, value]) => [name, value === null ? null : Number(value.toPrecision(12))]),
  );
  return { ...group, sum };
}
