import '../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, before, describe, it } from 'node:test';
import { packageUrl } from '../../src/package-root.ts';
import { AS_NOBODY, noNobody } from '../support/as-nobody.ts';
import { has } from '../support/command.ts';
import { Bench, type Ours } from '../support/differential.ts';
import { namespaceMissing } from '../support/in-namespace.ts';
import { makeInterfaces, WITH_SYS } from '../support/interface-world.ts';
import { skipUnless } from '../support/skip.ts';

const needs = ['netstat', 'ip', 'python3', 'unshare'];
const lacking = needs.find((program) => !has(program));
const skip = skipUnless(!namespaceMissing && !lacking, namespaceMissing ?? `${lacking} is not installed`);

/** Kinds no machine of the tests has done without so far. The others are there where the kernel has them. */
const EXPECTED = ['veth', 'bridge', 'tun', 'tap'];

/** Hardware types netstat has a word for, and some it has none for, of which the kernel gives no address or a whole one. */
const HARDWARE = [
  ...[0, 1, 2, 3, 4, 5, 7, 8, 15, 19, 23, 24, 27, 32, 256, 257, 258, 259, 260, 264, 270, 271, 272, 280, 290, 512],
  ...[513, 516, 517, 518, 519, 768, 770, 771, 772, 774, 775, 776, 777, 779, 780, 782, 783, 784, 785, 786, 787, 800],
  ...[801, 802, 803, 821, 822, 824, 826, 999, 65534, 65535],
];

const OPTIONS = [
  ...['-i', '-ia', '-in', '-iv', '-ian', '-iavn', '-ie', '-iee', '-iae', '-iaee', '-iaen', '-ieeen', '-iaevn', '-ai'],
  ...['-iW', '-io', '-ip', '-il', '-ig', '-iF', '-iC', '-iN', '-it', '-i4', '-i6', '-ix', '-iu', '-iaeW', '-ie6'],
  ...[
    '--interfaces',
    '--interfaces -a',
    '--inter -e',
    '-i eth0',
    '-i eth0 -a',
    '-ia -- -e',
    '-i -A inet6',
    '-i --numeric',
  ],
].map((line) => line.split(' '));

const NATIVE: Ours = { more: ['--source', 'netlink'] };
const PROCFS: Ours = { more: ['--source', 'procfs'] };
const NO_ADDON: Ours = { env: { SOCKDIAG_NATIVE: '0' } };

