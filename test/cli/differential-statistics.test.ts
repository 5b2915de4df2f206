import '../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, before, describe, it } from 'node:test';
import { SECTION_TEXTS } from '../../src/cli/netstat/counters/sections.ts';
import { statistics } from '../../src/index.ts';
import { packageFile } from '../../src/package-root.ts';
import { COMMAND, has, run, sockdiag } from '../support/command.ts';
import { Bench, BOTH_SOURCES } from '../support/differential.ts';
import { FakeProc, fakeProcMissing } from '../support/fake-proc.ts';
import { fixture, fixturePath, randomNumbers } from '../support/fixtures.ts';
import { namespaceMissing } from '../support/in-namespace.ts';
import { skipUnless } from '../support/skip.ts';

const TRAFFIC = packageFile('test/world/traffic.py');
const NOBODY = ['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups'];

const noNetstat = skipUnless(has('netstat'), 'netstat is not installed');
const noNamespace = skipUnless(namespaceMissing === undefined, namespaceMissing ?? '');
const noFakeProc = skipUnless(fakeProcMissing() === undefined, fakeProcMissing() ?? '');

const SELECTIONS = ['', '-t', '-u', '-w', '-U', '-S', '-tu', '-tw', '-uw', '-tuwUS', '-US'];
const FAMILIES = ['', '-4', '-6', '-A inet', '-A ip6', '--inet', '--protocol=inet6'];
const WITHOUT_EFFECT = ['-c', '-e', '-n', '-p', '-a', '-l', '-o', '-g', '-W', '-v', '-N', '-d', '-2', '-f', '-F'];

describe('the counters after some traffic', { skip: noNetstat || noNamespace }, () => {
  let bench: Bench;
  before(() => {
    bench = new Bench();
    const { status, stderr } = spawnSync('python3', [TRAFFIC], { encoding: 'utf8' });
    assert.equal(status, 0, stderr);
  });
  after(() => bench.end());

  it('are not 0', async () => {
    const counters = await statistics();
    for (const [section, counter] of [
      ['Ip', 'ReasmOKs'],
      ['Icmp', 'InEchos'],
      ['IcmpMsg', 'InType42'],
      ['Tcp', 'OutRsts'],
      ['Udp', 'RcvbufErrors'],
      ['TcpExt', 'TCPPureAcks'],
      ['IpExt', 'InOctets'],
      ['Ip6', 'Ip6FragCreates'],
      ['Icmp6', 'Icmp6InDestUnreachs'],
      ['Udp6', 'Udp6NoPorts'],
    ] as const) {
      assert.ok((counters.get(section, counter) ?? 0n) > 0n, `${section} ${counter}`);
    }
  });

  for (const family of FAMILIES) {
    it(`are listed as by netstat, by ${family || 'no family'}, whatever else is selected`, () => {
      const selections = family === '' || family === '-6' ? SELECTIONS : ['', '-t'];
      for (const selection of selections) {
        const args = ['-s', selection, ...family.split(' ')].filter(Boolean);
        const { netstat } = bench.assertSame(args, BOTH_SOURCES);
        assert.equal(netstat.code, 0);
        assert.ok(netstat.stdout.split('\n').length > 2, args.join(' '));
      }
    });
  }

  it('are listed without regard to options that say nothing of them', () => {
    const { netstat } = bench.assertSame(['-s'], [{}]);
    for (const option of WITHOUT_EFFECT) {
      assert.deepEqual(bench.run('sockdiag', ['-s', option]), { ...netstat, stderr: '' }, option);
    }
    bench.assertSame(['--statistics', '-cenpalogWvNd'], [{}]);
  });

  it('are listed without the addon, and for nobody in particular', () => {
    for (const args of [['-s'], ['-s6'], ['-st']]) {
      bench.assertSame(args, [{ env: { SOCKDIAG_NATIVE: '0' } }]);
      const mayRun = spawnSync('setpriv', [...NOBODY.slice(1), process.execPath, COMMAND, '-V']).status === 0;
      if (mayRun) bench.assertSame(args, [{}], { launcher: NOBODY });
    }
  });
});

