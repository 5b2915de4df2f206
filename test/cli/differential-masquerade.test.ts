import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { has } from '../support/command.ts';
import { FakeProc, fakeProcMissing } from '../support/fake-proc.ts';
import { randomNumbers } from '../support/fixtures.ts';
import { skipUnless } from '../support/skip.ts';

const missing = has('netstat') ? fakeProcMissing() : 'no netstat';
const skip = skipUnless(missing === undefined, missing ?? '');

const FILE = 'net/ip_masquerade';
const HEADING = 'Prc FromIP   FPrt ToIP     TPrt Masq Init-seq  Delta PDelta Expires (free=4095,4096,4096)\n';
const OLDER = 'Prc FromIP   FPrt ToIP     TPrt Masq Init-seq Delta Expires\n';
const ROWS = [
  'TCP 0A010002:1389 7F000001:0050 F101 00000000      0      0   89999',
  'UDP 0A010002:138A C6336407:0035 F102 FFFFFFFF    -12     17     123',
  'ICMP 00000000:1234 000000FF:0800 F103 00000000      0      0  600000',
  'GRE 0A010002:0016 C6336407:0050 0001 00000005 -32768  32767       0',
  'ESP 7F000001:0000 FFFFFFFF:0000 0000 00000000      0      0    5999',
  'TCP 0A010002:0016 C6336407:0019 0015 00000000      0      0 99999999',
].map((row) => `${row}\n`);
const OPTIONS = [
  '',
  '-n',
  '-e',
  '-ne',
  '-nee',
  '--numeric-hosts',
  '--numeric-ports',
  '--numeric-users',
  '-nW',
  '-nv',
  '-N',
  '-Ne',
  '-n46',
  '-nap',
];

describe('masqueraded connections of Linux 2.2, in both programs', { skip }, () => {
  let proc: FakeProc;
  before(() => {
    proc = new FakeProc();
  });
  beforeEach(() => proc.write(FILE, ''));
  after(() => proc?.end());

  const same = (content: string, option: string) => {
    proc.write(FILE, content);
    return proc.assertSame(['-M', ...(option === '' ? [] : [option])]);
  };

  for (const option of OPTIONS) {
    it(`are the same with -M ${option}`, () => {
      const { stdout } = same(HEADING + ROWS.join(''), option);
      assert.equal(stdout.split('\n').length, ROWS.length + 3);
    });
  }

  it('are the same of a kernel that has no previous delta', () => {
    const rows = ROWS.map((row) => row.replace(/ +\S+( +\S+)\n/, '$1\n'));
    for (const option of ['-n', '-ne']) assert.match(same(OLDER + rows.join(''), option).stdout, /esp/);
  });

  it('are nothing at all where there are none', () => {
    for (const content of [HEADING, OLDER, `${HEADING}\n`]) assert.equal(same(content, '-n').stdout, '');
  });

  it('are refused in the same words where the file is not what it should be', () => {
    for (const content of ['', `${HEADING}${ROWS[0]}x`, `${HEADING}${ROWS[0]}XYZ${ROWS[1]?.slice(3)}`, ROWS.join('')]) {
      assert.equal(same(content, '-n').code, 255);
    }
  });

  it('are the same with random values', () => {
    const random = randomNumbers(2022);
    const hex = (digits: number) =>
      random(16 ** Math.min(digits, 7))
        .toString(16)
        .toUpperCase()
        .padStart(digits, '0');
    const name = () => ['TCP', 'UDP', 'ICMP', 'GRE', 'ESP'][random(5)];
    const row = () =>
      `${name()} ${hex(8)}:${hex(4)} ${hex(8)}:${hex(4)} ${hex(4)} ${hex(8)} ${random(90000) - 45000} ${random(90000)} ${random(1e8)}\n`;
    for (let round = 0; round < 10; round++) {
      const rows = Array.from({ length: 40 }, row);
      assert.equal(same(HEADING + rows.join(''), ['-n', '-ne'][round % 2] as string).code, 0);
    }
  });

  it('are the same, or refused in the same words, with random damage', () => {
    const random = randomNumbers(2023);
    const text = HEADING + ROWS.join('');
    const codes = new Set<number | null>();
    for (let round = 0; round < 40; round++) {
      const at = HEADING.length + random(text.length - HEADING.length);
      const byte = '0 1:\nxT-+F'[random(10)] as string;
      codes.add(same(text.slice(0, at) + byte + text.slice(at + random(2)), '-ne').code);
    }
    assert.deepEqual(codes, new Set([0, 255]));
  });
});

describe('a /proc without masqueraded connections, in both programs', { skip }, () => {
  it('is one the kernel has no support for', () => {
    const proc = new FakeProc();
    for (const args of [['-M'], ['-Mn'], ['-Mve'], ['-Mc']]) {
      const { code, stdout, stderr } = proc.assertSame(args);
      assert.deepEqual([code, stdout], [1, '']);
      assert.match(stderr, /no support for `ip_masquerade' on this system\.\n$/);
    }
    proc.end();
  });
});
