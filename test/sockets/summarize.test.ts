import '../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { groupSockets, type Query, type SocketGroup, snapshot, summarize } from '../../src/index.ts';
import { ASKED_FIELDS } from '../../src/sockets/table/asked-fields.ts';
import { NAMED_FIELDS } from '../../src/sockets/table/named-fields.ts';
import { ByHand } from '../support/by-hand.ts';
import { namespaceMissing } from '../support/in-namespace.ts';
import { plainGroups } from '../support/plain-groups.ts';
import { skipUnless } from '../support/skip.ts';
import { World } from '../support/world.ts';

const skip = skipUnless(!namespaceMissing, namespaceMissing ?? '');

/** What plain data has under its name, and what does not move by itself. */
const STILL = /^(tcpInfo\.(bytesAcked|bytesReceived|sndMss|pmtu|caState|segsIn)|memory\.(rcvbuf|sndbuf))$/;
const MOVING = [
  'user',
  'ownerUid',
  'ownerUser',
  'local',
  'remote',
  'pathBytes',
  'expires',
  'timer',
  'probes',
  'retransmits',
];
const FIELDS = NAMED_FIELDS.filter(({ name }) => STILL.test(name) || !(name.includes('.') || MOVING.includes(name)));
const KEYS = FIELDS.filter(({ asked }) => asked !== 'rates').map(({ name }) => name);
const MEASURES = FIELDS.filter(({ fold, asked }) => fold && asked !== 'rates').map(({ name }) => name);
const FIXED = ['protocol', 'family', 'state', 'localAddress', 'remotePort', 'uid', 'process', 'pid', 'path', 'v6only'];
const ASKED = { owners: true, tcpInfo: true, memory: true, fields: ASKED_FIELDS } as const;
const ATTEMPTS = 5;

const text = (groups: readonly { key: object }[]) => groups.map((group) => JSON.stringify(group)).sort();

describe('summarize() of a world of sockets of every kind', { skip }, () => {
  let world: World;
  before(async () => {
    world = await World.start();
  });
  after(() => world.stop());

  const QUERIES: readonly Query[] = [
    {},
    { source: 'procfs' },
    { protocols: ['tcp', 'udp'], families: ['inet6'] },
    { states: ['LISTEN', 'TIME_WAIT', 'CLOSE_WAIT'] },
  ];

  it('gives the groups that a plain evaluation of snapshot() gives, whatever the keys', async () => {
    const asked = fc.record({
      query: fc.constantFrom(...QUERIES),
      by: fc.uniqueArray(fc.constantFrom(...KEYS), { maxLength: 3 }),
      measures: fc.uniqueArray(fc.constantFrom(...MEASURES), { maxLength: 2 }),
    });
    const property = fc.asyncProperty(asked, async ({ query, by, measures }) => {
      for (let attempt = 1; ; attempt++) {
        const rows = (await snapshot({ ...query, ...ASKED })).toJSON();
        const { groups, count } = await summarize(query, { by, measures });
        const plain = plainGroups(rows, by, measures);
        // A timer may have fired between the two.
        if (attempt < ATTEMPTS && JSON.stringify(text(groups)) !== JSON.stringify(text(plain))) continue;
        assert.deepEqual([text(groups), count], [text(plain), rows.length]);
        return;
      }
    });
    await fc.assert(property, { numRuns: 12, includeErrorInReport: true });
  });

  it('gives the same for each of the keys that stay', async () => {
    const rows = (await snapshot(ASKED)).toJSON();
    for (const key of FIXED) {
      assert.deepEqual(text((await summarize({}, { by: [key] })).groups), text(plainGroups(rows, [key], [])), key);
    }
  });

  it('asks for owners where a key is of them, and for nothing that no key or measure needs', async () => {
    const first = await summarize({ owners: true, tcpInfo: true }, { by: ['state'] });
    assert.equal(first.report.owners, undefined);
    const second = await summarize({}, { by: ['process', 'state'], top: 3 });
    assert.ok(second.report.owners);
    assert.equal(second.groups.length, 3);
    assert.ok(second.groupCount > 3);
    assert.deepEqual(Object.keys(second.report.sources), Object.keys(first.report.sources));
  });

  it('gives no group where there is no socket', async () => {
    const { groups, groupCount, count, report } = await summarize(
      { protocols: ['tcp'], localPorts: [1] },
      { by: ['process', 'remote/24'] },
    );
    assert.deepEqual([groups, groupCount, count], [[], 0, 0]);
    assert.equal(report.interrupted, false);
  });

  it('groups the sockets of some processes under these', async () => {
    const { groups } = await summarize({ pids: [process.pid, world.report.pid] }, { by: ['pid'] });
    assert.deepEqual(
      groups.map(({ key }) => key.pid).filter((pid) => pid !== process.pid),
      [world.report.pid],
    );
  });

  it('groups by who made the sockets, and by who the processes run as, by number and by name', async () => {
    const ownUid = statSync(`/proc/${world.report.pid}`).uid;
    const { groups } = await summarize({ pids: [world.report.pid] }, { by: ['owner-uid', 'owner-user'] });
    assert.deepEqual(
      groups.map(({ key }) => key),
      [{ ownerUid: ownUid, ownerUser: userInfo({ encoding: 'utf8' }).username }],
    );
    const byName = await summarize({}, { by: ['user'] });
    const byNumber = await summarize({}, { by: ['uid'] });
    const counts = ({ groups }: { groups: readonly SocketGroup[] }) => groups.map(({ count }) => count);
    assert.deepEqual(counts(byName), counts(byNumber));
    assert.ok(byName.groups.some(({ key }) => key.user === 'root'));
    const { report, ...summary } = byName;
    assert.deepEqual(await groupSockets(await snapshot(), { by: ['user'] }), summary);
    assert.ok(report.sources.tcp);
  });

  it('knows of no table who the processes run as', async () => {
    const table = await snapshot({ owners: true });
    await assert.rejects(groupSockets(table, { by: ['ownerUid'] }), { name: 'TypeError', message: /summarize\(\)/ });
  });

  it('is what groupSockets() makes of a snapshot', async () => {
    const options = { by: ['protocol', 'remote/24'], measures: ['backlog'] };
    const { report, ...summary } = await summarize({}, options);
    assert.deepEqual(await groupSockets(await snapshot(), options), summary);
    assert.ok(report.sources.tcp);
  });

  it('refuses what is no field, before it looks, and a rate, which one look does not have', async () => {
    await assert.rejects(summarize({}, { by: ['stat'] }), { name: 'TypeError', message: /did you mean 'state'/ });
    await assert.rejects(summarize({}, { by: [], measures: ['send-rate'] }), {
      name: 'TypeError',
      message: /two looks.*snapshots\(\{ rates: true \}\)/,
    });
    await assert.rejects(summarize({ state: 1 } as Query, { by: [] }), {
      name: 'TypeError',
      message: /^state: a query/,
    });
  });

  it('ends with its signal', async () => {
    const controller = new AbortController();
    controller.abort('enough');
    await assert.rejects(summarize({ signal: controller.signal }, { by: [] }), (error) => error === 'enough');
  });
});

