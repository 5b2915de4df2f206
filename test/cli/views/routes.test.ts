import '../../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { after, before, describe, it } from 'node:test';
import { AS_NOBODY, noNobody } from '../../support/as-nobody.ts';
import { COMMAND, has, sockdiag } from '../../support/command.ts';
import { Bench, BOTH_SOURCES } from '../../support/differential.ts';
import { namespaceMissing } from '../../support/in-namespace.ts';
import { namedLauncher } from '../../support/named-world.ts';
import { ip, makeRouteWorld, sh } from '../../support/route-world.ts';
import { skipUnless } from '../../support/skip.ts';

const reason = namespaceMissing ?? 'no netstat, or no ip';
const options = { skip: skipUnless(namespaceMissing === undefined && has('netstat') && has('ip'), reason) };
const bench = new Bench();
after(() => bench.end());

const NO_ADDON = { env: { SOCKDIAG_NATIVE: '0' } };
/** No name is asked for over a network. */
const NAMED = namedLauncher(bench.directory);
const ALL_SOURCES = [...BOTH_SOURCES, NO_ADDON];

describe('-r in a network namespace without a table', options, () => {
  for (const line of ['-rn', '-rn46', '-rneee', '-rn6', '-rnC', '-rnFC']) {
    it(`${line} prints and ends as netstat`, () => {
      bench.assertSame([line], ALL_SOURCES);
    });
  }
});

describe('-r', options, () => {
  before(() => {
    assert.equal(makeRouteWorld(), '');
    sh('ip rule add from 1.2.3.4 table 1000');
  });

  const lines = [
    '-rn',
    '-r',
    '-rW',
    '-rN',
    '-rN6',
    '-rne',
    '-rnee',
    '-rneee',
    '-rneeee',
    '-rneeeee',
    '-rneeeeee',
    '-rneeeeeee',
    '-rneeeeeeee',
    '-rn4',
    '-rn6',
    '-r6',
    '-r46',
    '-rn64',
    '-rne64',
    '-rnA inet6,inet,inet6',
    '-rF',
    '-rnC',
    '-rnCe',
    '-rnCee',
    '-rnCeee',
    '-rnFC',
    '-rnFC46',
    '-rnC6',
    '-rnv',
    '-rnv6',
    '-rna',
    '-rnl',
    '-rnp',
    '-rnt',
    '-r --numeric-hosts',
    '-r --numeric-ports',
    '-r6 --numeric-users',
    '-r -r',
    '-ri',
  ];
  for (const line of lines) {
    it(`${line} prints what netstat prints, from every source`, () => {
      bench.assertSame(line.split(' '), ALL_SOURCES, { launcher: NAMED });
    });
  }

  it('has every kind of row', () => {
    const { netstat } = bench.assertSame(['-rn46'], ALL_SOURCES);
    for (const text of [
      'UG  ',
      'UGH ',
      '!   ',
      '!H  ',
      ' *\n',
      'Ue  ',
      '!n  ',
      'Un  ',
      ' 1440 5000     100 v0',
      ' -1  ',
    ]) {
      assert.ok(netstat.stdout.includes(text), text);
    }
    assert.match(netstat.stdout, /^10\.10\.0\.0 .*\n10\.11\.0\.0 .*\n10\.11\.0\.0 /m);
  });

  it('names hosts and networks as netstat does', () => {
    const { netstat } = bench.assertSame(['-r46'], ALL_SOURCES, { launcher: NAMED });
    for (const name of [
      'default ',
      'nine ',
      'octal ',
      'a-very-long-net ',
      'nowhere ',
      'a-very-long-hos ',
      'six.example.org',
    ]) {
      assert.ok(netstat.stdout.includes(name), name);
    }
  });

  it('is the same where routes say only the id of a next hop', () => {
    assert.equal(sh('sysctl -q -w net.ipv4.nexthop_compat_mode=0'), '');
    bench.assertSame(['-rnee46'], ALL_SOURCES);
    sh('sysctl -q -w net.ipv4.nexthop_compat_mode=1');
  });

  it('is the same to nobody', { skip: noNobody }, () => {
    bench.assertSame(['-rn46'], BOTH_SOURCES, { launcher: [...AS_NOBODY] });
  });

  it('says with -v what came from /proc, and why', () => {
    assert.equal(bench.run('sockdiag', ['-rnv']).stderr, '');
    assert.match(
      bench.run('sockdiag', ['-rnv6']).stderr,
      /^sockdiag: inet6: read from \/proc: rtnetlink has no counts/,
    );
    assert.match(
      bench.run('sockdiag', ['-rnv', '--source', 'procfs']).stderr,
      /inet: read from \/proc: procfs was asked for/,
    );
    assert.match(
      bench.run('sockdiag', ['-rnv6'], NO_ADDON).stderr,
      /^sockdiag: no addon: .*SOCKDIAG_NATIVE=0\n.*inet6.*no addon\n$/,
    );
  });

  it('of IPv6 from rtnetlink has all but the counts', () => {
    const netstat = bench.run('netstat', ['-rn6']).stdout;
    const ours = bench.run('sockdiag', ['-rn6', '--source', 'netlink']).stdout;
    assert.equal(ours, netstat.replace(/ \d+ +\d+ (\S+)$/gm, ' -      - $1'));
  });

  it('of IPv6 from rtnetlink has the names of every next hop', () => {
    assert.equal(ip(['-6'], 'route add 2001:db8:cc::/48 nexthop via 2001:db8:1::7 nexthop via 2001:db8:1::4'), '');
    const netstat = bench.run('netstat', ['-r6'], { launcher: NAMED }).stdout;
    const ours = bench.run('sockdiag', ['-r6', '--source', 'netlink'], { launcher: NAMED }).stdout;
    sh('ip -6 route del 2001:db8:cc::/48');
    assert.equal(ours, netstat.replace(/ \d+ +\d+ (\S+)$/gm, ' -      - $1'));
    assert.match(netstat, /^2001:db8:cc::\/48 +2001:db8:1::7 .*\n2001:db8:cc::\/48 +six\.example\.org /m);
  });

  it('lists IPv6 routes that are too many for /proc from rtnetlink, and says so', () => {
    const commands = Array.from(
      { length: 10_100 },
      (_, i) => `route add 2001:db8:ffff:${i.toString(16)}::/64 dev v0 table 7`,
    );
    assert.equal(ip(['-6'], commands.join('\n')), '');
    const { stdout, stderr, code } = bench.run('sockdiag', ['-rn6']);
    sh('ip -6 route flush table 7');
    assert.match(
      stderr,
      /^sockdiag: too many IPv6 routes for \/proc: no Ref and Use; --source procfs reads them, slowly\n$/,
    );
    assert.equal(code, 0);
    assert.ok(stdout.split('\n').length > 10_100);
    assert.equal(bench.run('sockdiag', ['-rn6']).stderr, '');
  });

  it('prints again and again with -c', async () => {
    const once = sockdiag(['-rn46']).stdout;
    const child = spawn(process.execPath, [COMMAND, '-rn46', '--interval', '0.05']);
    let text = '';
    for await (const chunk of child.stdout.setEncoding('latin1')) {
      text += chunk;
      if (text.length >= 3 * once.length) break;
    }
    child.kill();
    assert.equal(
      text.slice(0, 3 * once.length).replace(/ \d+ +\d+ (?=\S+\n)/g, ' # '),
      once.repeat(3).replace(/ \d+ +\d+ (?=\S+\n)/g, ' # '),
    );
  });
});
