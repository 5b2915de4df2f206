import '../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, before, describe, it } from 'node:test';
import { COMMAND, has, run, sockdiag } from '../support/command.ts';
import { FakeProc, fakeProcMissing } from '../support/fake-proc.ts';
import { fixturePath, randomNumbers } from '../support/fixtures.ts';
import { namespaceMissing } from '../support/in-namespace.ts';
import { WITH_SYS } from '../support/interface-world.ts';
import { skipUnless } from '../support/skip.ts';

const PROC = fixturePath('proc');
const HEADING = 'Iface             MTU    RX-OK RX-ERR RX-DRP RX-OVR    TX-OK TX-ERR TX-DRP TX-OVR Flg';

describe('interfaces of another /proc', () => {
  it('are listed with what the /sys beside it says of them', () => {
    const { code, stdout, stderr } = sockdiag(['-i', '--procfs', PROC]);
    assert.deepEqual([code, stderr], [0, '']);
    assert.equal(
      stdout,
      [
        'Kernel Interface table',
        HEADING,
        'br0              1500      600      0      2 0             7      0      3      0 BMU',
        'eth0             1500 9007199254740993      3      4 5            10     11     12     13 BMRU',
        'lo              65536       29      0      0 0            29      0      0      0 LRU',
        'name-of-fifteen  1500        1      1      1 1             1      1      1      1 BMPRU',
        'tun0             9000        0      0      0 0             0      0      0      0 MOPU',
        '',
      ].join('\n'),
    );
  });

  it('are listed in ifconfig’s layout without IPv4 addresses, which is said', () => {
    const { code, stdout, stderr } = sockdiag(['-iae', '--procfs', PROC]);
    assert.equal(code, 0);
    assert.equal(
      stderr,
      `sockdiag: IPv4 addresses are not listed: /proc is ${PROC}; IPv4 addresses are not in /proc\n`,
    );
    assert.ok(
      stdout.includes(`
eth0: flags=4163<UP,BROADCAST,RUNNING,MULTICAST>  mtu 1500
        inet6 2001:db8::1  prefixlen 64  scopeid 0x0<global>
        inet6 2001:db8::2  prefixlen 128  scopeid 0x0<global>
        ether 02:00:5e:00:01:01  txqueuelen 1000  (Ethernet)
        RX packets 9007199254740993  bytes 18446744073709551615 (16.0 EiB)
        RX errors 3  dropped 4  overruns 5  frame 6
        TX packets 10  bytes 1099511627777 (1.0 TiB)
        TX errors 11  dropped 12 overruns 13  carrier 15  collisions 14

eth1: flags=4098<BROADCAST,MULTICAST>  mtu 1500
`),
    );
  });

  it('are listed all, with dashes, where there is no /sys, which is said', () => {
    const { code, stdout, stderr } = sockdiag(['-i', '--procfs', PROC], { HOST_SYS: '/no/such/sys' });
    assert.equal(code, 0);
    assert.match(stdout, /^eth1 {16}- {8}0 {6}0 .* -$/m);
    const why = 'names and counters alone: there is no /no/such/sys/class/net';
    assert.equal(stderr, `sockdiag: links: read from /proc: /proc is ${PROC}; ${why}\n`);
    const blocks = sockdiag(['-ie', '--procfs', PROC], { HOST_SYS: '/no/such/sys' }).stdout;
    assert.match(blocks, /^tun0: flags=- {2}mtu -\n {8}RX packets 0 {2}bytes 0 \(0\.0 B\)\n/m);
  });

  it('are found by HOST_PROC too, and without the addon', () => {
    const expected = sockdiag(['-ia', '--procfs', PROC]);
    assert.deepEqual(sockdiag(['-ia'], { HOST_PROC: PROC }), expected);
    assert.deepEqual(sockdiag(['-ia'], { HOST_PROC: PROC, SOCKDIAG_NATIVE: '0' }), expected);
  });

  it('are none where it has no such file, and netstat’s words say so', () => {
    const proc = new FakeProc();
    const { code, stdout, stderr } = proc.sockdiag(['-i']);
    proc.end();
    assert.deepEqual([code, stdout], [0, `Kernel Interface table\n${HEADING}\n`]);
    const dev = `${proc.path}/net/dev`;
    assert.equal(stderr, `Warning: cannot open ${dev} (No such file or directory). Limited output.\n`);
  });

  it('say under -v where they come from', () => {
    const { stderr } = sockdiag(['-iev', '--procfs', PROC]);
    const reason = `/proc is ${PROC}`;
    assert.equal(
      stderr,
      [
        `sockdiag: links: read from /proc: ${reason}`,
        `sockdiag: IPv4 addresses are not listed: ${reason}; IPv4 addresses are not in /proc`,
        `sockdiag: inet6: read from /proc: ${reason}`,
        '',
      ].join('\n'),
    );
  });

  it('has its bad lines reported', () => {
    const proc = new FakeProc({ 'net/dev': 'heading\nheading\nlo 1 2\n eth0: x\n' });
    const { code, stdout, stderr } = proc.sockdiag(['-i']);
    proc.end();
    assert.deepEqual([code, stdout], [0, `Kernel Interface table\n${HEADING}\n`]);
    assert.match(stderr, /^(warning, got bogus dev line\.\n){2}/);
  });

  it('is not one netlink knows', () => {
    const { code, stderr } = sockdiag(['-i', '--source', 'netlink', '--procfs', PROC]);
    assert.equal(code, 1);
    assert.match(stderr, /^sockdiag: --procfs: --source netlink knows this system alone/);
  });
});

