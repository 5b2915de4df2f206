import '../../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { after, afterEach, beforeEach, describe, it } from 'node:test';
import { has, sockdiag } from '../../support/command.ts';
import { Bench } from '../../support/differential.ts';
import { FakeProc, fakeProcMissing } from '../../support/fake-proc.ts';
import { fixturePath, randomNumbers } from '../../support/fixtures.ts';
import { namespaceMissing } from '../../support/in-namespace.ts';
import { skipUnless } from '../../support/skip.ts';
import { fixtureText } from '../../support/text-tables.ts';

type Random = (bound: number) => number;

const FAMILIES = ['ipx', 'ax25', 'x25', 'netrom', 'rose'] as const;
const pick = <Item>(random: Random, items: readonly Item[]) => items[random(items.length)] as Item;
const times = (count: number, line: () => string) => Array.from({ length: count }, line).join('');
const pad = (value: number | string, width: number, fill = ' ') => `${value}`.padStart(width, fill);
const hex = (value: number, width: number) => pad(value.toString(16).toUpperCase(), width, '0');

const CALLS = ['N0CALL-1', 'GB7ABC-15', 'W1AW', 'DB0ABC-2', 'X-0'];
/** Those that netstat has room for in its lines of ROSE. */
const SHORT_CALLS = CALLS.filter(({ length }) => length < 9);
const call = (random: Random) => pick(random, CALLS);
const queue = (random: Random) => pick(random, [0, 1, 12, 4352, 99_999, 1_234_567]);
const digits = (random: Random, count: number) => times(count, () => `${random(10)}`);

/** What the kernel prints of random sockets that netstat reads without a fault of its own; the tests behind say of which not. */
const TABLES: Readonly<Record<(typeof FAMILIES)[number], (random: Random) => [file: string, text: string]>> = {
  ax25: (random) => [
    'net/ax25',
    times(random(5), () => {
      const path = times(random(3), () => `,${call(random)}${pick(random, ['', '*'])}`);
      const ends = `${call(random)}${pick(random, ['', '*'])} ${pick(random, [...CALLS, '*'])}${path}`;
      const window = `${random(5)} ${random(128)} ${random(128)} ${random(8)}`;
      const held = pick(random, [`${queue(random)} ${queue(random)} ${random(99999)}`, '* * *']);
      return `ffff88800${random(9999999)} ${pick(random, ['ax0', '???', 'bpqether1'])} ${ends} ${window} 5 10 0 3 290 300 0 20 0 10 3 2 256 ${held}\n`;
    }),
  ],
  netrom: (random) => [
    'net/nr',
    `user_addr dest_node src_node  dev    my  your  st  vs  vr  va    t1     t2     t4      idle   n2  wnd Snd-Q Rcv-Q inode\n${times(
      random(5),
      () => {
        const calls = times(3, () => `${pick(random, [...CALLS, '*']).padEnd(9)} `);
        const device = pick(random, ['nr0', '???', 'nr12', 'netrom12']).padEnd(3);
        const circuit = `${hex(random(256), 2)}/${hex(random(256), 2)} ${hex(random(256), 2)}/${hex(random(256), 2)}`;
        const window = `${pad(random(4), 2)} ${pad(random(128), 3)} ${pad(random(128), 3)} ${pad(random(128), 3)}`;
        return `${calls}${device}  ${circuit} ${window}   5/120  0/05   0/180   0/900  0/03   4 ${pad(queue(random), 5)} ${pad(queue(random), 5)} ${random(99999)}\n`;
      },
    )}`,
  ],
  rose: (random) => [
    'net/rose',
    `dest_addr  dest_call src_addr   src_call  dev   lci neigh st vs vr va   t  t1  t2  t3  hb    idle Snd-Q Rcv-Q inode\n${times(
      random(5),
      () => {
        const destination = pick(random, [digits(random, 10), '*']).padEnd(10);
        const source = pick(random, [...SHORT_CALLS, '??????-?']).padEnd(9);
        const device = pick(random, ['rose0', '???']).padEnd(5);
        const lci = pad(random(10) * random(100), 3, '0');
        const ends = `${destination} ${pick(random, [...SHORT_CALLS, '*']).padEnd(9)} ${'*'.padEnd(10)} ${source}`;
        return `${ends} ${device} ${lci} ${pad(random(100000), 5, '0')}  ${random(4)}  1  2  3   4 200 180 180   5   0/000 ${pad(queue(random), 5)} ${pad(queue(random), 5)} ${random(99999)}\n`;
      },
    )}`,
  ],
  x25: (random) => [
    'net/x25',
    `dest_addr  src_addr   dev   lci st vs vr va   t  t2 t21 t22 t23 Snd-Q Rcv-Q inode\n${times(random(5), () => {
      const destination = pick(random, [digits(random, 10), digits(random, 4), '*']).padEnd(10);
      const source = pick(random, [digits(random, 9), digits(random, 4), '*']).padEnd(10);
      const window = `${random(5)}  ${random(128)}  ${random(128)}  ${random(8)}`;
      const lci = pad(pick(random, [0, random(1000)]), 3, '0');
      return `${destination} ${source} ${pick(random, ['wan0 ', '???  ', 'x25tap0'])} ${lci}  ${window}   4   3 200 180 180 ${pad(queue(random), 5)} ${pad(queue(random), 5)} ${random(99999)}\n`;
    })}`,
  ],
  ipx: (random) => {
    const internal = random(2) === 1;
    const network = () => hex(pick(random, [0, random(0x7fffffff)]), 8);
    const node = () => pick(random, ['000000000000', '000000000001', '00A0C9123456']);
    // The same in both byte orders.
    const port = () => `${hex(random(256), 2)}`.repeat(2);
    return [
      'net/ipx/socket',
      `Local_Address               Remote_Address              Tx_Queue  Rx_Queue  State  Uid\n${times(
        random(5),
        () => {
          const local = `${network()}:${internal ? `${node()}:` : ''}${port()}`;
          const remote = pick(random, ['Not_Connected'.padEnd(28), `${network()}:${node()}:${port()}  `]);
          const both = hex(queue(random), 8);
          const user = pick(random, [0, 1, 1000, 65534, 4294967295]);
          return `${local}  ${remote}${both}  ${both}  ${hex(pick(random, [1, 7, 2, 9]), 2)}     ${pad(user, 3, '0')}\n`;
        },
      )}`,
    ];
  },
};

