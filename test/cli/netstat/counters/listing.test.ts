import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { StatisticsListing } from '../../../../src/cli/netstat/counters/listing.ts';
import type { SectionFlag } from '../../../../src/cli/netstat/counters/section.ts';
import { SECTION_TEXTS } from '../../../../src/cli/netstat/counters/sections.ts';
import { LineWriter } from '../../../../src/cli/output/line-writer.ts';

const ALL: readonly SectionFlag[] = ['raw', 'tcp', 'udp', 'sctp'];

type Counters = Record<string, bigint | number>;

interface Options {
  flags?: readonly SectionFlag[];
  terminal?: boolean;
}

/** The lines of sections, each a name and its counters. */
function lines(sections: readonly [string, Counters][], { flags = ALL, terminal = false }: Options = {}): string[] {
  let text = '';
  const out = new LineWriter((bytes) => {
    text += Buffer.from(bytes).toString('latin1');
  }, terminal);
  const listing = new StatisticsListing(out, new Set(flags));
  for (const [name, counters] of sections) {
    const values = Object.entries(counters).map(([key, value]) => [key, BigInt(value)] as const);
    listing.section({ name, file: 'snmp', counters: new Map(values) });
  }
  out.flush();
  return text.split('\n').slice(0, -1);
}

describe('StatisticsListing', () => {
  it('has a sentence for a counter netstat knows, around the value', () => {
    assert.deepEqual(lines([['TcpExt', { SyncookiesSent: 3, DelayedACKLost: 4 }]]), [
      'TcpExt:',
      '    3 SYN cookies sent',
      '    Quick ack mode was activated 4 times',
    ]);
  });

  it('shows a counter of 0 where netstat always does, and no other', () => {
    const counters = { ForwDatagrams: 0, InHdrErrors: 0, Unknown: 0 };
    assert.deepEqual(lines([['Ip', counters]]), ['Ip:', '    0 forwarded']);
  });

  it('hides what netstat hides', () => {
    const counters = { RtoAlgorithm: 1, RtoMin: 200, RtoMax: 120000, MaxConn: -1 };
    assert.deepEqual(lines([['Tcp', counters]]), ['Tcp:']);
    assert.deepEqual(lines([['Ip', { DefaultTTL: 64 }]]), ['Ip:']);
  });

  it('shows under its own name what netstat does not know, or does not find', () => {
    assert.deepEqual(lines([['Ip', { Forwarding: 1, OutTransmits: 7 }]]), [
      'Ip:',
      '    Forwarding: 1',
      '    OutTransmits: 7',
    ]);
    assert.deepEqual(lines([['TcpExt', { TCPTimeouts: 3, TWKilled: 5, TCPSackRecovery: 1 }]]), [
      'TcpExt:',
      '    TCPTimeouts: 3',
      '    TWKilled: 5',
      '    TCPSackRecovery: 1',
    ]);
    // Of another section's name, or of an object's.
    assert.deepEqual(
      lines([
        ['Udp', { ForwDatagrams: 1 }],
        ['Udp', { constructor: 1 }],
      ]),
      [...['Udp:', '    ForwDatagrams: 1', 'Udp:', '    constructor: 1']],
    );
  });

  it('shows values as numbers without a sign', () => {
    const values: Counters = { A: -1, B: 2n ** 64n - 1n, C: -(2n ** 63n), D: 2n ** 70n, E: -(2n ** 70n) };
    assert.deepEqual(lines([['Foo', values]]), [
      'Foo:',
      '    A: 18446744073709551615',
      '    B: 18446744073709551615',
      '    C: 9223372036854775808',
      '    D: 18446744073709551615',
      '    E: 18446744073709551615',
    ]);
  });

  it('shows the sections that are wanted, and always those netstat does not know', () => {
    const sections: [string, Counters][] = [
      'Ip',
      'Icmp',
      'IcmpMsg',
      'Tcp',
      'Udp',
      'UdpLite',
      'Sctp',
      'TcpExt',
      'IpExt',
    ].map((name) => [name, {}]);
    const titles = (...flags: SectionFlag[]) => lines(sections, { flags }).join(' ');
    assert.equal(titles(), 'IcmpMsg: UdpLite: IpExt:');
    assert.equal(titles('tcp'), 'IcmpMsg: Tcp: UdpLite: TcpExt: IpExt:');
    assert.equal(titles('udp'), 'IcmpMsg: Udp: UdpLite: IpExt:');
    assert.equal(titles('raw'), 'Ip: Icmp: IcmpMsg: UdpLite: IpExt:');
    assert.equal(titles('sctp'), 'IcmpMsg: UdpLite: Sctp: IpExt:');
    assert.equal(titles(...ALL), 'Ip: Icmp: IcmpMsg: Tcp: Udp: UdpLite: Sctp: TcpExt: IpExt:');
  });

  it('makes a name safe for a terminal, and for nothing else', () => {
    const sections: [string, Counters][] = [['\x1b[31mFoo', { 'A\x9b': 1 }]];
    assert.deepEqual(lines(sections, { terminal: true }), ['?[31mFoo:', '    A?: 1']);
    assert.deepEqual(lines(sections), ['\x1b[31mFoo:', '    A\x9b: 1']);
  });
});

