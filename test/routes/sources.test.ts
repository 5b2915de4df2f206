import '../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import type { SourceName } from '../../src/index.ts';
import { has } from '../support/command.ts';
import { Bench } from '../support/differential.ts';
import { randomNumbers } from '../support/fixtures.ts';
import { namespaceMissing } from '../support/in-namespace.ts';
import { type RandomRoutes, RULES, randomRoutes } from '../support/random-routes.ts';
import { type ProcRow, procRows, withSaidTypes } from '../support/route-rows.ts';
import { ip, makeRouteWorld, QUIET_LINKS, sh } from '../support/route-world.ts';
import { skipUnless } from '../support/skip.ts';

const reason = namespaceMissing ?? 'no netstat, or no ip';
const options = { skip: skipUnless(namespaceMissing === undefined && has('netstat') && has('ip'), reason) };
const bench = new Bench();
after(() => bench.end());

/** Worlds of random routes; more of them for whoever attacks. */
const WORLDS = Number(process.env.ROUTE_WORLDS ?? 6);
const MOST_ROUTES = 60;
const ATTEMPTS = 10;

/** Without what only /proc counts. */
const withoutCounts = (text: string) => text.replace(/ \d+ +\d+ (\S*)$/gm, ' -      - $1');

/** The rows of both sources, of a moment in which nothing moved: an interface that goes down takes routes with it, a while later. */
async function both(family: 'inet' | 'inet6'): Promise<{ netlink: ProcRow[]; procfs: ProcRow[] }> {
  const read = (source: SourceName) => procRows(family, source, { nullEntries: true });
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const before = await read('netlink');
    const procfs = await read('procfs');
    const netlink = await read('netlink');
    if (isDeepStrictEqual(before, netlink)) return { netlink, procfs };
  }
  throw new Error('the routes never stood still');
}

async function assertSameRoutes(world: string): Promise<number> {
  let count = 0;
  for (const family of ['inet', 'inet6'] as const) {
    const { netlink, procfs } = await both(family);
    assert.deepEqual(withSaidTypes(netlink, procfs), procfs, world);
    count += netlink.length;
  }
  return count;
}

function assertSameListings(world: string): void {
  for (const line of ['-4rn', '-4rneee']) bench.assertSame([line], [{}, { more: ['--source', 'procfs'] }]);
  // References come and go while the kernel looks for neighbours.
  const { netstat, ours } = bench.compare(
    ['-6rn'],
    [{ more: ['--source', 'procfs'] }, { more: ['--source', 'netlink'] }],
  );
  const [procfs, netlink] = ours.map(({ stdout }) => stdout);
  assert.equal(procfs, netstat.stdout, world);
  assert.equal(netlink, withoutCounts(netstat.stdout), world);
}

function clear(): void {
  sh('ip nexthop flush; ip link del v0; ip link set lo down; ip -6 rule flush; ip rule flush; for family in 4 6; do');
  sh('for f in 4 6; do for t in main local 7 99 1000 70000; do ip -$f route flush table $t; done; done');
}

function fill({ objects, inet, inet6 }: RandomRoutes): void {
  // What the kernel refuses is not there, for either source.
  ip([], QUIET_LINKS);
  ip(['-6'], RULES.join('\n'));
  sh(objects.map((object) => `ip ${object}`).join(';'));
  ip(['-4'], inet.join('\n'));
  ip(['-6'], inet6.join('\n'));
}

describe('random routes', options, () => {
  const seed = Number(process.env.ROUTE_SEED ?? 20_261_128);
  it('are the same rows with the same flags from rtnetlink and from /proc, and netstat’s', async () => {
    makeRouteWorld('');
    const random = randomNumbers(seed);
    let rows = 0;
    for (let world = 0; world < WORLDS; world++) {
      clear();
      const made = randomRoutes(random, MOST_ROUTES);
      fill(made);
      const name = `world ${world} of seed ${seed}:\n${Object.values(made).flat().join('\n')}`;
      if (world % 3 === 2) sh('ip link set long-name-of-15 down');
      if (world % 2 === 1) sh('sysctl -q -w net.ipv4.nexthop_compat_mode=0');
      rows += await assertSameRoutes(name);
      assertSameListings(name);
      sh('sysctl -q -w net.ipv4.nexthop_compat_mode=1');
    }
    assert.ok(rows > WORLDS * 10, `${rows} rows`);
    if (process.env.ROUTE_WORLDS) console.log(`${WORLDS} worlds, ${rows} rows`);
    clear();
  });
});
