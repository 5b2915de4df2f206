import '../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { ABSENT } from '../../src/base/absent.ts';
import { routes } from '../../src/index.ts';
import { RTN_ANYCAST, RTN_LOCAL } from '../../src/uapi/routes.ts';
import { advertise } from '../support/advertise.ts';
import { has } from '../support/command.ts';
import { Bench } from '../support/differential.ts';
import { namespaceMissing } from '../support/in-namespace.ts';
import { limitPath } from '../support/path-mtu.ts';
import { procRows, withSaidTypes } from '../support/route-rows.ts';
import { ip, makeRouteWorld, sh } from '../support/route-world.ts';
import { skipUnless } from '../support/skip.ts';

const programs = ['netstat', 'ip', 'route', 'python3'];
const lacking = programs.find((program) => !has(program));
const reason = namespaceMissing ?? `no ${lacking}`;
const options = { skip: skipUnless(namespaceMissing === undefined && lacking === undefined, reason) };
const bench = new Bench();
after(() => bench.end());

/** Without what only /proc counts. */
const withoutCounts = (text: string) => text.replace(/ \d+ +\d+ (\S*)$/gm, ' -      - $1');

/** Each kind of route, as commands of `ip -6`, with the letters both sources show. */
const KINDS: readonly [what: string, letters: string, ...commands: string[]][] = [
  ['a local one by hand', 'U', 'route add local 2001:db8:a::1 dev lo'],
  [
    'a local one by hand that says it is the kernel’s',
    'U',
    'route add local 2001:db8:a::2 dev v0 proto kernel metric 0',
  ],
  ['a local network by a router', 'UG', 'route add local 2001:db8:a:3::/64 via 2001:db8:1::9 dev v0'],
  ['an anycast one by hand', 'U', 'route add anycast 2001:db8:a::4 dev v0'],
  ['an anycast one by hand on the loopback', '!n', 'route add anycast 2001:db8:a::5 dev lo'],
  ['an address of ours', 'Un', 'address add 2001:db8:a:6::1/64 dev v0 nodad'],
  ['one through the loopback', '!n', 'route add 2001:db8:a:7::/64 dev lo expires 1000 pref high'],
  ['a broadcast one', 'U', 'route add broadcast 2001:db8:a::8 dev v0'],
  ['a multicast one', 'U', 'route add multicast ff05::/32 dev v0'],
  ['an unreachable one', '!n', 'route add unreachable 2001:db8:a:9::/64 expires 1000 pref high'],
  ['a blackhole', '!n', 'route add blackhole 2001:db8:a:a::/64'],
  ['a prohibited one', '!n', 'route add prohibit 2001:db8:a:b::/64 table 7'],
  ['one that is thrown back', '!n', 'route add throw 2001:db8:a:c::/64'],
  ['one that ends', 'Ue', 'route add 2001:db8:a:d::/64 dev v0 expires 1000 mtu 1400'],
  ['one by an object', 'UG', 'route add 2001:db8:b:1::/64 nhid 1'],
  ['one by an object that is on the link', 'UG', 'route add 2001:db8:b:2::/64 nhid 2'],
  ['one by a group', 'UG', 'route add 2001:db8:b:3::/64 nhid 3'],
  ['one by a blackhole object', 'U', 'route add 2001:db8:b:4::/64 nhid 4'],
  ['an unreachable one by an object', 'U!G', 'route add unreachable 2001:db8:b:5::/64 nhid 1'],
  ['a local one by an object', 'UG', 'route add local 2001:db8:b:6::/64 nhid 1'],
  [
    'one with several next hops',
    'UG',
    'route add 2001:db8:c:1::/64 nexthop via fe80::9 dev v0 nexthop via fe80::a dev v0',
  ],
  [
    'one with several next hops that are on the link',
    'UGH',
    'route add 2001:db8:c:2::/64 nexthop via 2001:db8:9::9 dev v0 onlink nexthop via 2001:db8:9::a dev v0 onlink',
  ],
  ['one on the link by a router', 'UGH', 'route add 2001:db8:c:3::/64 via 2001:db8:9::9 dev v0 onlink'],
  ['one from somewhere', 'UG', 'route add 2001:db8:c:4::/64 from 2002::/16 via 2001:db8:1::4 dev v0'],
  ['one that is encapsulated', 'U', 'route add 2001:db8:c:5::/64 encap ip6 id 4 dst 2001:db8:1::78 dev v0'],
  ['one by segments', 'U', 'route add 2001:db8:c:6::/64 encap seg6 mode encap segs 2001:db8:1::77 dev v0'],
  ['one that says it was advertised', 'UG', 'route add 2001:db8:c:7::/64 via fe80::9 dev v0 proto ra pref low'],
  ['a default one', 'UG', 'route add default via fe80::9 dev v0 table 8'],
  ['a default one to nowhere', '!n', 'route add unreachable default metric 4294967295 table 9'],
  ['a default one from somewhere', 'UG', 'route add default from 2002::/16 via fe80::b dev v0 table 10'],
];

