import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { has } from '../support/command.ts';
import { FakeProc, fakeProcMissing } from '../support/fake-proc.ts';
import { hexadecimal, NUMBERS } from '../support/odd-numbers.ts';
import { skipUnless } from '../support/skip.ts';

const missing = has('netstat') ? fakeProcMissing() : 'no netstat to compare with';
const skip = skipUnless(missing === undefined, missing ?? '');

const proc = new FakeProc();
after(() => proc.end());

const HEADING = 'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n';

const INET = { flags: '0003', refCount: '1', use: '2', metric: '3', mtu: '1440', window: '5000', irtt: '100' };

/** Of a line of /proc/net/route, each to another network. */
const inetLine = (numbers: typeof INET, place: number) => {
  const { flags, refCount, use, metric, mtu, window, irtt } = numbers;
  const network = `0000${place.toString(16).padStart(2, '0').toUpperCase()}0A`;
  return `eth0\t${network}\t4D02010A\t${flags}\t${refCount}\t${use}\t${metric}\t0000FFFF\t${mtu}\t${window}\t${irtt}`;
};

const INET6 = { metric: '00000400', refCount: '00000002', use: '00000003', flags: '00000003' };

const inet6Line = ({ metric, refCount, use, flags }: typeof INET6, place: number) => {
  const network = `20010db8${place.toString(16).padStart(4, '0')}`.padEnd(32, '0');
  return `${network} 30 ${'0'.repeat(32)} 00 ${'f'.repeat(32)} ${metric} ${refCount} ${use} ${flags}     eth0`;
};

const INET_OPTIONS = ['-rn', '-rne', '-rnee'];
const INET6_OPTIONS = ['-6rn', '-6rnC'];

describe('a line of /proc/net/route is printed as netstat prints it, whatever number', { skip }, () => {
  for (const column of Object.keys(INET)) {
    it(`is in its column ${column}`, () => {
      for (const flags of ['0003', '0201', '0000']) {
        const lines = NUMBERS.map((number, place) =>
          inetLine({ ...INET, flags, [column]: column === 'flags' ? hexadecimal(number) : number }, place),
        );
        proc.write('net/route', `${HEADING}${lines.join('\n')}\n`);
        for (const option of INET_OPTIONS) proc.assertSame([option]);
      }
    });
  }
});

describe('a line of /proc/net/ipv6_route is printed as netstat prints it, whatever number', { skip }, () => {
  for (const column of Object.keys(INET6)) {
    it(`is in its column ${column}`, () => {
      for (const flags of ['00000003', '01000003']) {
        const lines = [...NUMBERS, '000000001', '0000000000000001'].map((number, place) => {
          const text = number.startsWith('000') ? number : hexadecimal(number).toLowerCase().padStart(8, '0');
          return inet6Line({ ...INET6, flags, [column]: number.startsWith('-') ? hexadecimal(number) : text }, place);
        });
        proc.write('net/ipv6_route', `${lines.join('\n')}\n`);
        for (const option of INET6_OPTIONS) proc.assertSame([option]);
      }
    });
  }
});

describe('a last line that is cut off', { skip }, () => {
  it('of /proc/net/route is a row or none as it is to netstat', () => {
    const last = inetLine({ ...INET, irtt: '789' }, 2);
    // Before its second number more is wrong with it than a number.
    for (let length = last.indexOf('\t0003'); length <= last.length; length++) {
      proc.write('net/route', `${HEADING}${inetLine(INET, 1)}\n${last.slice(0, length)}`);
      for (const option of INET_OPTIONS) {
        // Our word on stderr, that a line could not be read, netstat has not.
        const [netstat, ours] = [proc.netstat([option]), proc.sockdiag([option])];
        assert.deepEqual([ours.stdout, ours.code], [netstat.stdout, netstat.code], `${option}, cut at ${length}`);
      }
    }
  });

  it('of /proc/net/ipv6_route has the numbers of the line before for those that it lacks, as with netstat', () => {
    const last = inet6Line({ metric: '00000100', refCount: '00000007', use: '00000008', flags: '00000001' }, 2);
    const name = last.indexOf('    eth0') + 4;
    for (let length = last.indexOf(' 00000100'); length <= last.length; length++) {
      proc.write('net/ipv6_route', `${inet6Line(INET6, 1)}\n${last.slice(0, length)}`);
      const [netstat, ours] = [proc.netstat(['-6rn']), proc.sockdiag(['-6rn'])];
      // See LISTING_DIFFERENCES.
      const expected = length > name ? netstat.stdout : netstat.stdout.replace(/eth0\n$/, '-\n');
      assert.equal(ours.stdout, expected, `cut at ${length}`);
    }
  });

  it('of /proc/net/ipv6_route shows - for numbers of which there is no line before, where netstat shows what its memory held', () => {
    proc.write('net/ipv6_route', inet6Line(INET6, 1).replace(/ 00000400 .*/, ' 00000400 0000000'));
    const row = proc.sockdiag(['-6rn']).stdout.split('\n')[2] ?? '';
    assert.deepEqual(row.split(/ +/).slice(2), ['1024', '0', '-', '-']);
  });
});

describe('an interface or a mask that no kernel prints is shown as netstat shows it', { skip }, () => {
  it('in a line of /proc/net/route', () => {
    for (const mask of ['00FF00FF', 'FFFFFFFE', 'FFFF0000']) {
      const odd = inetLine(INET, 1).replace('0000FFFF', mask);
      proc.write('net/route', `${HEADING}${odd}\n${odd.replace('0003', '0201')}\n`);
      for (const option of [...INET_OPTIONS, '-r']) proc.assertSame([option]);
    }
    for (const name of ['e\0th', 'name-of-sixteen-', 'n'.repeat(40)]) {
      proc.write('net/route', `${HEADING}${inetLine(INET, 1)}\n${inetLine(INET, 2).replace('eth0', name)}\n`);
      for (const option of INET_OPTIONS)
        assert.equal(proc.sockdiag([option]).stdout, proc.netstat([option]).stdout, `${option} ${name}`);
    }
  });

  it('in a line of /proc/net/ipv6_route', () => {
    for (const name of ['e\0th', 'name-of-sixteen-', 'n'.repeat(40)]) {
      proc.write('net/ipv6_route', `${inet6Line(INET6, 1)}\n${inet6Line(INET6, 2).replace('eth0', name)}\n`);
      proc.assertSame(['-6rn']);
    }
  });

  it('in the lines of groups', () => {
    for (const name of ['e\0th', 'name-of-sixteen-', 'n'.repeat(40)]) {
      proc.write('net/igmp', `Idx\tDevice\n4\t${name}      :     2      V3\n\t\t\t\t010000E0     1 0:00000000\t\t0\n`);
      proc.write('net/igmp6', `4    ${name} ff020000000000000000000000000001     1 0000000C 0\n`);
      proc.assertSame(['-gn']);
    }
  });
});