describe('interfaces', { skip }, () => {
  const bench = new Bench();
  let missing: [string, string][] = [];
  before(() => {
    missing = makeInterfaces(HARDWARE);
  });
  after(() => bench.end());

  it('are of every kind this kernel can make', () => {
    for (const [what, why] of missing) assert.ok(!EXPECTED.includes(what), `${what}: ${why}`);
  });

  for (const args of OPTIONS) {
    it(`are listed as netstat lists them: ${args.join(' ')}`, () => {
      const { netstat } = bench.assertSame(args, [{}]);
      assert.ok(netstat.stdout.startsWith('Kernel Interface table\n') && netstat.stdout.includes('eth0:10'));
    });
  }

  it('have every kind of hardware, which netstat knows by a word or not at all', () => {
    const { stdout } = bench.assertSame(['-iae'], [{}]).netstat;
    for (const number of HARDWARE) assert.match(stdout, new RegExp(`^hw${number}: `, 'm'));
  });

  it('are listed the same from netlink alone but for the order of IPv6 addresses, which is of /proc', () => {
    bench.assertSame(['-ia'], [NATIVE]);
    const { netstat, ours } = bench.compare(['-iae'], [NATIVE]);
    assert.equal(sortedInet6(ours[0]?.stdout), sortedInet6(netstat.stdout));
  });

  it('are listed the same from /proc and /sys but for what these do not tell', () => {
    for (const args of [['-i'], ['-ie'], ['-ia'], ['-iae']]) {
      const { netstat, ours } = bench.compare(args, [PROCFS, NO_ADDON], { launcher: WITH_SYS });
      assert.ok(netstat.stdout.includes('eth0:10'));
      for (const { stdout, stderr, code } of ours) {
        assert.equal(withoutUnknown(stdout), withoutUnknown(netstat.stdout), args.join(' '));
        assert.deepEqual([stderr, code], ['', 0]);
      }
    }
  });

  it('are listed the same by a user who may do nothing', { skip: noNobody }, () => {
    for (const args of [['-ia'], ['-iae']]) bench.assertSame(args, [{}], { launcher: [...AS_NOBODY] });
  });

  it('are listed again and again under -c, with the first line once', () => {
    for (const args of [['-ic'], ['-iace']]) {
      const launcher = ['timeout', '--signal=INT', '2.5'];
      const theirs = bench.run('netstat', args, { launcher }).stdout;
      const ours = bench.run('sockdiag', [...args, '--interval=0.2'], { launcher }).stdout;
      for (const text of [theirs, ours]) {
        assert.equal(text.split('Kernel Interface table').length, 2);
        assert.ok(text.split(/^eth0[: ]/m).length > 2);
      }
      // How many listings there were is not what is compared.
      const length = Math.min(theirs.length, ours.length);
      assert.equal(ours.slice(0, length), theirs.slice(0, length));
    }
  });

  it('are listed where netstat gives up: at a label of no interface', () => {
    const label = (verb: string) =>
      spawnSync('python3', ['-c', FOREIGN_LABEL, verb], {
        encoding: 'utf8',
        cwd: packageUrl('test/world'),
      });
    assert.equal(label('foo').stderr, '');
    const [netstat, ours] = (['netstat', 'sockdiag'] as const).map((program) => bench.run(program, ['-ia']));
    assert.equal(netstat?.code, 1);
    assert.equal(ours?.code, 0);
    assert.match(ours?.stdout ?? '', /^foo {13} 1500 {6}- no statistics available -/m);
  });
});

/** ip(8) refuses such a label. */
const FOREIGN_LABEL = `
import socket, struct, sys
import plumbing
packed = socket.inet_aton("10.99.0.1")
payload = struct.pack("=BBBBI", socket.AF_INET, 24, 0, 0, socket.if_nametoindex("eth0"))
payload += plumbing.attribute(plumbing.IFA_LOCAL, packed) + plumbing.attribute(plumbing.IFA_ADDRESS, packed)
plumbing.netlink(plumbing.RTM_NEWADDR, payload + plumbing.attribute(3, sys.argv[1].encode() + b"\\0"))
`;

/** Each run of IPv6 addresses in an order of its own. */
function sortedInet6(text = ''): string {
  return text.replace(/(^ {8}inet6 .*\n)+/gm, (lines) => lines.split('\n').sort().join('\n'));
}

/**
 * The C library gives addresses without broadcast and peer, only of interfaces that run, whose labels are rows, and takes a label
 * that names another interface for that one's. /sys tells what a bridge made of its port and a macvlan of the interface below:
 * promiscuous, or open for all groups, which ioctl(2) does not.
 */
function withoutUnknown(text: string): string {
  return text
    .replace(/ {2}(broadcast|destination) [\d.]+/g, '')
    .replace(/^((?:tun0|tap0|9): .*\n) {8}inet .*\n/gm, '$1')
    .replace(/^ {8}inet 10\.1[12]\.0\.1 .*\n/gm, '')
    .replace(/^(tap0:1|tun0:peer)(: .*\n(?: .*\n)*\n| .*\n)/gm, '')
    .replace(/^(a\.10|eth0)((?::[\da-z]*)?: flags=)\d+<(.*)>/gm, (_, name, middle, words) => {
      return `${name}${middle}<${words.replace('PROMISC,', '').replace('ALLMULTI,', '')}>`;
    })
    .replace(/^((?:a\.10|eth0)(?::[\da-z]*)? .* )([A-Z]+)$/gm, (_, row, letters) => row + letters.replace(/[AP]/g, ''));
}
