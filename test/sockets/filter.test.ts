import '../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import {
  ASKED_FIELDS,
  FilterError,
  type Query,
  type SocketJSON,
  scan,
  snapshot,
  snapshots,
  watch,
} from '../../src/index.ts';
import { packageFile } from '../../src/package-root.ts';
import type { Expression } from '../../src/sockets/filter/expression.ts';
import { checkQuery } from '../../src/sockets/query.ts';
import { startScan } from '../../src/sockets/start-scan.ts';
import { NAMED_FIELDS } from '../../src/sockets/table/named-fields.ts';
import { AS_NOBODY, noNobody } from '../support/as-nobody.ts';
import { run } from '../support/command.ts';
import { namespaceMissing } from '../support/in-namespace.ts';
import { type PlainFacts, plainVerdict } from '../support/plain-filter.ts';
import { expressions } from '../support/random-filters.ts';
import { skipUnless } from '../support/skip.ts';
import { World } from '../support/world.ts';

const skip = skipUnless(!namespaceMissing, namespaceMissing ?? '');

/** What stands still in a world that does. */
const STEADY_INFO = ['sndMss', 'advmss', 'maxPacingRate', 'sndSsthresh', 'bytesReceived', 'caState'];
const MOVING = ['expires', 'timer', 'retransmits', 'probes', 'refCount', 'memory.fwdAlloc'];
// Rates are of two looks, and a query takes one.
const FIELDS = NAMED_FIELDS.filter(({ asked }) => asked !== 'rates').filter(({ name, asked }) =>
  asked === 'tcpInfo' ? STEADY_INFO.includes(name.replace('tcpInfo.', '')) : !MOVING.includes(name),
);

/** What the kernel decides. */
const KERNELS = [
  ...['protocol', 'family', 'state', 'localAddress', 'localPort', 'remoteAddress', 'remotePort'],
  ...['interface', 'mark', 'cgroup', 'queueFull', 'path'],
];

const QUERIES: Readonly<Record<string, Query>> = {
  netlink: { source: 'netlink' },
  '/proc': { source: 'procfs' },
  'both, which complete one another': { procFields: ['tcp', 'unix'] },
  'netlink, of some protocols, states and families': {
    source: 'netlink',
    protocols: ['unix', 'udp', 'tcp'],
    families: ['inet6', 'inet'],
    states: ['LISTEN', 'ESTABLISHED', 'CLOSE', 'TIME_WAIT', 'SYN_RECV'],
  },
};

function identity({ protocol, family, state, inode, cookie, ...row }: SocketJSON): string {
  const ends = [row.localAddress, row.localPort, row.remoteAddress, row.remotePort];
  return JSON.stringify([protocol, family, state, inode, cookie, ...ends, row.path, row.peerInode]);
}

async function filtered(query: Query, expression: Expression): Promise<SocketJSON[]> {
  checkQuery(query);
  const rows: SocketJSON[] = [];
  for await (const batch of startScan(query, { expression, text: '', rated: false })) rows.push(...batch.toJSON());
  return rows;
}

function facts(): PlainFacts {
  const [low, high] = readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8').split('\t').map(Number);
  return {
    ownersComplete: true,
    chosenPorts: { low: low as number, high: high as number },
    uidOf: (pid) => Number(/^Uid:\t\d+\t(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]),
  };
}

