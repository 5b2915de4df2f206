import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { has, sockdiag } from '../../support/command.ts';
import { FakeProc, fakeProcMissing } from '../../support/fake-proc.ts';
import { fixture, randomNumbers } from '../../support/fixtures.ts';
import { skipUnless } from '../../support/skip.ts';

const missing = fakeProcMissing();
const options = { skip: skipUnless(missing === undefined && has('netstat'), missing ?? 'no netstat') };
const INET_HEADING = 'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT';
const CACHE_HEADING =
  'Iface\tDestination\tGateway \tFlags\t\tRefCnt\tUse\tMetric\tSource\t\tMTU\tWindow\tIRTT\tTOS\tHHRef\tHHUptod\tSpecDst\n';
const LAYOUTS = ['-rn', '-rne', '-rnee', '-rneee'];
const ROWS = 300;

const random = randomNumbers(20_260_101);
const pick = <Item>(items: readonly Item[]): Item => items[random(items.length)] as Item;
const word = () => random(0x10000) * 0x10000 + random(0x10000);
const hex = (value: number, digits: number, upper = false) => {
  const text = value.toString(16).padStart(digits, '0');
  return upper ? text.toUpperCase() : text;
};
const flags = (most: number) => {
  let value = 0;
  for (let i = random(6); i >= 0; i--) value = (value | (1 << random(32))) >>> 0;
  return random(3) === 0 ? random(most) : value;
};
const link = () => pick(['lo', 'eth0', 'a', 'long-name-of-15', 'wg0', 'br-0123456789']);

/** As the kernel prints it, with numbers it could print. */
function inetLine(): string {
  const length = pick([0, 8, 16, 24, 25, 31, 32]);
  const mask = length === 0 ? 0 : (0xffffffff << (32 - length)) >>> 0;
  const swapped = ((mask & 0xff) << 24) | ((mask & 0xff00) << 8) | ((mask >>> 8) & 0xff00) | (mask >>> 24);
  const advertised = pick([0, 0, 41 + random(65_500)]);
  return [
    pick(['*', link(), link()]),
    hex(pick([0, word()]), 8, true),
    hex(pick([0, word()]), 8, true),
    hex(flags(0x10), 4, true),
    pick([0, random(2 ** 31)]),
    pick([0, word()]),
    pick([0, random(1000), word()]),
    hex(swapped >>> 0, 8, true),
    advertised,
    pick([0, word()]),
    pick([0, random(2 ** 29)]),
  ].join('\t');
}

function inet6Line(): string {
  const address = () =>
    pick([
      '0'.repeat(32),
      `${hex(word(), 8)}${'0'.repeat(16)}${hex(word(), 8)}`,
      `${'0'.repeat(20)}ffff${hex(word(), 8)}`,
      `${'0'.repeat(24)}${hex(word(), 8)}`,
      Array.from({ length: 4 }, () => hex(word(), 8)).join(''),
    ]);
  const length = () => hex(random(129), 2);
  const numbers = [pick([0, 1024, word()]), word(), pick([0, word()]), flags(0x10)].map((value) => hex(value, 8));
  return `${address()} ${length()} ${address()} ${length()} ${address()} ${numbers.join(' ')} ${link().padStart(8)}`;
}

describe('-r with a /proc made up', options, () => {
  let proc: FakeProc;
  before(() => {
    proc = new FakeProc({ 'net/rt_cache': CACHE_HEADING });
  });
  after(() => proc.end());

  const write = (inet: string[], inet6: string[]) => {
    proc.write('net/route', `${[INET_HEADING, ...inet].map((line) => line.padEnd(127)).join('\n')}\n`);
    proc.write('net/ipv6_route', inet6.map((line) => `${line}\n`).join(''));
  };

  for (let round = 0; round < 8; round++) {
    it(`prints random rows as netstat does, ${round}`, () => {
      write(Array.from({ length: ROWS }, inetLine), Array.from({ length: ROWS }, inet6Line));
      for (const line of LAYOUTS) proc.assertSame([line]);
      proc.assertSame(['-rn6']);
      proc.assertSame(['-rn6C']);
      proc.assertSame(['-rnFC46']);
    });
  }

  it('prints every flag alone', () => {
    const bits = Array.from({ length: 32 }, (_, bit) => (1 << bit) >>> 0);
    write(
      bits.map((bit) => `eth0\t0000000A\t0100000A\t${hex((bit | 1) >>> 0, 4, true)}\t0\t0\t0\t000000FF\t0\t0\t0`),
      bits.map(
        (bit) =>
          `${'0'.repeat(32)} 00 ${'0'.repeat(32)} 00 ${'0'.repeat(32)} 00000000 00000001 00000000 ${hex(bit, 8)} eth0`,
      ),
    );
    for (const line of [...LAYOUTS, '-rn6', '-rn6C']) proc.assertSame([line]);
  });

  it('prints redirected routes as dynamic and modified', () => {
    write(
      [
        'eth0\t0100000A\t0200000A\t0017\t0\t0\t0\tFFFFFFFF\t0\t0\t0',
        'eth0\t0300000A\t0200000A\t0037\t0\t0\t0\tFFFFFFFF\t0\t0\t0',
      ],
      [],
    );
    const { stdout } = proc.assertSame(['-rn']);
    assert.match(stdout, / UGHD {2}.*\n.* UGHDM /);
  });

  it('says how many lines it could not read, where netstat says nothing or takes them for the row before', () => {
    write(['bogus', 'eth0\t0\t0'], ['bogus']);
    const { stdout, stderr, code } = proc.sockdiag(['-rn46']);
    assert.equal(stdout.split('\n').length, 5);
    assert.equal(
      stderr,
      'sockdiag: route: 2 lines could not be read\nsockdiag: ipv6_route: 1 line could not be read\n',
    );
    assert.equal(code, 0);
  });

  it('names the file that is not there, and ends', () => {
    const empty = new FakeProc();
    for (const [line, file] of [
      ['-rn', 'route'],
      ['-rn6', 'ipv6_route'],
      ['-rn46', 'route'],
      ['-rn64', 'ipv6_route'],
      ['-rnC', 'rt_cache'],
      ['-rn6C', 'ipv6_route'],
      ['-rnFC', 'route'],
    ] as const) {
      const [netstat, ours] = [empty.netstat([line]), empty.sockdiag([line])];
      assert.equal(ours.stdout, netstat.stdout, line);
      assert.equal(ours.code, netstat.code, line);
      assert.equal(ours.stderr, `${empty.path}/net/${file}: No such file or directory\n`);
      assert.equal(netstat.stderr, `/proc/net/${file}: No such file or directory\n`);
    }
    empty.end();
  });
});

describe('-r with another /proc', () => {
  it('is the same by --procfs and by HOST_PROC, and in the host’s own namespace where there is one', () => {
    const proc = new FakeProc({ 'net/route': 'not this one', '1/net/route': fixture('proc/net/route') });
    const byOption = sockdiag(['-rn', '--procfs', proc.path]);
    assert.equal(byOption.stdout.split('\n').length, 21);
    assert.deepEqual(sockdiag(['-rn'], { HOST_PROC: proc.path }), byOption);
    proc.end();
  });
});
