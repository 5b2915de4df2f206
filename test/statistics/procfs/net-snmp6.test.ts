import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ParsedCounters } from '../../../src/statistics/procfs/counters.ts';
import { parseSctpSnmp, parseSnmp6 } from '../../../src/statistics/procfs/net-snmp6.ts';
import { bounded, fixture, randomNumbers } from '../../support/fixtures.ts';

const bytes = (text: string) => Buffer.from(text, 'latin1');

/** Sections as `Ip6 Ip6A=3`. */
function shown({ sections }: ParsedCounters): string[] {
  return sections.map(({ name, counters }) =>
    [name, ...Array.from(counters, ([key, value]) => `${key}=${value}`)].join(' '),
  );
}

/** All counters as lines of the kernel's. */
function lines({ sections }: ParsedCounters): string {
  return sections
    .flatMap(({ counters }) => Array.from(counters, ([key, value]) => `${key.padEnd(32)}\t${value}\n`))
    .join('');
}

describe('parseSnmp6', () => {
  it('has every counter of a recorded file, in its order, by sections', () => {
    const text = fixture('proc/net/snmp6');
    const result = parseSnmp6(text);
    assert.deepEqual(
      [result.sections.map(({ name }) => name), result.malformed],
      [['Ip6', 'Icmp6', 'Udp6', 'UdpLite6'], 0],
    );
    assert.equal(lines(result), Buffer.from(text).toString());
    assert.equal(result.sections[1]?.counters.get('Icmp6InType128'), 1n);
  });

  for (const [what, text, sections, malformed] of [
    ['nothing', '', [], 0],
    ['no line end, where the number may be cut', 'Ip6A 3\nIp6B 4', ['Ip6 Ip6A=3'], 0],
    ['no line end behind a blank', 'Ip6A 3\nIp6B 4 ', ['Ip6 Ip6A=3 Ip6B=4'], 0],
    ['names with what no name has', 'Ip6A 3\nIp6\0B 4\nIp6C 5\r\n', ['Ip6 Ip6A=3 Ip6C=5'], 1],
    ['a section that comes back', 'Ip6A 3\nUdp6B 4\nIp6C 5\n', ['Ip6 Ip6A=3', 'Udp6 Udp6B=4', 'Ip6 Ip6C=5'], 0],
    [
      'a name within a name',
      'Udp6A 3\nUdpLite6A 4\nXUdp6A 5\n',
      ['Udp6 Udp6A=3', 'UdpLite6 UdpLite6A=4', 'XUdp6 XUdp6A=5'],
      0,
    ],
    ['a name without a 6', 'Foo 3\nIp6A 4\n', ['Foo Foo=3', 'Ip6 Ip6A=4'], 0],
    ['signs and 64 bits', 'Ip6A -3\nIp6B 18446744073709551615\n', ['Ip6 Ip6A=-3 Ip6B=18446744073709551615'], 0],
    ['no value', 'Ip6A\nIp6B 4\n', ['Ip6 Ip6B=4'], 1],
    ['no number', 'Ip6A x\nIp6B 4\nIp6C 5x\nIp6D 0x6\nIp6E 1.5\nIp6F 1,2\nIp6G 1-2\n', ['Ip6 Ip6B=4'], 6],
    ['more than a value', 'Ip6A 3 4\nIp6B 5\n', ['Ip6 Ip6B=5'], 1],
    ['a name twice', 'Ip6A 3\nIp6A 4\n', ['Ip6 Ip6A=3'], 1],
  ] as const) {
    it(`takes ${what}`, () => {
      const result = parseSnmp6(bytes(text));
      assert.deepEqual([shown(result), result.malformed], [sections, malformed]);
    });
  }
});

describe('parseSctpSnmp', () => {
  it('has every counter of a recorded file in one section', () => {
    const text = fixture('proc/net/sctp/snmp');
    const result = parseSctpSnmp(text);
    assert.deepEqual([result.sections.map(({ name }) => name), result.malformed], [['Sctp'], 0]);
    assert.equal(lines(result), Buffer.from(text).toString());
    assert.equal(result.sections[0]?.counters.get('SctpOutSCTPPacks'), 21280n);
  });

  it('has its section even when nothing is in it', () => {
    const result = parseSctpSnmp(bytes(''));
    assert.deepEqual([shown(result), result.malformed], [['Sctp'], 0]);
  });

  it('counts what is no counter', () => {
    const result = parseSctpSnmp(bytes('SctpCurrEstab\t7\nSctpAborteds x\nSctpShutdowns\nOther 9\n'));
    assert.deepEqual([shown(result), result.malformed], [['Sctp SctpCurrEstab=7 Other=9'], 2]);
  });
});

describe('a file of one counter a line', () => {
  for (const [file, parse] of [
    ['snmp6', parseSnmp6],
    ['sctp/snmp', parseSctpSnmp],
  ] as const) {
    it(`${file} cut at any byte has the whole lines' counters and counts the rest as malformed`, () => {
      const text = fixture(`proc/net/${file}`);
      const kept = (result: ParsedCounters) => result.sections.reduce((sum, { counters }) => sum + counters.size, 0);
      for (let length = 0; length < text.length; length++) {
        const cut = text.subarray(0, length);
        const result = parse(cut);
        const whole = Buffer.from(cut).toString().split('\n').length - 1;
        assert.ok(
          Buffer.from(text)
            .toString()
            .startsWith(lines(result).slice(0, cut.lastIndexOf(0x0a) + 1)),
        );
        const rest = length > 0 && cut[length - 1] !== 0x0a;
        assert.equal(kept(result) + result.malformed + result.incomplete, whole + (rest ? 1 : 0), `cut at ${length}`);
      }
    });

    it(`${file} with any bytes changed is counters and malformed lines, never an exception`, () => {
      const random = randomNumbers(6);
      const text = fixture(`proc/net/${file}`);
      const count = Buffer.from(text).toString().split('\n').length - 1;
      bounded(() => {
        for (let round = 0; round < 300; round++) {
          const broken = text.slice();
          for (let i = 0; i < 5; i++) broken[random(text.length)] = random(256);
          const { sections, malformed } = parse(broken);
          const kept = sections.reduce((sum, { counters }) => sum + counters.size, 0);
          assert.ok(kept + malformed >= count - 5 && kept + malformed <= count + 5);
        }
      });
    });
  }

  it('takes linear time for a line with many blanks', () => {
    const blanks = ' '.repeat(1 << 20);
    for (const line of [`Ip6InReceives${blanks}5${blanks}x\n`, `${blanks}Ip6InReceives${blanks}\n`, `${blanks}\n`])
      bounded(() => assert.equal(parseSnmp6(bytes(line)).malformed, 1));
    assert.deepEqual(shown(parseSnmp6(bytes(`${blanks}Ip6InReceives${blanks}5${blanks}\n`))), ['Ip6 Ip6InReceives=5']);
  });
});