describe('a query with a filter', { skip }, () => {
  let world: World;
  before(async () => {
    world = await World.start();
  });
  after(() => world.stop());

  for (const [source, query] of Object.entries(QUERIES)) {
    it(`gives the rows for which the expression is true, and no others, of ${source}`, async () => {
      await world.refresh();
      const everything: Query = { ...query, owners: true, tcpInfo: true, memory: true, fields: ASKED_FIELDS };
      const all = async () => (await snapshot(everything)).toJSON();
      const known = facts();
      let rows = await all();
      const expect = async (expression: Expression) => {
        const wanted = rows.filter((row) => plainVerdict(expression, row, known) === true);
        assert.deepEqual((await filtered(query, expression)).map(identity), wanted.map(identity));
      };
      // The world may have moved since the last look, and between the two of a new one.
      const expectNow = async (expression: Expression) => {
        rows = await all();
        await expect(expression);
      };
      for (const fields of [FIELDS, FIELDS.filter(({ name }) => KERNELS.includes(name))]) {
        await fc.assert(
          fc.asyncProperty(expressions(rows, known, fields), (expression) =>
            expect(expression)
              .catch(() => expectNow(expression))
              .catch(() => expectNow(expression)),
          ),
          { seed: 7, numRuns: 40 },
        );
      }
    });
  }

  it('is a FilterError with its place at the call, where it is none', () => {
    for (const call of [scan, snapshots, watch]) {
      assert.throws(
        () => call({ filter: 'dport = :http or statee = listen' }),
        (error) => {
          assert.ok(error instanceof FilterError);
          assert.equal(error.position, 17);
          return true;
        },
      );
    }
    assert.throws(() => scan({ filter: 80 as never }), TypeError);
  });

  it('gives rows as they are without it, and nothing that was asked for on its behalf', async () => {
    const query = { protocols: ['tcp', 'unix'], source: 'netlink' } as const;
    const rows = (await snapshot(query)).toJSON();
    const filter = 'state listening and inode > 0 and rcvbuf > 0 and tos is not unknown and pid > 0';
    const table = await snapshot({ ...query, filter });
    assert.deepEqual(
      table.toJSON(),
      rows.filter((row) => row.state === 'LISTEN' && row.protocol === 'tcp'),
    );
    assert.equal(table.owners, undefined);
    assert.equal(table.memory, undefined);
    assert.ok(table.report.owners);
  });

  it('gives owners that were asked for, all of them, though it looks for one', async () => {
    const query = { protocols: ['tcp'], states: ['LISTEN'], owners: true } as const;
    const rows = (await snapshot(query)).toJSON();
    const { pid } = rows.find(({ owners = [] }) => owners.length > 1)?.owners?.[1] ?? assert.fail('no socket has two');
    const found = (await snapshot({ ...query, filter: `pid = ${pid}` })).toJSON();
    assert.deepEqual(
      found,
      rows.filter(({ owners = [] }) => owners.some((owner) => owner.pid === pid)),
    );
    assert.ok(found.some(({ owners = [] }) => owners.length > 1));
  });

  it('looks for no owner where nothing asks for one, and reads no table in which none can pass', async () => {
    const { report } = await snapshot({ filter: 'family = inet6 and dport = 443 and protocol = tcp' });
    assert.deepEqual(Object.keys(report.sources), ['tcp6']);
    assert.equal(report.owners, undefined);
  });

  it('walks the table of TCP once for both IP versions where their order does not matter', async () => {
    const filter = 'state established or dport = 0 or src 127.0.0.0/8';
    for (const query of [{ protocols: ['tcp', 'udp'] }, { protocols: ['tcp', 'udp'], filter }] satisfies Query[]) {
      const rows = (await snapshot({ ...query, source: 'netlink' })).toJSON();
      const table = await snapshot({ ...query, source: 'netlink', order: 'any' });
      assert.deepEqual(table.toJSON().map(identity).sort(), rows.map(identity).sort());
      assert.deepEqual(Object.keys(table.report.sources).sort(), ['tcp', 'tcp6', 'udp', 'udp6']);
      assert.ok(['inet', 'inet6'].every((family) => rows.some((row) => row.family === family)));
    }
  });

  it('takes user root for no TIME_WAIT, whose user is made up', async () => {
    await world.refresh();
    const query = { protocols: ['tcp'], source: 'netlink' } as const;
    assert.ok((await snapshot({ ...query, filter: 'state time-wait' })).length > 0);
    for (const filter of ['user = root', 'user != root', 'not user = root'])
      assert.equal((await snapshot({ ...query, filter: `state time-wait and ${filter}` })).length, 0);
    assert.ok((await snapshot({ ...query, filter: 'user = root' })).length > 0);
  });

  it('is given back to the kernel in part where it refuses some, and the report says so', {
    skip: noNobody,
  }, async () => {
    const filter = 'fwmark = 0 and sport > 0';
    const query = JSON.stringify({ filter, protocols: ['tcp'], source: 'netlink' });
    const code = `const { snapshot } = await import('${packageFile('dist/index.js')}'); const table = await snapshot(${query});
      console.log(JSON.stringify({ rows: table.length, sources: table.report.sources }));`;
    const [program, ...words] = AS_NOBODY;
    const mine = JSON.parse(run(program, [...words, process.execPath, '--input-type=module', '-e', code]).stdout);
    assert.equal(mine.rows, 0);
    assert.match(mine.sources.tcp.reason, /does not filter/);
  });
});
