import '../../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { after, afterEach, beforeEach, describe, it } from 'node:test';
import { has, sockdiag } from '../../support/command.ts';
import { Bench } from '../../support/differential.ts';
import { FakeProc, fakeProcMissing } from '../../support/fake-proc.ts';
import { fixturePath, randomNumbers } from '../../support/fixtures.ts';
import { namespaceMissing } from '../../support/in-namespace.ts';
import { skipUnless } from '../../support/skip.ts';

type Random = (bound: number) => number;
type Files = Readonly<Record<string, string>>;

const FAMILIES = ['ax25', 'netrom', 'ipx', 'ddp', 'x25', 'rose'] as const;
const pick = <Item>(random: Random, items: readonly Item[]) => items[random(items.length)] as Item;
const pad = (value: number | string, width: number, fill = ' ') => `${value}`.padStart(width, fill);
const hex = (value: number, width: number) => pad(value.toString(16).toUpperCase(), width, '0');

function table(heading: string, random: Random, line: (i: number) => string): string {
  return `${heading}\n${Array.from({ length: random(6) }, (_, i) => `${line(i)}\n`).join('')}`;
}

const CALLS = ['N0CALL-1', 'GB7ABC-15', 'W1AW', 'DB0ABC-2', 'X-0'];
const call = (random: Random) => pick(random, CALLS).padEnd(9);
/** netstat cuts longer ones. */
const device = (random: Random) => pick(random, ['ax0', 'ax1', '???', 'bpq0']).padEnd(4);
const neighbour = (random: Random) => pad(1 + random(3), 5, '0');

/** What the kernel prints of random routes that netstat reads without a fault of its own. */
const TABLES: Readonly<Record<(typeof FAMILIES)[number], (random: Random) => Files>> = {
  ax25: (random) => ({
    'net/ax25_route': table('callsign  dev  mode digipeaters', random, () => {
      const digipeaters = pick(random, ['', ' DIGI1', ' DIGI1 DIGI2-15']);
      return `${pick(random, ['default  ', call(random)])} ${device(random)}${pick(random, ['   vc', '   dg', '    *'])}${digipeaters}`;
    }),
  }),
  netrom: (random) => ({
    'net/nr_nodes': table('callsign  mnemonic w n qual obs neigh qual obs neigh qual obs neigh', random, () => {
      const count = 1 + random(3);
      const paths = Array.from({ length: count }, () => `  ${pad(random(256), 3)}   ${random(7)} ${neighbour(random)}`);
      const mnemonic = pick(random, ['*', 'ABC', 'ABCDEF']).padEnd(7);
      return `${call(random)} ${mnemonic}  ${1 + random(count)} ${count}${paths.join('')}`;
    }),
    'net/nr_neigh': `addr  callsign  dev  qual lock count failed digipeaters\n${[1, 2, 3]
      .map((i) => `${pad(i, 5, '0')} ${call(random)} ${device(random)}  ${pad(random(256), 3)}    0     2      0\n`)
      .join('')}`,
  }),
  ipx: (random) => ({
    [pick(random, ['net/ipx/route', 'net/ipx_route'])]: table('Network    Router_Net   Router_Node', random, () => {
      const network = () => hex(pick(random, [0, random(0x7fffffff)]), 8);
      return `${network()}   ${network()}     ${pick(random, ['000000000001', '00A0C9123456', '000000000000'])}`;
    }),
  }),
  ddp: (random) => ({
    'net/atalk_route': table('Target        Router  Flags Dev', random, () => {
      const address = () => `${hex(random(65536), 4)}:${hex(random(256), 2)}`;
      const target = pick(random, ['Default', address()]);
      const flags = pick(random, [0, 1, 3, 5, 0x200, random(65536), 2 ** random(31)]);
      return `${target}     ${address()}  ${`${flags}`.padEnd(4)}  ${pick(random, ['eth0', 'ltalk0', 'a-device-of-15c'])}`;
    }),
  }),
  x25: (random) => ({
    [pick(random, ['net/x25/route', 'net/x25_routes'])]: table('Address          Digits  Device', random, () => {
      const address = pick(random, ['23420100', '234201000112345', '2', '000000000000000']);
      return `${address.padEnd(15)}  ${`${random(16)}`.padEnd(6)}  ${pick(random, ['wan0', '???', 'x25tap0']).padEnd(5)}`;
    }),
  }),
  rose: (random) => ({
    'net/rose_nodes': table('address    mask n neigh neigh neigh', random, () => {
      const count = random(4);
      const neighbours = Array.from({ length: count }, () => ` ${pick(random, [neighbour(random), '00077'])}`);
      return `${pick(random, ['5080175555', '*']).padEnd(10)} ${pad(random(11), 4, '0')} ${count}${neighbours.join('')}`;
    }),
    'net/rose_neigh': `addr  callsign  dev  count use mode restart  t0  tf digipeaters\n${[1, 2, 3]
      .map((i) => `${pad(i, 5, '0')} ${call(random)} ${device(random)}     2   0  DTE     yes   0   0\n`)
      .join('')}`,
  }),
};

const missing = namespaceMissing ?? (has('netstat') ? fakeProcMissing() : 'no netstat to compare with');
const skip = skipUnless(missing === undefined, missing ?? '');

/** No option makes a difference, the count of -e included. */
const OPTIONS = ['-r', '-rn', '-re', '-ree', '-reeen', '-rC', '-rF', '-rFCv', '-rWN'];