describe('histograms of ICMP', () => {
  const IN = { InEchos: 1 };
  const OUT = { OutEchos: 2 };

  it('have a title, which is there even when all of it is 0', () => {
    assert.deepEqual(lines([['Icmp', { InMsgs: 0, InEchos: 0, InEchoReps: 3, OutMsgs: 0, OutEchos: 0 }]]), [
      'Icmp:',
      '    0 ICMP messages received',
      '    ICMP input histogram:',
      '        echo replies: 3',
      '    0 ICMP messages sent',
      '    ICMP output histogram:',
    ]);
  });

  it('indent the title of the next one when they follow each other', () => {
    assert.deepEqual(lines([['Icmp6', { Icmp6InEchos: 1, Icmp6OutEchos: 2 }]]), [
      'Icmp6:',
      '    ICMP input histogram:',
      '        echo requests: 1',
      '        ICMP output histogram:',
      '        echo requests: 2',
    ]);
  });

  it('go on over what netstat does not know, and over what it hides', () => {
    assert.deepEqual(lines([['Icmp', { ...IN, InNew: 4, InEchoReps: 5 }]]), [
      ...[
        'Icmp:',
        '    ICMP input histogram:',
        '        echo requests: 1',
        '        InNew: 4',
        '        echo replies: 5',
      ],
    ]);
    assert.deepEqual(
      lines([
        ['Icmp', OUT],
        ['IcmpMsg', { OutType8: 2 }],
      ]).slice(-2),
      ['IcmpMsg:', '        OutType8: 2'],
    );
  });

  it('end at a sentence, even one that is not shown, and at a section netstat knows, even one that is not wanted', () => {
    assert.deepEqual(lines([['Icmp', { ...OUT, InErrors: 0, New: 4 }]]).slice(-2), [
      '    0 input ICMP message failed',
      '    New: 4',
    ]);
    assert.deepEqual(
      lines([
        ['Icmp', OUT],
        ['Ip', { InHdrErrors: 0, New: 4 }],
      ]).slice(-2),
      ['Ip:', '    New: 4'],
    );
    const flags = ['raw'] as const;
    assert.deepEqual(
      lines(
        [
          ['Icmp', OUT],
          ['Tcp', {}],
          ['Foo', { New: 4 }],
        ],
        { flags },
      ).slice(-2),
      ['Foo:', '    New: 4'],
    );
  });
});

describe('the texts of counters', () => {
  it('have one value each, and one kind', () => {
    for (const [section, { texts }] of SECTION_TEXTS) {
      for (const [counter, text] of texts) {
        if (!text) continue;
        assert.ok(text.before.length + text.after.length > 0, `${section} ${counter}`);
        assert.doesNotMatch(text.before + text.after, /[{}]/, `${section} ${counter}`);
      }
    }
    assert.equal(SECTION_TEXTS.size, 9);
  });
});
