import '../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { ASKED_FIELDS, type Query, type SocketJSON, snapshot } from '../../src/index.ts';
import type { Expression } from '../../src/sockets/filter/expression.ts';
import { checkQuery } from '../../src/sockets/query.ts';
import { startScan } from '../../src/sockets/start-scan.ts';
import { NAMED_FIELDS } from '../../src/sockets/table/named-fields.ts';
import { namespaceMissing } from '../support/in-namespace.ts';
import { type PlainFacts, plainVerdict } from '../support/plain-filter.ts';
import { expressions } from '../support/random-filters.ts';
import { skipUnless } from '../support/skip.ts';
import { World } from '../support/world.ts';

const skip = skipUnless(!namespaceMissing, namespaceMissing ?? '');

/** What stands still in a world that does. */
const STEADY_INFO = ['sndMss', 'advmss', 'maxPacingRate', 'sndSsthresh', 'bytesReceived', 'caState'];
const MOVING = ['expires', 'timer', 'retransmits', 'probes', 'refCount', 'memory.fwdAlloc'];
const FIELDS = NAMED_FIELDS.filter(({ name, asked }) =>
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
  for await (const batch of startScan(query, { expression, text: '' })) rows.push(...batch.toJSON());
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
      // The world may have moved since the last look.
      const expectNow = async (expression: Expression) => {
        rows = await all();
        await expect(expression);
      };
      for (const fields of [FIELDS, FIELDS.filter(({ name }) => KERNELS.includes(name))]) {
        await fc.assert(
          fc.asyncProperty(expressions(rows, known, fields), (expression) =>
            expect(expression).catch(() => expectNow(expression)),
          ),
          { seed: 7, numRuns: 60 },
        );
      }
    });
  }
});
