import '../../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { after, before, describe, it } from 'node:test';
import { COMMAND, run, sockdiag } from '../../support/command.ts';
import { FakeProc, fakeProcMissing } from '../../support/fake-proc.ts';
import { fixture, fixturePath } from '../../support/fixtures.ts';
import { namespaceMissing } from '../../support/in-namespace.ts';
import { NatWorld, natWorldMissing } from '../../support/nat-world.ts';
import { noFilter, withoutCall } from '../../support/seccomp.ts';
import { skipUnless } from '../../support/skip.ts';

const NOBODY = '65534';
const AS_NOBODY = ['setpriv', '--reuid', NOBODY, '--regid', NOBODY, '--clear-groups', process.execPath, COMMAND];
const TITLE = 'IP masquerading entries';
const HEADING = 'prot   expire source               destination          ports';
const EXTENDED = 'prot   expire    initseq delta prevd source               destination          ports';

const missing = namespaceMissing ?? natWorldMissing();
const skip = skipUnless(missing === undefined, missing ?? '');
const nobodyRuns = spawnSync(AS_NOBODY[0] as string, [...AS_NOBODY.slice(1), '-V']).status === 0;
const noNobody = skipUnless(nobodyRuns, 'the command cannot be run as another user here');
const noFakeProc = skipUnless(fakeProcMissing() === undefined, fakeProcMissing() ?? '');

const asNobody = (...args: string[]) => run(AS_NOBODY[0] as string, [...AS_NOBODY.slice(1), ...args]);

/** The rows in one order, without what moves; the first two lines stay where they are. */
function steady(stdout: string): string[] {
  const lines = stdout.split('\n').slice(0, -1);
  const rows = lines.slice(2).map((line) => line.replace(/^(.{4}) *\d+:\d\d\.00 /, '$1 M:SS.00 '));
  return [...lines.slice(0, 2), ...rows.sort()];
}