const cannotFake = namespaceMissing ?? fakeProcMissing();
const skip =
  skipUnless(!cannotFake, cannotFake ?? '') ||
  skipUnless(has('netstat') && has('ip'), 'no netstat or no ip to compare with');

describe('a /proc that netstat reads too', { skip }, () => {
  const proc = new FakeProc();
  const names = ['lo', 'v0', 'v1'];
  before(() => {
    const { status } = spawnSync('ip', 'link add v0 type veth peer name v1'.split(' '));
    assert.equal(status, 0);
    spawnSync('ip', ['link', 'set', 'v0', 'up']);
  });
  after(() => proc.end());

  const random = randomNumbers(20_240_611);
  const number = () => {
    const bits = 1 + random(64);
    return BigInt.asUintN(
      bits,
      (BigInt(random(2 ** 31)) << 33n) ^ (BigInt(random(2 ** 31)) << 16n) ^ BigInt(random(2 ** 31)),
    );
  };
  const line = (name: string) => `${name.padStart(6)}: ${Array.from({ length: 16 }, number).join(' ')}\n`;
  const head =
    'Inter-|   Receive                                                |  Transmit\n' +
    ' face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed\n';
  const ours = (args: string[]) => {
    const [program, ...rest] = WITH_SYS;
    return run(program, [...rest, process.execPath, COMMAND, '--procfs', proc.path, ...args], { HOST_SYS: '/sys' });
  };

  it('gives both the same counters, whatever they are', () => {
    for (let round = 0; round < 12; round++) {
      proc.write('net/dev', head + names.map(line).join(''));
      for (const args of [['-ia'], ['-iae']]) assert.equal(ours(args).stdout, proc.netstat(args).stdout);
    }
  });

  it('gives both the same IPv6 addresses, in the order of the file', () => {
    const links = JSON.parse(run('ip', ['-j', 'link']).stdout) as { ifindex: number; ifname: string }[];
    const scopes = ['00', '10', '20', '40', '80'];
    const rows = Array.from({ length: 40 }, (_, i) => {
      const scope = scopes[i % scopes.length] as string;
      // Nothing but zeros before the last four bytes is what the kernel calls compatible.
      const start =
        scope === '80' ? '0'.repeat(24) : `${(0x2001 + random(9999)).toString(16)}${'0'.repeat(12)}${random(9)}0000000`;
      const end = (0x10000000 + random(0x10000000)).toString(16);
      const { ifindex, ifname } = links[random(links.length)] as (typeof links)[number];
      return `${start}${end} 0${ifindex} 40 ${scope} 80 ${ifname.padStart(8)}\n`;
    });
    proc.write('net/dev', head + names.map(line).join(''));
    proc.write('net/if_inet6', rows.join(''));
    const { stdout } = proc.netstat(['-iae']);
    assert.equal(stdout.match(/inet6/g)?.length, rows.length);
    assert.equal(ours(['-iae']).stdout, stdout);
  });
});