const missing = namespaceMissing ?? (has('netstat') ? fakeProcMissing() : 'no netstat to compare with');
const skip = skipUnless(missing === undefined, missing ?? '');

const OPTIONS = [[], ['-a'], ['-l'], ['-aln'], ['-e'], ['-een'], ['-e', '--numeric-users'], ['-anopWv']];

describe('sockets of old families', { skip }, () => {
  let proc: FakeProc;
  beforeEach(() => {
    proc = new FakeProc();
  });
  afterEach(() => proc.end());

  for (const family of FAMILIES) {
    it(`are netstat's, byte for byte, for any table of ${family}`, () => {
      const random = randomNumbers(family.length * 7919);
      for (let round = 0; round < 2; round++) {
        proc.write(...TABLES[family](random));
        for (const options of OPTIONS) proc.assertSame(['-A', family, ...options]);
      }
    });
  }

  it('are netstat’s when all are there at once, in its order, named or not', () => {
    const random = randomNumbers(4711);
    for (const family of FAMILIES) proc.write(...TABLES[family](random));
    for (const args of [[], ['-a'], ['-ln'], ['-ae'], ['-A', 'rose,ipx'], ['--netrom', '--x25', '--ax25'], ['-v']]) {
      const { stdout } = proc.assertSame(args);
      assert.match(stdout, /^Active /);
    }
  });

  it('have their heading when the table is empty', () => {
    for (const file of ['net/ax25', 'net/nr', 'net/rose', 'net/x25', 'net/ipx/socket']) proc.write(file, '');
    for (const family of FAMILIES) proc.assertSame(['-A', family]);
  });

  it('that are missing end the run after those that are there, when they were named', () => {
    proc.write(...TABLES.ax25(randomNumbers(3)));
    for (const args of [['-A', 'ax25,x25'], ['-A', 'ipx,ax25'], ['-A', 'ax25,rose', '-v'], [], ['-v']]) {
      proc.assertSame(args);
    }
  });

  it('have a word for each line that cannot be read, where netstat has it', () => {
    const random = randomNumbers(11);
    const circuit =
      'N0CALL-1  GB7ABC-2  N0CALL-3  nr0  0A/0B 1C/FF  3   1   2   3   5/120  0/05   0/180   0/900  0/03   4';
    for (const [family, broken] of [
      ['netrom', [circuit.replace('  3   1 ', '  x   1 '), `${circuit}     *     * 5`, circuit]],
      ['rose', ['a b', '', '5080175555 N0CALL-1  *          GB7ABC-2  rose0 001 0000x  3  1  2  3']],
    ] as const) {
      const [file, text] = TABLES[family](random);
      for (const line of broken) {
        proc.write(file, `${text}${line}\n${text.split('\n').slice(1).join('\n')}`);
        const { stdout } = proc.assertSame(['-A', family]);
        assert.match(stdout, /^Problem reading data from \/proc\/net\/(nr|rose)$/m);
      }
    }
    proc.write('net/ax25', fixtureText('old_families/proc/net/ax25').replace(' 3 1 2 1 ', ' x 1 2 1 '));
    assert.match(proc.assertSame(['-A', 'ax25']).stdout, /^problem reading data from \/proc\/net\/ax25$/m);
  });

  it('are read in the form AX.25 has in older kernels', () => {
    const heading = 'dest_addr src_addr  dev  st  vs  vr  va    t1     t2      t3      idle   n2  rtt wnd paclen\n';
    const window = '1   2   1   5/010  0/03   290/300   0/020  0/10   3   2   256';
    const lines = [
      `${'GB7ABC-2 '} N0CALL-1  ax0   3   ${window}     12    34 99`,
      `*         N0CALL    ???   0   ${window}`,
    ];
    proc.write('net/ax25', `${heading}${lines.join('\n')}\n`);
    assert.match(proc.assertSame(['-A', 'ax25']).stdout, /^\* {10}N0CALL {5}\?\?\? {5}LISTENING/m);
  });
});