describe('counters of one family at a time', { skip: noNetstat }, () => {
  for (const line of [
    '-x',
    '-A unix',
    '-46',
    '-64',
    '-4 -4',
    '-x -x',
    '-A inet,inet',
    '-A ipx',
    '-A ddp,appletalk',
    '-A econet',
  ]) {
    it(`are all there are, so netstat refuses others on standard output: ${line}`, () => {
      const args = ['-s', ...line.split(' ')];
      const [netstat, ours] = [run('netstat', args), sockdiag(args)];
      assert.deepEqual(ours, { ...netstat, stdout: netstat.stdout.replace('netstat: ', 'sockdiag: ') });
      assert.match(ours.stdout, /^sockdiag: No statistics support for specified address family: [a-z0-9,]+\n$/);
      assert.equal(ours.code, 1);
    });
  }

  it('are in /proc alone, so netlink cannot be asked', () => {
    const { code, stdout, stderr } = sockdiag(['-s', '--source', 'netlink']);
    assert.deepEqual({ code, stdout }, { code: 1, stdout: '' });
    assert.match(stderr, /^sockdiag: --source netlink: [^\n]+\n$/);
  });
});

/** Names of counters of each section: those of a recorded kernel and, of other kernels, those netstat has a text for. */
const NAMES = new Map<string, string[]>();

before(async () => {
  for (const { name, counters } of await statistics({ procRoot: fixturePath('proc') }))
    NAMES.set(name, [...counters.keys()]);
  for (const [name, { texts }] of SECTION_TEXTS) {
    const names = NAMES.get(name) ?? [];
    NAMES.set(name, [...new Set([...names, ...texts.keys()])]);
  }
});

/** A /proc with some of all counters, in any order, and many values netstat treats each in its own way. */
function randomFiles(random: (bound: number) => number): Record<string, string> {
  const shuffled = <Item>(items: readonly Item[], keep: number): Item[] => {
    const kept = items.filter(() => random(100) < keep);
    const ranks = new Map(kept.map((item) => [item, random(3) === 0 ? random(1000) : 0]));
    return kept.sort((a, b) => (ranks.get(a) as number) - (ranks.get(b) as number));
  };
  const values = ['0', '0', '1', '2', '4711', '-1', '-2147483648', '18446744073709551615', '9223372036854775808'];
  const value = () => values[random(values.length)] as string;
  const counters = (name: string) => shuffled(NAMES.get(name) ?? [], [30, 90, 101][random(3)] as number);
  const pairs = (...names: string[]) =>
    shuffled(names, 90)
      .map((name) => ({ name, keys: counters(name) }))
      .map(({ name, keys }) => `${name}: ${keys.join(' ')}\n${name}: ${keys.map(value).join(' ')}\n`)
      .join('');
  const lines = (...names: string[]) =>
    shuffled(names, 90)
      .flatMap(counters)
      .map((key) => `${key.padEnd(32)}\t${value()}\n`)
      .join('');
  return {
    'net/snmp': pairs('Ip', 'Icmp', 'IcmpMsg', 'Tcp', 'Udp', 'UdpLite'),
    'net/netstat': pairs('TcpExt', 'IpExt', 'MPTcpExt'),
    'net/sctp/snmp': lines('Sctp'),
    'net/snmp6': lines('Ip6', 'Icmp6', 'Udp6', 'UdpLite6'),
  };
}