const OBJECTS = [
  '-6 nexthop add id 1 via 2001:db8:1::9 dev v0',
  '-6 nexthop add id 2 via 2001:db8:9::9 dev v0 onlink',
  'nexthop add id 3 group 2/1',
  '-6 nexthop add id 4 blackhole',
  '-6 nexthop add id 5 dev lo',
];

/** Destinations of the differences that the documentation names, with netstat's letters and those from rtnetlink. */
const DIFFERENCES: readonly [what: string, row: string, proc: string, netlink: string | undefined][] = [
  ['an advertised default route', '::/0 fe80::2 1024', 'UGDAe', 'UGe'],
  ['an advertised route', '2001:db8:79::/48 fe80::2 1024', 'UGAe', 'UGe'],
  ['the second of two next hops that ends and is preferred', '2001:db8:d:1::/64 2001:db8:1::6 1024', 'UGe', 'UG'],
  ['a mark that route(8) sets', '2001:db8:d:2::/64 2001:db8:1::9 1', 'UGm', 'UG'],
  ['an unreachable one by a blackhole object', '2001:db8:d:3::/64 :: 1024', 'U!', 'U'],
  ['a blackhole by an object on the loopback', '2001:db8:d:4::/64 :: 1024', 'U!', 'U'],
  ['one by an object that says of itself that it is on the link', '2001:db8:d:5::/64 2001:db8:1::9 1024', 'UGH', 'UG'],
  ['one without a router among next hops that came one by one', '2001:db8:d:7::/64 :: 1024', 'U', undefined],
  ['one through the loopback given as ::1', '::/127 :: 1024', 'U', '!n'],
];

const DIFFERENT = `
route add 2001:db8:d:1::/64 via 2001:db8:1::5 dev v0
route append 2001:db8:d:1::/64 via 2001:db8:1::6 dev v0 expires 3000 pref high
route append 2001:db8:d:7::/64 via 2001:db8:1::7 dev v0
route append 2001:db8:d:7::/64 dev v0
route append 2001:db8:d:7::/64 via 2001:db8:1::8 dev v0
route add unreachable 2001:db8:d:3::/64 nhid 4
route add blackhole 2001:db8:d:4::/64 nhid 5
route add 2001:db8:d:5::/64 nhid 1 onlink
route add ::1/127 dev lo
`;

/** netstat's rows as the destination, next hop and metric, with their letters. */
function lettersByRow(text: string): Map<string, string> {
  const rows = text.split('\n').slice(2, -1);
  return new Map(
    rows.map((row) => {
      const [destination, hop, letters, metric] = row.split(/ +/) as [string, string, string, string];
      return [`${destination} ${hop} ${metric}`, letters];
    }),
  );
}