describe('summarize() of connections by hand', { skip }, () => {
  it('counts what one process piles up, with the sums and maxima of its queues', async () => {
    const hand = new ByHand();
    const port = await hand.run<number>(
      'server = listen()',
      'pairs = [connect(server) for _ in range(5)]',
      'for at, (client, _) in enumerate(pairs): client.send(bytes(10 * (at + 1)))',
      'for client, _ in pairs[:2]: client.shutdown(socket.SHUT_WR)',
      'result = port(server)',
    );
    const query: Query = { localPorts: [port], states: ['ESTABLISHED', 'CLOSE_WAIT'] };
    const { groups } = await summarize(query, { by: ['process', 'state'], measures: ['recv-q', 'rtt'] });
    assert.deepEqual(
      groups.map(({ key, count, sum, max }) => [key, count, sum, max.recvQ]),
      [
        [{ process: 'python3', state: 'ESTABLISHED' }, 3, { recvQ: 30 + 40 + 50 }, 50],
        // The end that was sent is one more.
        [{ process: 'python3', state: 'CLOSE_WAIT' }, 2, { recvQ: 11 + 21 }, 21],
      ],
    );
    assert.ok((groups[0]?.max['tcpInfo.rtt'] as number) > 0);
    await hand.stop();
  });

  it('has 127.0.0.1 once, of IPv4 sockets and of those that serve both', async () => {
    const hand = new ByHand();
    const ports = await hand.run<number[]>(
      'both = socket.socket(socket.AF_INET6); both.bind(("::", 0)); both.listen(8)',
      'one = listen()',
      'clients = [socket.create_connection(("127.0.0.1", port(both))) for _ in range(3)]',
      'accepted = [both.accept()[0] for _ in clients]',
      'pair = connect(one)',
      'result = [port(both), port(one)]',
    );
    const query: Query = { localPorts: ports, states: ['ESTABLISHED'] };
    const keys = async (key: string) =>
      (await summarize(query, { by: [key] })).groups.map((group) => [group.key[key], group.count]);
    assert.deepEqual(await keys('remote'), [['127.0.0.1', 4]]);
    assert.deepEqual(await keys('remote/8'), [['127.0.0.0/8', 4]]);
    assert.deepEqual(await keys('remoteAddress'), [
      ['::ffff:127.0.0.1', 3],
      ['127.0.0.1', 1],
    ]);
    await hand.stop();
  });
});