describe('-M of a moved /proc', () => {
  const procRoot = fixturePath('proc');

  it("has netstat's columns, in the order of the file", () => {
    const { code, stdout, stderr } = sockdiag(['-Mn', '--procfs', procRoot]);
    assert.deepEqual([code, stderr], [0, '']);
    assert.deepEqual(stdout.split('\n'), [
      TITLE,
      HEADING,
      '253   9:55.00 10.1.0.2             192.0.2.2            * -> * (*)',
      'tcp 7199:55.00 10.1.0.2             192.0.2.2            5009 -> 7009 (5009)',
      'icmp  0:25.00 2001:db8:1::2        2001:db8:2::2        22136 -> 128 (22136)',
      'icmp  0:25.00 10.1.0.2             192.0.2.2            4660 -> 8 (4660)',
      'tcp 7199:55.00 10.1.0.2             192.0.2.2            5021 -> 21 (5021)',
      'tcp 7199:55.00 10.1.0.2             192.0.2.2            5010 -> 7010 (5010)',
      'tcp 7199:55.00 10.1.0.2             10.1.0.1             5003 -> 8003 (40003)',
      'tcp 7199:55.00 10.1.0.2             10.1.0.1             5002 -> 8002 (7002)',
      'udp   0:25.00 2001:db8:1::2        2001:db8:1::1        5012 -> 8012 (7012)',
      'tcp 7199:55.00 10.1.0.2             192.0.2.2            5001 -> 7001 (5001)',
      'udp   0:25.00 10.1.0.2             192.0.2.2            5006 -> 7006 (5006)',
      'gre   0:25.00 10.1.0.2             192.0.2.2            * -> * (*)',
      'tcp   0:55.00 10.1.0.2             192.0.2.2            5011 -> 7011 (5011)',
      'udp   0:25.00 10.1.0.2             192.0.2.2            5007 -> 7007 (5007)',
      'tcp 7199:55.00 2001:db8:1::2        2001:db8:2::2        5008 -> 7008 (5008)',
      '',
    ]);
  });

  it('has marks with -e for what the file does not tell', () => {
    const { stdout } = sockdiag(['-Mne', '--procfs', procRoot]);
    assert.equal(stdout.split('\n')[1], EXTENDED);
    assert.match(stdout, /^tcp 7199:\d\d\.00 {10}- {5}- {5}- 10\.1\.0\.2 /m);
    assert.equal(stdout.match(/\.00 {10}- {5}- {5}- /g)?.length, 15);
  });

  it('warns of lines that are no connection, and shows the others', () => {
    const proc = new FakeProc({ 'net/nf_conntrack': fixture('broken/nf_conntrack_bogus_field') });
    const { code, stdout, stderr } = proc.sockdiag(['-Mn']);
    assert.deepEqual([code, stdout.split('\n').length], [0, 5]);
    assert.equal(stderr, 'warning, got bogus nf_conntrack line.\n');
    proc.end();
  });

  it('says under -v that there is nothing to show, and else nothing', () => {
    const proc = new FakeProc({ 'net/nf_conntrack': '' });
    const quiet = proc.sockdiag(['-Mn']);
    const verbose = proc.sockdiag(['-Mnv']);
    proc.end();
    assert.deepEqual(quiet, { code: 0, stdout: '', stderr: '' });
    assert.deepEqual([verbose.code, verbose.stdout], [0, '']);
    assert.match(verbose.stderr, /^sockdiag: no connection is translated$/m);
  });

  it('prefers the file that netstat reads', () => {
    const proc = new FakeProc({
      'net/nf_conntrack': fixture('proc/net/nf_conntrack'),
      'net/ip_masquerade': 'PDelta\nTCP 01010101:0001 02020202:0002 0003 0 0 0 100\n',
    });
    assert.equal(
      proc.sockdiag(['-Mn']).stdout,
      `${TITLE}\n${HEADING}\ntcp   0:01.00 1.1.1.1              2.2.2.2              1 -> 2 (3)\n`,
    );
    proc.end();
  });

  it("ends with netstat's message without either file", () => {
    const proc = new FakeProc();
    const { code, stdout, stderr } = proc.sockdiag(['-M']);
    assert.deepEqual([code, stdout], [1, '']);
    assert.equal(stderr, "sockdiag: no support for `ip_masquerade' on this system.\n");
    proc.end();
  });

  it('repeats itself with -c until it fails', async () => {
    const proc = new FakeProc({ 'net/nf_conntrack': fixture('proc/net/nf_conntrack') });
    const once = proc.sockdiag(['-Mn']).stdout;
    const args = [COMMAND, '-Mn', '--interval', '0.05', '--procfs', proc.path];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stderr.setEncoding('latin1').on('data', (text) => {
      stderr += text;
    });
    const ended = new Promise((resolve) => child.once('close', resolve));
    for await (const text of child.stdout.setEncoding('latin1')) {
      stdout += text;
      if (stdout.length >= 2 * once.length) spawnSync('rm', ['-f', `${proc.path}/net/nf_conntrack`]);
    }
    assert.equal(await ended, 1);
    assert.ok(stdout.length >= 2 * once.length);
    assert.equal(stdout, once.repeat(stdout.length / once.length));
    assert.match(stderr, /no support for `ip_masquerade'/);
    proc.end();
  });
});

describe('-M of a router', { skip }, () => {
  let world: NatWorld;
  let empty: ReturnType<typeof run>[];
  const all = (args: string[]) => [
    sockdiag(args),
    sockdiag([...args, '--source', 'procfs']),
    sockdiag(args, { SOCKDIAG_NATIVE: '0' }),
  ];
  before(async () => {
    empty = all(['-M']);
    world = await NatWorld.start();
  });
  after(() => world?.stop());

  it('has printed nothing, not even a heading, before there were any', () => {
    for (const result of empty) assert.deepEqual(result, { code: 0, stdout: '', stderr: '' });
  });

  it('has every translated connection, by either source and without the addon', () => {
    for (const { code, stdout, stderr } of all(['-Mn'])) {
      assert.deepEqual([code, stderr], [0, '']);
      assert.deepEqual(steady(stdout), [
        TITLE,
        HEADING,
        '253  M:SS.00 10.1.0.2             192.0.2.2            * -> * (*)',
        'gre  M:SS.00 10.1.0.2             192.0.2.2            * -> * (*)',
        'icmp M:SS.00 10.1.0.2             192.0.2.2            4660 -> 8 (4660)',
        'icmp M:SS.00 2001:db8:1::2        2001:db8:2::2        22136 -> 128 (22136)',
        'tcp  M:SS.00 10.1.0.2             10.1.0.1             5002 -> 8002 (7002)',
        'tcp  M:SS.00 10.1.0.2             10.1.0.1             5003 -> 8003 (40003)',
        'tcp  M:SS.00 10.1.0.2             192.0.2.2            5001 -> 7001 (5001)',
        'tcp  M:SS.00 10.1.0.2             192.0.2.2            5009 -> 7009 (5009)',
        'tcp  M:SS.00 10.1.0.2             192.0.2.2            5010 -> 7010 (5010)',
        'tcp  M:SS.00 10.1.0.2             192.0.2.2            5011 -> 7011 (5011)',
        'tcp  M:SS.00 10.1.0.2             192.0.2.2            5021 -> 21 (5021)',
        'tcp  M:SS.00 2001:db8:1::2        2001:db8:2::2        5008 -> 7008 (5008)',
        'udp  M:SS.00 10.1.0.2             192.0.2.2            5006 -> 7006 (5006)',
        'udp  M:SS.00 10.1.0.2             192.0.2.2            5007 -> 7007 (5007)',
        'udp  M:SS.00 2001:db8:1::2        2001:db8:1::1        5012 -> 8012 (7012)',
      ]);
    }
  });

  it('has the columns of sequence numbers with -e', () => {
    const rows = steady(sockdiag(['-Mnee']).stdout);
    assert.equal(rows[1], EXTENDED);
    const moved = rows.filter((row) => !/^.{4} M:SS\.00 {10}0 {5}0 {5}0 10|2001/.test(row)).slice(2);
    assert.equal(moved.length, 1);
    assert.match(moved[0] as string, / M:SS\.00 +[1-9]\d* {5}1 {5}0 10\.1\.0\.2 .* 5021 -> 21 \(5021\)$/);
  });

  it('has names of ports without -n', () => {
    assert.match(sockdiag(['-M', '--numeric-hosts']).stdout, / 5021 -> ftp \(5021\)$/m);
  });

  it('says with -v why it reads /proc', () => {
    const { stderr } = sockdiag(['-Mnv', '--source', 'procfs']);
    assert.equal(stderr, 'sockdiag: nf_conntrack: read from /proc: procfs was asked for\n');
    assert.match(
      sockdiag(['-Mnv'], { SOCKDIAG_NATIVE: '0' }).stderr,
      /^sockdiag: no addon: .*\n.*: read from \/proc: /,
    );
  });

  it('says to nobody what is needed, in one line', { skip: noNobody }, () => {
    for (const [source, who, reason] of [
      ['auto', 'root alone (CAP_NET_ADMIN)', 'open /proc/net/nf_conntrack: permission denied'],
      ['procfs', 'root alone', 'open /proc/net/nf_conntrack: permission denied'],
      ['netlink', 'root alone (CAP_NET_ADMIN)', 'ctnetlink: operation not permitted'],
    ] as const) {
      assert.deepEqual(asNobody('-M', '--source', source), {
        code: 1,
        stdout: '',
        stderr: `sockdiag: translated connections are shown to ${who}: ${reason}\n`,
      });
    }
  });

  it('names no capability where a sandbox refuses the socket', { skip: noFilter }, () => {
    const [program, ...args] = withoutCall('socket(AF_NETLINK)');
    const { code, stderr } = run(program, [...args, process.execPath, COMMAND, '-M', '--source', 'netlink']);
    assert.deepEqual([code, stderr], [1, 'sockdiag: netlink socket: operation not permitted\n']);
  });

  it('does not take for missing what nobody may not see', { skip: noNobody || noFakeProc }, () => {
    const proc = new FakeProc();
    spawnSync('chmod', ['-R', 'a+rX', proc.path]);
    const script = 'mount --bind "$0" /proc && exec "$@"';
    const { code, stderr } = run('unshare', ['--mount', 'sh', '-c', script, proc.path, ...AS_NOBODY, '-M']);
    assert.equal(code, 1);
    assert.match(stderr, /^sockdiag: translated .* \(CAP_NET_ADMIN\): ctnetlink: operation not permitted\n$/);
    proc.end();
  });
});