describe('counters of another /proc', { skip: noNetstat || noFakeProc }, () => {
  const withProc = (files: Record<string, string | Uint8Array>, test: (proc: FakeProc) => void) => {
    const proc = new FakeProc(files);
    try {
      test(proc);
    } finally {
      proc.end();
    }
  };
  const recorded = (...files: string[]) =>
    Object.fromEntries(files.map((file) => [`net/${file}`, fixture(`proc/net/${file}`)]));

  it('are listed as by netstat, whichever there are and whatever they are', () => {
    const random = randomNumbers(20);
    for (let round = 0; round < 30; round++) {
      withProc(randomFiles(random), (proc) => {
        const selection = SELECTIONS[random(SELECTIONS.length)] as string;
        const family = FAMILIES[random(4)] as string;
        const { stdout } = proc.assertSame(['-s', selection, ...family.split(' ')].filter(Boolean));
        assert.ok(stdout.length > 0 || round > 0);
      });
    }
  });

  for (const value of [
    ...['-1', '-5', '+5', '0', '00007', '4294967296', '9223372036854775808', '18446744073709551615'],
    ...[
      '18446744073709551616',
      '-18446744073709551616',
      '1'.repeat(30),
      '',
      'x',
      '12x',
      '5 7',
      '1.5',
      '1,2',
      '1-2',
      '1a',
    ],
  ])
    it(`show ${JSON.stringify(value)} as netstat does`, () => {
      const tcp = ['ActiveOpens', 'PassiveOpens', 'InSegs'].map(
        (name) => `Tcp: RtoAlgorithm ${name} OutSegs\nTcp: 1 ${value} 3\n`,
      );
      for (const snmp of tcp) {
        const files = {
          'net/snmp': snmp,
          'net/netstat': `TcpExt: DelayedACKs TCPNewThing\nTcpExt: ${value} 7\n`,
          'net/snmp6': `Ip6InReceives   ${value || 0}\nIp6New ${value || 0}\nIp6InDelivers 4\n`,
          'net/sctp/snmp': `SctpCurrEstab   ${value || 0}\nSctpActiveEstabs 4\n`,
        };
        withProc(files, (proc) => {
          for (const args of [['-s'], ['-s6']]) {
            const [netstat, ours] = [proc.netstat(args), proc.sockdiag(args)];
            assert.deepEqual([ours.stdout, ours.code], [netstat.stdout, netstat.code]);
          }
        });
      }
    });

  it('have those of SCTP where the kernel has them', () => {
    withProc(recorded('snmp', 'netstat', 'sctp/snmp', 'snmp6'), (proc) => {
      assert.match(proc.assertSame(['-s']).stdout, /^Sctp:\n {4}2 Current Associations\n/m);
      assert.match(proc.assertSame(['-sS']).stdout, /^Sctp:\n {4}2 Current Associations\n/m);
      for (const args of [['-st'], ['-sU'], ['-s6'], ['-s6S']]) {
        assert.doesNotMatch(proc.assertSame(args).stdout, /^Sctp:/m);
      }
    });
  });

  for (const [what, files] of [
    ['nothing', []],
    ['snmp alone', ['snmp']],
    ['netstat alone', ['netstat']],
    ['snmp6 alone', ['snmp6']],
    ['sctp alone', ['sctp/snmp']],
    ['all but snmp', ['netstat', 'sctp/snmp', 'snmp6']],
    ['all but snmp6', ['snmp', 'netstat', 'sctp/snmp']],
  ] as const) {
    it(`are what there is where it has ${what}, and end with 0`, () => {
      withProc(recorded(...files), (proc) => {
        for (const args of [['-s'], ['-s6'], ['-s6t'], ['-su']]) assert.equal(proc.assertSame(args).code, 0);
      });
    });
  }

  it('end at a line that is none, which is said', () => {
    const text = 'Udp: InDatagrams NoPorts\nUdp: 3 4\nno section\nTcp: InSegs\nTcp: 5\n';
    withProc({ ...recorded('netstat'), 'net/snmp': text }, (proc) => {
      const { stdout, stderr } = proc.assertSame(['-s']);
      assert.match(stdout, /^Udp:\n {4}3 packets received\n.*\nTcpExt:/);
      assert.equal(stderr, 'Problem while parsing /proc/net/snmp\n');
    });
    withProc({ ...recorded('snmp'), 'net/netstat': 'TcpExt: A\nTcpExt 5\nIpExt: A\nIpExt: 5\n' }, (proc) => {
      assert.equal(proc.assertSame(['-su']).stderr, 'Problem while parsing /proc/net/netstat\n');
    });
  });

  it('may be on lines longer than a page, and between empty ones', () => {
    const keys = Array.from({ length: 2000 }, (_, i) => `Counter${i}`);
    const text = `\n\nIpExt: ${keys.join(' ')}\nIpExt: ${keys.map((_, i) => i).join(' ')}\n\n\n`;
    withProc({ 'net/snmp': text, 'net/snmp6': 'Ip6InReceives 5' }, (proc) => {
      assert.equal(proc.assertSame(['-s']).stdout.split('\n').length, 2001);
      assert.equal(proc.assertSame(['-s6']).stdout, 'Ip6:\n    5 total packets received\n');
    });
  });

  it('are never taken for those of another section, and what is lost of them is said', () => {
    const text = 'Udp: InDatagrams NoPorts\nTcp: 3 4\nUdp: NoPorts InErrors\nUdp: 5\n';
    withProc({ 'net/snmp': text, 'net/snmp6': 'Ip6InReceives x\nIp6InDelivers 4\n' }, (proc) => {
      const inet = proc.sockdiag(['-su']);
      const stdout = 'Udp:\n    5 packets to unknown port received\n    0 packet receive errors\n';
      assert.deepEqual(inet, { code: 0, stdout, stderr: `Problem while parsing ${proc.path}/net/snmp\n` });
      const inet6 = proc.sockdiag(['-s6w']);
      assert.equal(inet6.stdout, proc.netstat(['-s6w']).stdout);
      assert.ok(inet6.stderr.startsWith(`Problem while parsing ${proc.path}/net/snmp6\n`));
    });
  });
});