describe('IPv6 routes from rtnetlink and from /proc', options, () => {
  before(() => {
    assert.equal(makeRouteWorld('') + sh(OBJECTS.map((object) => `ip ${object}`).join(';')), '');
    // Forwarding makes an anycast address of each network of ours.
    // A table that becomes empty is known by its rule.
    assert.equal(
      sh(
        'for table in 7 8 10 99; do ip -6 rule add from 2003:: table $table; done; sysctl -q -w net.ipv6.conf.v0.forwarding=1',
      ),
      '',
    );
  });

  for (const [what, letters, ...commands] of KINDS) {
    it(`have the same flags: ${what}`, () => {
      const before = bench.run('netstat', ['-6rn']).stdout.split('\n');
      assert.equal(ip(['-6'], commands.join('\n')), '');
      const netstat = bench.run('netstat', ['-6rn']).stdout;
      const made = netstat.split('\n').filter((row) => !before.includes(row) && !/ !n {3}-1 /.test(row));
      const first = made.find((row) => row.includes(` ${letters.padEnd(4)} `));
      assert.ok(first !== undefined || letters === '!n', `${letters}:\n${made.join('\n')}`);
      assert.equal(bench.run('sockdiag', ['-6rn', '--source', 'netlink']).stdout, withoutCounts(netstat));
    });
  }

  it('are the same rows in everything that both have', async () => {
    for (const nullEntries of [false, true]) {
      const rows = await procRows('inet6', 'netlink', { nullEntries });
      const proc = await procRows('inet6', 'procfs', { nullEntries });
      // What cannot be told from the entry at the root of a table.
      const listed = rows.filter(({ metric }) => nullEntries || metric !== 0xffffffff);
      assert.deepEqual(withSaidTypes(listed, proc), proc);
      assert.deepEqual([...new Set(proc.map(({ type }) => type))].sort(), [ABSENT, RTN_LOCAL, RTN_ANYCAST]);
    }
  });

  it('are the same rows where next hop objects are apart', () => {
    assert.equal(sh('sysctl -q -w net.ipv4.nexthop_compat_mode=0'), '');
    const netstat = bench.run('netstat', ['-6rn']).stdout;
    const ours = bench.run('sockdiag', ['-6rn', '--source', 'netlink']).stdout;
    sh('sysctl -q -w net.ipv4.nexthop_compat_mode=1');
    assert.equal(ours, withoutCounts(netstat));
  });

  it('are the same rows when an interface is down, or its other end', () => {
    for (const link of ['long-name-of-15', 'v0']) {
      assert.equal(sh(`ip link set ${link} down`), '');
      const netstat = bench.run('netstat', ['-6rn']).stdout;
      assert.equal(bench.run('sockdiag', ['-6rn', '--source', 'netlink']).stdout, withoutCounts(netstat));
      sh(`ip link set ${link} up`);
    }
  });

  it('are the same rows with more of them than the command reads from /proc, and with fewer', () => {
    const commands = Array.from({ length: 10_100 }, (_, i) => `route add 2001:db8:ffff:${i.toString(16)}::/64 dev v0`);
    assert.equal(ip(['-6'], commands.map((command) => `${command} table 7`).join('\n')), '');
    const [theirs, many] = [bench.run('netstat', ['-6rn']).stdout, bench.run('sockdiag', ['-6rn']).stdout];
    assert.equal(many, withoutCounts(theirs));
    sh('ip -6 route flush table 7');
    const [netstat, few] = [bench.run('netstat', ['-6rn']).stdout, bench.run('sockdiag', ['-6rn']).stdout];
    assert.equal(few, netstat);
    assert.ok(many.split('\n').length > 10_100 && few.split('\n').length < 200);
  });

  it('have both no row for a path whose MTU was found out', async () => {
    sh('ip address add 10.1.2.3/24 dev v0; ip -6 address add 2001:db8:1::3/64 dev v0 nodad');
    const both = async () =>
      (await Promise.all([routes({ source: 'netlink' }), routes({ source: 'procfs' })])).map((rows) => rows.length);
    const lengths = await both();
    assert.equal(limitPath('2001:db8:1::3', '2001:db8:1::77') + limitPath('10.1.2.3', '10.1.2.77'), '');
    for (const family of ['-4', '-6']) {
      const cache = spawnSync('ip', [family, 'route', 'show', 'cache'], { encoding: 'utf8' }).stdout;
      assert.match(cache, /mtu 1300/, family);
    }
    assert.deepEqual(await both(), lengths);
    bench.assertSame(['-6rnC'], [{}, { more: ['--source', 'netlink'] }]);
  });
});

describe('the differences that the documentation names', options, () => {
  it('are these, and no others', async () => {
    assert.equal(sh('sysctl -q -w net.ipv6.conf.v0.forwarding=0'), '');
    sh(
      'for name in accept_ra=1 accept_ra_from_local=1 accept_ra_rt_info_max_plen=64; do sysctl -q -w net.ipv6.conf.v0.$name; done',
    );
    assert.equal(
      sh('ip -6 address add fe80::2/64 dev long-name-of-15 nodad; ip -6 address add fe80::1/64 dev v0 nodad'),
      '',
    );
    // Those that went with their interface.
    sh(OBJECTS.map((object) => `ip ${object}`).join(';'));
    assert.equal(ip(['-6'], DIFFERENT), '');
    assert.equal(sh('route -A inet6 add 2001:db8:d:2::/64 gw 2001:db8:1::9 mod dyn dev v0'), '');
    assert.equal(sh('ip -6 route add 2001:db8:d:6::/64 dev v0 table 55; ip -6 route flush table 55'), '');
    assert.equal(advertise('long-name-of-15', 'fe80::2'), '');
    await sleep(300);
    const netstat = bench.run('netstat', ['-6rn']).stdout;
    const ours = bench.run('sockdiag', ['-6rn', '--source', 'netlink']).stdout;
    const [theirs, netlink] = [lettersByRow(netstat), lettersByRow(ours)];
    const found = [...theirs].filter(([row, letters]) => netlink.get(row) !== letters);
    const named = DIFFERENCES.map(([, row, proc, other]) => [row, proc, other]);
    assert.deepEqual(found.map(([row, letters]) => [row, letters, netlink.get(row)]).sort(), named.sort());
    const missing = DIFFERENCES.flatMap(([, row, , other]) => (other === undefined ? [row] : []));
    assert.deepEqual(
      [...netlink.keys()],
      [...theirs.keys()].filter((row) => !missing.includes(row)),
    );
    // The entry of the table that was emptied is missing too.
    assert.equal(ours.split('\n').length, netstat.split('\n').length - missing.length - 1);
    assert.match(netstat, /^2001:db8:77::\/64 .* UAe .*\n2001:db8:78::\/64 .* UA /m);
  });
});
