import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ParsedCounters } from '../../../src/statistics/procfs/counters.ts';
import { parseSnmp } from '../../../src/statistics/procfs/net-snmp.ts';
import { bounded, fixture, randomNumbers } from '../../support/fixtures.ts';

const bytes = (text: string) => Buffer.from(text, 'latin1');

/** Sections as `Udp A=3 B=4`. */
function shown({ sections }: ParsedCounters): string[] {
  return sections.map(({ name, counters }) =>
    [name, ...Array.from(counters, ([key, value]) => `${key}=${value}`)].join(' '),
  );
}

function parsed(text: string): [string[], number] {
  const result = parseSnmp(bytes(text));
  return [shown(result), result.malformed];
}

describe('parseSnmp', () => {
  it('has every counter of every section of a recorded file, in its order', () => {
    for (const [file, names] of [
      ['snmp', ['Ip', 'Icmp', 'IcmpMsg', 'Tcp', 'Udp', 'UdpLite']],
      ['netstat', ['TcpExt', 'IpExt', 'MPTcpExt']],
    ] as const) {
      const text = fixture(`proc/net/${file}`);
      const { sections, malformed } = parseSnmp(text);
      assert.deepEqual([sections.map(({ name }) => name), malformed], [names, 0]);
      // Written again as the kernel does.
      const again = sections.map(
        ({ name, counters }) =>
          `${name}: ${[...counters.keys()].join(' ')}\n${name}: ${[...counters.values()].join(' ')}\n`,
      );
      assert.equal(again.join(''), Buffer.from(text).toString('latin1'));
    }
  });

  it('keeps a sign, and numbers of more than 53 bits', () => {
    assert.deepEqual(parsed('Tcp: MaxConn InSegs Least\nTcp: -1 18446744073709551615 -9223372036854775808\n'), [
      ['Tcp MaxConn=-1 InSegs=18446744073709551615 Least=-9223372036854775808'],
      0,
    ]);
  });

  for (const [what, text, sections, malformed] of [
    ['nothing', '', [], 0],
    ['no counters', 'Udp:\nUdp:\n', ['Udp'], 0],
    ['no line end, where the last number may be cut', 'Udp: A B\nUdp: 3 4', ['Udp A=3'], 0],
    ['no line end behind a blank', 'Udp: A B\nUdp: 3 4 ', ['Udp A=3 B=4'], 0],
    ['blanks of all kinds', 'Udp:  A\tB \nUdp:\t3   4 \n', ['Udp A=3 B=4'], 0],
    ['empty lines between sections', '\n\nUdp: A\nUdp: 3\n\n\nTcp: B\nTcp: 4\n\n', ['Udp A=3', 'Tcp B=4'], 0],
    ['too few values', 'Udp: A B C\nUdp: 3\nTcp: D\nTcp: 4\n', ['Udp A=3', 'Tcp D=4'], 1],
    ['too many values', 'Udp: A\nUdp: 3 4\n', ['Udp A=3'], 1],
    ['no values', 'Udp: A\nUdp:\n', ['Udp'], 1],
    ['a value that is no number, behind which none is sure', 'Udp: A B C\nUdp: 3 x 5\n', ['Udp A=3'], 1],
    ...['7x', '7.5', '7,2', '7-2', '7\0'].map(
      (value) =>
        [
          `${JSON.stringify(value)}, which begins as a number`,
          `Udp: A B C\nUdp: 6 ${value} 5\n`,
          ['Udp A=6'],
          1,
        ] as const,
    ),
    ['names with what no name has', 'Udp: A B\0 C\r\nUdp: 3 4 5\r\n', ['Udp A=3'], 1],
    ['a name twice', 'Udp: A A B\nUdp: 3 4 5\n', ['Udp A=3 B=5'], 1],
    ['names without values at the end', 'Udp: A\nUdp: 3\nTcp: B\n', ['Udp A=3'], 1],
    ['names without values in between', 'Udp: A\nTcp: B\nTcp: 4\n', ['Tcp B=4'], 1],
    ['an empty line between names and values', 'Udp: A\n\nUdp: 3\nTcp: B\nTcp: 4\n', [], 1],
    ['a line without a section, behind which nothing is read', 'Udp: A\nUdp: 3\nx\nTcp: B\nTcp: 4\n', ['Udp A=3'], 1],
    ['values without a section', 'Udp: A\nUdp 3\n', [], 1],
  ] as const) {
    it(`takes ${what}`, () => assert.deepEqual(parsed(text), [sections, malformed]));
  }

  it('takes lines of any length', () => {
    const names = Array.from({ length: 5000 }, (_, i) => `Counter${i}`);
    const { sections, malformed } = parseSnmp(
      bytes(`Ip: ${names.join(' ')}\nIp: ${names.map((_, i) => i).join(' ')}\n`),
    );
    assert.deepEqual(
      [sections[0]?.counters.size, sections[0]?.counters.get('Counter4999'), malformed],
      [5000, 4999n, 0],
    );
  });

  it('cut at any byte has what was whole, and says what was not', () => {
    const text = fixture('proc/net/snmp');
    const whole = shown(parseSnmp(text));
    for (let length = 0; length < text.length; length++) {
      const cut = parseSnmp(text.subarray(0, length));
      const values = Buffer.from(text.subarray(0, length)).toString().split('\n').length - 1;
      const complete = values >> 1;
      assert.deepEqual(shown(cut).slice(0, complete), whole.slice(0, complete), `cut at ${length}`);
      const between = values % 2 === 0 && (length === 0 || text[length - 1] === 0x0a);
      // What is cut off inside the last number cannot be told from a shorter one, so that has no value.
      for (const [i, pair] of (shown(cut)[complete]?.split(' ') ?? []).entries())
        assert.equal(pair, whole[complete]?.split(' ')[i], `cut at ${length}`);
      const isLast = !between && cut.malformed === 0;
      assert.equal(
        cut.incomplete,
        isLast || (cut.incomplete === 1 && /\d$/.test(`${Buffer.from(text.subarray(0, length))}`)) ? 1 : 0,
      );
      assert.ok(isLast || cut.malformed === (between ? 0 : 1), `cut at ${length}`);
    }
  });

  it('with any bytes changed is sections and malformed lines, never an exception', () => {
    const random = randomNumbers(5);
    const text = fixture('proc/net/netstat');
    bounded(() => {
      for (let round = 0; round < 300; round++) {
        const broken = text.slice();
        for (let i = 0; i < 5; i++) broken[random(text.length)] = random(256);
        const { sections, malformed } = parseSnmp(broken);
        assert.ok(sections.length + malformed <= 12 && sections.length + malformed > 0);
      }
    });
  });
});