// Where netstat shows what is not so, or nothing, or ends on a signal.
describe('sockets of old families that netstat shows wrongly', () => {
  const procRoot = fixturePath('old_families/proc');
  const rows = (...args: string[]) => {
    const { code, stdout, stderr } = sockdiag(['--procfs', procRoot, ...args]);
    assert.deepEqual([code, stderr], [0, '']);
    return stdout.split('\n').slice(2, -1);
  };

  it('IPX: the queues are under their heading, and ports in their byte order', () => {
    assert.equal(
      rows('-A', 'ipx')[1],
      'IPX      255     16 00000010:0451              00000020:0000A1B2C3D4:0452 ESTAB',
    );
  });

  it('X.25: in the file current kernels have, sources whole, channels hexadecimal', () => {
    assert.deepEqual(rows('-A', 'x25', '-a'), [
      '2342010001      2342010002      wan0    A    ESTABLISHED  02/01  12      34    ',
      '*               2342010002      ???     0    LISTENING    00/00  0       0     ',
      '234201000112345 234201000212345 x25tap0 FFF  UNKNOWN      126/127  70000   4352  ',
      '2342010003      *               wan1    1    SABM_SENT    00/00  0       0     ',
    ]);
    assert.equal(rows('-A', 'x25').length, 3);
  });

  it('ROSE: the destination beside a source, channels hexadecimal, callsigns whole, and no crash for its last state', () => {
    assert.deepEqual(rows('-A', 'rose'), [
      '5080175555  N0CALL-1   2080175520  GB7ABC-2  rose0   1     3   ESTABLISHED',
      '*           *          2080175520  ??????-?  rose0   0     0   LISTENING',
      '5080175556  N0CALL-15  *           GB7ABC-2  ???   A1C    12   UNKNOWN',
    ]);
  });

  it('IPX: a line that cannot be read is said on standard error and costs nothing else', (test) => {
    const proc = new FakeProc({ 'net/ipx/socket': 'heading\n00000010x4001  Not_Connected 0 0 07 0\n' });
    test.after(() => proc.end());
    const { code, stdout, stderr } = proc.sockdiag(['-A', 'ipx']);
    assert.deepEqual([code, stdout.split('\n').length - 1, stderr], [0, 2, 'warning, got bogus ipx line.\n']);
  });

  it('are listed without the addon too', () => {
    const args = ['--procfs', procRoot, '-a', '-A', 'ipx,ax25,x25,netrom,rose'];
    const { stdout } = sockdiag(args, { SOCKDIAG_NATIVE: '0' });
    assert.equal(stdout, sockdiag(args).stdout);
    assert.equal(stdout.match(/^Active /gm)?.length, FAMILIES.length);
  });
});

describe('old families on a kernel without them', { skip }, () => {
  const bench = new Bench();
  after(() => bench.end());

  for (const line of [
    ...FAMILIES.map((family) => `-A ${family}`),
    ...FAMILIES.map((family) => `--${family} -an`),
    '-A bluetooth',
    '-2',
    '-f',
    '-2f -l',
    '-tn -A x25,rose',
    '-A ddp -t',
    '-v',
    '-A ash -v',
  ]) {
    it(`end as netstat ends: ${line}`, () => {
      bench.assertSame(line.split(' '), [{}, { env: { SOCKDIAG_NATIVE: '0' } }]);
    });
  }
});
