import '../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { groups } from '../../src/index.ts';
import { packageFile } from '../../src/package-root.ts';
import { COMMAND, has, sockdiag } from '../support/command.ts';
import { Bench, BOTH_SOURCES } from '../support/differential.ts';
import { FakeProc, fakeProcMissing } from '../support/fake-proc.ts';
import { fixture } from '../support/fixtures.ts';
import { namespaceMissing } from '../support/in-namespace.ts';
import { skipUnless } from '../support/skip.ts';

const MEMBERS = packageFile('test/world/groups.py');
const NOBODY = ['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups'];
const HEADING =
  'IPv6/IPv4 Group Memberships\nInterface       RefCnt Group\n--------------- ------ ---------------------\n';

const noNetstat = skipUnless(has('netstat'), 'netstat is not installed');
const noNamespace = skipUnless(namespaceMissing === undefined, namespaceMissing ?? '');
const noFakeProc = skipUnless(fakeProcMissing() === undefined, fakeProcMissing() ?? '');

describe('the groups of several interfaces', { skip: noNetstat || noNamespace }, () => {
  let bench: Bench;
  let members: ChildProcess;
  before(async () => {
    bench = new Bench();
    members = spawn('python3', [MEMBERS], { stdio: ['pipe', 'pipe', 'inherit'] });
    assert.ok(members.stdout);
    const [said] = await once(members.stdout, 'data');
    assert.match(`${said}`, /^ready/);
  });
  after(async () => {
    const ended = once(members, 'exit');
    members.stdin?.end();
    await ended;
    bench.end();
  });

  it('are there, by one socket and by several', async () => {
    const all = await groups();
    const joined = Array.from(all).filter(({ address }) => ['239.1.2.3', 'ff05::1:3'].includes(address));
    assert.deepEqual([...new Set(joined.map(({ users }) => users))].sort(), [1, 2, 3, 4, 5]);
    assert.deepEqual(new Set(joined.map(({ interface: name }) => name)).size, 5);
  });

  for (const line of [
    '-g -n',
    '-gn4',
    '-gn6',
    '-gn46',
    '--groups --numeric',
    '-gtn',
    '-gtn6',
    '-gtun4',
    '-gxn',
    '-gtxan',
    '-gnA unix',
    '-gnA inet',
    '-gnA ash',
    '-gnaeopWlN',
    '-gnlw',
    '-gn --numeric-hosts',
  ]) {
    it(`are listed as by netstat: ${line}`, () => {
      const { netstat } = bench.assertSame(line.split(' '), BOTH_SOURCES);
      assert.ok(netstat.stdout.includes(HEADING));
      assert.match(netstat.stdout, / [1-5] {6}(239\.1\.2\.3|ff05::1:3)\n/);
    });
  }

  it('end a run where what comes next is missing', () => {
    for (const args of [
      ['-gnA', 'ipx'],
      ['-gnA', 'unix,x25'],
    ])
      assert.equal(bench.assertSame(args, BOTH_SOURCES).netstat.code, 1);
  });

  it('are not listed where a protocol before them is missing', () => {
    const { netstat } = bench.assertSame(['-gnSu'], BOTH_SOURCES);
    assert.equal(netstat.stdout.includes(HEADING), netstat.code === 0);
  });

  it('are listed without the addon, and for nobody in particular', () => {
    bench.assertSame(['-gn'], [{ env: { SOCKDIAG_NATIVE: '0' } }]);
    const mayRun = spawnSync('setpriv', [...NOBODY.slice(1), process.execPath, COMMAND, '-V']).status === 0;
    if (mayRun) bench.assertSame(['-gn'], [{}], { launcher: NOBODY });
  });

  it('have the names of the hosts file', { skip: noFakeProc }, async () => {
    const hosts = join(bench.directory, 'hosts');
    const addresses = [...new Set(Array.from(await groups(), ({ address }) => address))];
    writeFileSync(hosts, addresses.map((address, i) => `${address} group-${i} alias\n`).join(''));
    const launcher = ['unshare', '--mount', 'sh', '-c', 'mount --bind "$0" /etc/hosts && exec "$@"', hosts];
    const { netstat } = bench.assertSame(['-g'], [{}], { launcher });
    for (let i = 0; i < addresses.length; i++) assert.match(netstat.stdout, new RegExp(` group-${i}\n`));
  });

  it('are listed again and again the same, where netstat goes wrong from the second time on', async () => {
    const listing = sockdiag(['-gn']).stdout;
    const child = spawn(process.execPath, [COMMAND, '-gnc', '--interval', '0.05'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let stdout = '';
    for await (const text of child.stdout.setEncoding('latin1')) {
      stdout += text;
      if (stdout.split(HEADING).length > 4) child.kill();
    }
    assert.ok(stdout.startsWith(listing.repeat(3)));
  });

  it('are in /proc alone, so netlink cannot be asked', () => {
    const { code, stdout, stderr } = sockdiag(['-gn', '--source', 'netlink']);
    assert.deepEqual({ code, stdout }, { code: 1, stdout: '' });
    assert.match(stderr, /^sockdiag: --source netlink: [^\n]+\n$/);
  });
});

describe('the groups of another /proc', { skip: noNetstat || noFakeProc }, () => {
  const FIRST = 'Idx\tDevice    : Count Querier\tGroup    Users Timer\tReporter\n';
  const DEVICE = '4\teth0      :     2      V3\n';
  const GROUP = '\t\t\t\t010000E0     1 0:00000000\t\t0\n';
  const GROUP6 = '4    eth0            ff020000000000000000000000000001     1 0000000C 0\n';
  const both = { 'net/igmp': fixture('proc/net/igmp'), 'net/igmp6': fixture('proc/net/igmp6') };
  const [igmp, igmp6] = [{ 'net/igmp': both['net/igmp'] }, { 'net/igmp6': both['net/igmp6'] }];

  for (const [what, files] of [
    ['both files', both],
    ['IPv4 alone', igmp],
    ['IPv6 alone', igmp6],
    ['neither', {}],
    ['empty files', { 'net/igmp': '', 'net/igmp6': '' }],
    ['no groups', { 'net/igmp': FIRST + DEVICE, 'net/igmp6': '' }],
    ['bogus lines', { 'net/igmp': `${FIRST}${DEVICE}${GROUP}\n`, 'net/igmp6': `x\n${GROUP6}4 eth0\n${GROUP6}` }],
    [
      'bogus groups',
      { 'net/igmp': FIRST + DEVICE + GROUP.replace('01', 'XY') + GROUP, 'net/igmp6': GROUP6.slice(0, 45) },
    ],
  ] as const) {
    it('prints those of the other file, and the reason, where one is there and cannot be read', () => {
      // netstat reads a folder for ever.
      const folder = new FakeProc({ 'net/igmp/file': '', 'net/igmp6': fixture('proc/net/igmp6') });
      const { stdout, stderr, code } = folder.sockdiag(['-gn']);
      folder.end();
      assert.match(stdout, new RegExp(`^${HEADING}(\\S+ +\\d+ +ff[\\da-f:]+\\n)+$`));
      assert.match(stderr, /^sockdiag: igmp: not listed: read [^\n]*igmp: [^\n]*\n$/);
      assert.equal(code, 255);
    });

    it(`are listed as by netstat where it has ${what}`, () => {
      const proc = new FakeProc({ ...files, 'net/tcp': '', 'net/tcp6': '' });
      for (const line of [
        '-gn',
        '-gn4',
        '-gn6',
        '-gn46',
        '-gn4t',
        '-gn6t',
        '-gtn',
        '-gnx',
        '-gnv',
        '-gn4v',
        '-gnA inet,unix',
      ]) {
        proc.assertSame(line.split(' '));
      }
      proc.end();
    });
  }

  it('are never taken for those of another interface, and what is lost of them is said', () => {
    const proc = new FakeProc({ 'net/igmp': `${FIRST}${DEVICE}${GROUP}x\tlo :\n${GROUP}` });
    const { stdout, stderr } = proc.sockdiag(['-gn']);
    proc.end();
    assert.equal(stdout, `${HEADING}eth0            1      224.0.0.1\n`);
    assert.equal(stderr, 'warning, got bogus igmp line 3.\nwarning, got bogus igmp line 4.\n');
  });
});