describe('routes of old families', { skip }, () => {
  let proc: FakeProc;
  beforeEach(() => {
    proc = new FakeProc();
  });
  afterEach(() => proc.end());

  function fill(files: Files): void {
    for (const [name, text] of Object.entries(files)) proc.write(name, text);
  }

  for (const family of FAMILIES) {
    it(`are netstat's, byte for byte, for any table of ${family}`, () => {
      const random = randomNumbers(family.length * 104_729);
      for (const options of OPTIONS) {
        fill(TABLES[family](random));
        proc.assertSame([options, '-A', family]);
      }
    });
  }

  it('come in the order in which families are named, to the first that is missing or has none', () => {
    for (const family of ['ax25', 'netrom', 'rose', 'ddp'] as const) fill(TABLES[family](randomNumbers(17)));
    for (const [families, code] of [
      ['rose,ax25,netrom', 0],
      ['ddp,ax25', 0],
      ['ax25,rose,ax25', 0],
      ['ax25,ipx,rose', 1],
      ['x25,rose', 1],
      ['netrom,unix,rose', 3],
      ['ddp,bluetooth', 3],
    ] as const) {
      assert.equal(proc.assertSame(['-r', '-A', families]).code, code, families);
    }
  });

  it('of NET/ROM need both of their files', () => {
    const { 'net/nr_nodes': nodes = '' } = TABLES.netrom(randomNumbers(5));
    fill({ 'net/nr_nodes': nodes });
    const [netstat, ours] = [proc.netstat(['-r', '-A', 'netrom']), proc.sockdiag(['-r', '-A', 'netrom'])];
    assert.deepEqual([ours.stdout, ours.code], [netstat.stdout, netstat.code]);
    assert.equal(ours.stderr.replace(proc.path, '/proc'), netstat.stderr);
  });
});

// Where netstat shows what is not so, or nothing, or ends on a signal.
describe('routes of old families that netstat shows wrongly', () => {
  it('IPX: a network this machine is on has the kernel’s words for it', () => {
    const { stdout } = sockdiag(['--procfs', fixturePath('old_families/proc'), '-r', '-A', 'ipx']);
    assert.equal(stdout.split('\n')[2], `00000010${' '.repeat(18)}${'Directly'.padEnd(25)} ${'Connected'.padEnd(25)}`);
  });

  it('AppleTalk: from the file current kernels have', () => {
    const { stdout, code } = sockdiag(['--procfs', fixturePath('old_families/proc'), '-r', '-A', 'ddp']);
    assert.deepEqual([stdout.split('\n')[1], code], ['Default         0001:80         eth0            UG', 0]);
  });

  it('ROSE: without the table of neighbours their numbers; NET/ROM: a neighbour that is not in it', (test) => {
    const proc = new FakeProc({
      'net/rose_nodes': 'heading\n5080175555 0010 2 00001 00002\n',
      'net/nr_nodes': 'heading\nGB7ABC-2  ABCNODE  1 1  203   6 00009\n',
      'net/nr_neigh': 'heading\n',
    });
    test.after(() => proc.end());
    assert.equal(proc.sockdiag(['-r', '-A', 'rose']).stdout.split('\n')[2], '5080175555   00001  00002  ');
    const { stdout } = proc.sockdiag(['-r', '-A', 'netrom']);
    assert.equal(stdout.split('\n')[2], 'GB7ABC-2     ABCNODE   203      ?          ??? ');
  });

  it('names of interfaces are whole', (test) => {
    const proc = new FakeProc({ 'net/ax25_route': 'heading\ndefault   bpqether0   vc\n' });
    test.after(() => proc.end());
    assert.equal(proc.sockdiag(['-r', '-A', 'ax25']).stdout.split('\n')[2], 'default      bpqether0      0');
  });

  it('lines that cannot be read are counted on standard error and cost nothing else', (test) => {
    const proc = new FakeProc({ 'net/ax25_route': 'heading\na b\n\ndefault   ax0    vc\n' });
    test.after(() => proc.end());
    const { code, stdout, stderr } = proc.sockdiag(['-r', '-A', 'ax25']);
    assert.deepEqual([code, stderr], [0, 'sockdiag: ax25 routes: 2 lines could not be read\n']);
    assert.equal(stdout.split('\n')[2], 'default      ax0        0');
  });
});

describe('routes of old families on a kernel without them', { skip }, () => {
  const bench = new Bench();
  after(() => bench.end());

  for (const families of ['ax25', 'ipx', 'ddp', 'x25', 'rose', 'rose,x25', 'unix', 'ash', 'econet', 'bluetooth,ax25']) {
    it(`end as netstat ends: -r -A ${families}`, () => {
      for (const option of ['-r', '-rC', '-rn']) {
        bench.assertSame([option, '-A', families], [{}, { env: { SOCKDIAG_NATIVE: '0' } }]);
      }
    });
  }

  // netstat gives its second file another reason, which its first message left behind.
  it('end as netstat ends: -r -A netrom', () => {
    const [netstat, ours] = [bench.run('netstat', ['-rAnetrom']), bench.run('sockdiag', ['-rAnetrom'])];
    assert.deepEqual([ours.stdout, ours.code], [netstat.stdout, netstat.code]);
    assert.equal(ours.stderr, netstat.stderr.replace('Invalid argument', 'No such file or directory'));
  });
});
