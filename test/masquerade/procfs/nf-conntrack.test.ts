import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { plain } from '../../../src/kernel/rows.ts';
import { parseNfConntrack } from '../../../src/masquerade/procfs/nf-conntrack.ts';
import { type Translation, toTranslation } from '../../../src/masquerade/translation.ts';
import { TranslationRecord } from '../../../src/masquerade/translation-record.ts';
import { CONNTRACK_STATES } from '../../../src/uapi/conntrack.ts';
import { bounded, fixture, fixtureJson, randomNumbers } from '../../support/fixtures.ts';

function parse(text: Uint8Array | string): { rows: Translation[]; malformed: number; incomplete: number } {
  const record = new TranslationRecord();
  const rows: Translation[] = [];
  const lines = typeof text === 'string' ? Buffer.from(text) : text;
  const { malformed, incomplete } = parseNfConntrack(lines, record, () => rows.push(toTranslation(record)));
  return { rows, malformed, incomplete };
}

const one = (line: string): Translation => {
  const { rows, malformed } = parse(`${line}\n`);
  assert.deepEqual([rows.length, malformed], [1, 0], line);
  return rows[0] as Translation;
};

const TUPLES =
  'src=10.1.0.2 dst=198.51.100.7 sport=5001 dport=443 src=198.51.100.7 dst=192.0.2.1 sport=443 dport=40001';
const END = 'mark=0 zone=0 use=2';

describe('a line of /proc/net/nf_conntrack', () => {
  it('has every field that is in it, and null for what ctnetlink alone tells', () => {
    const row = one(
      'ipv4     2 tcp      6 431999 ESTABLISHED src=10.1.0.2 dst=198.51.100.7 sport=5001 dport=443 packets=3 ' +
        'bytes=18446744073709551615 src=198.51.100.7 dst=192.0.2.1 sport=443 dport=40001 packets=4294967296 bytes=5 ' +
        '[ASSURED] mark=4294967295 secctx=system_u:object_r:x:s0 zone=65535 delta-time=12 use=3',
    );
    assert.deepEqual(row, {
      family: 'inet',
      protocol: 'tcp',
      protocolNumber: 6,
      kind: 'source',
      state: 'ESTABLISHED',
      timeout: 431999,
      flags: ['seenReply', 'assured'],
      mark: 0xffffffff,
      id: null,
      use: 2,
      original: {
        source: '10.1.0.2',
        destination: '198.51.100.7',
        sourcePort: 5001,
        destinationPort: 443,
        icmp: null,
        packets: 3n,
        bytes: 0xffffffffffffffffn,
        zone: 65535,
        sequence: null,
      },
      reply: {
        source: '198.51.100.7',
        destination: '192.0.2.1',
        sourcePort: 443,
        destinationPort: 40001,
        icmp: null,
        packets: 0x100000000n,
        bytes: 5n,
        zone: 65535,
        sequence: null,
      },
    });
  });

  it('has IPv6 addresses as the kernel writes them, nothing shortened', () => {
    const address = (last: string) => `2001:0db8:0001:0000:0000:0000:0000:${last}`;
    const [from, to, router] = ['0002', 'abcd', '0001'].map(address);
    const row = one(
      `ipv6 10 udp 17 29 src=${from} dst=${to} sport=1 dport=2 src=${to} dst=${router} sport=2 dport=1 ${END}`,
    );
    assert.deepEqual(
      [row.family, row.original.source, row.original.destination, row.reply.destination],
      ['inet6', '2001:db8:1::2', '2001:db8:1::abcd', '2001:db8:1::1'],
    );
  });

  it('has no timeout while a flow table has the connection', () => {
    const offloaded = one(`ipv4 2 tcp 6 ESTABLISHED ${TUPLES} [OFFLOAD] ${END}`);
    assert.deepEqual([offloaded.timeout, offloaded.state], [null, 'ESTABLISHED']);
    assert.deepEqual(offloaded.flags, ['seenReply', 'offload']);
    const hardware = one(`ipv4 2 udp 17 ${TUPLES} [HW_OFFLOAD] ${END}`);
    assert.deepEqual([hardware.timeout, hardware.state], [null, null]);
    assert.deepEqual(hardware.flags, ['seenReply', 'offload', 'hardwareOffload']);
  });

  it('has not seen a reply where it says so', () => {
    const line = `ipv4 2 udp 17 9 ${TUPLES.replace(' src=198', ' [UNREPLIED] src=198')} ${END}`;
    assert.deepEqual(one(line).flags, []);
  });

  it('has the state by the name its protocol has for it, and none by that of another', () => {
    const stateOf = (protocol: string, state: string) => one(`ipv4 2 ${protocol} 9 ${state} ${TUPLES} ${END}`).state;
    for (const [protocol, states] of Object.entries(CONNTRACK_STATES)) {
      for (const state of states) assert.equal(stateOf(`any ${protocol}`, state), state);
    }
    assert.equal(stateOf('tcp 6', 'CLOSEREQ'), null);
    assert.equal(stateOf('udp 17', 'ESTABLISHED'), null);
  });

  it("has GRE's keys for ports, and passes over its timeouts", () => {
    const row = one(
      `ipv4 2 gre 47 25 timeout=30, stream_timeout=180 src=10.1.0.2 dst=1.2.3.4 srckey=0xbeef dstkey=0x0 ` +
        `src=1.2.3.4 dst=192.0.2.1 srckey=0x0 dstkey=0xbeef ${END}`,
    );
    assert.deepEqual([row.protocol, row.original.sourcePort, row.original.destinationPort], ['gre', 0xbeef, 0]);
  });

  it('has a zone of one direction alone there', () => {
    const tuples = TUPLES.replace(' src=198', ' zone-orig=6 src=198');
    const of = ({ original, reply }: Translation) => [original.zone, reply.zone];
    assert.deepEqual(of(one(`ipv4 2 udp 17 9 ${tuples} mark=0 use=2`)), [6, 0]);
    assert.deepEqual(of(one(`ipv4 2 udp 17 9 ${TUPLES} zone-reply=7 mark=0 use=2`)), [0, 7]);
  });

  it('is no row when the reply is the original turned round, and then no bad line either', () => {
    const line = `ipv4 2 udp 17 9 ${TUPLES.replace('192.0.2.1', '10.1.0.2').replace('40001', '5001')} ${END}\n`;
    assert.deepEqual(parse(line), { rows: [], malformed: 0, incomplete: 0 });
  });

  it('has nothing of the one before it', () => {
    const rich = `ipv4 2 tcp 6 9 CLOSE ${TUPLES.replace('443 src', '443 packets=1 bytes=2 src')} [ASSURED] mark=7 zone=8 use=9\n`;
    const poor = 'ipv4 2 unknown 253 src=1.1.1.1 dst=2.2.2.2 src=2.2.2.2 dst=3.3.3.3 use=1\n';
    assert.deepEqual(parse(rich + poor).rows[1], parse(poor).rows[0]);
    const half = poor.replace(' use', ' packets=5 use');
    assert.equal(
      parse(rich.replaceAll('dport=40001', 'dport=40001 packets=3 bytes=4') + half).rows[1]?.reply.bytes,
      0n,
    );
  });
});

// Recorded in one moment with conntrack.bin of test/fixtures/netlink.
describe('the recorded file', () => {
  const text = fixture('proc/net/nf_conntrack');

  it('has the rows of the recorded dump, but for what the file does not tell', () => {
    const { rows, malformed } = parse(text);
    assert.equal(malformed, 0);
    const told = ['seenReply', 'assured'];
    const expected = fixtureJson('netlink/conntrack.json').map((row) => {
      const { original, reply } = row as { original: object; reply: object };
      const flags = (row.flags as string[]).filter((flag) => told.includes(flag));
      const silent = { sequence: null };
      return { ...row, id: null, flags, original: { ...original, ...silent }, reply: { ...reply, ...silent } };
    });
    assert.deepEqual(plain(rows), expected);
  });

  it('cut at any byte gives the rows of its whole lines, and at most one that is cut behind all but its last number', () => {
    const ends = parse(text).rows;
    for (let length = 0; length < text.length; length++) {
      const part = text.subarray(0, length);
      const { rows, malformed } = parse(part);
      assert.deepEqual(rows.slice(0, -1), ends.slice(0, Math.max(0, rows.length - 1)), `cut at ${length}`);
      const whole = parse(part.subarray(0, part.lastIndexOf(0x0a) + 1)).rows;
      assert.ok(rows.length - whole.length <= 1 && malformed <= 1, `cut at ${length}`);
      if (malformed === 1) assert.equal(rows.length, whole.length, `cut at ${length}`);
    }
  });

  it('with any bytes changed is rows and bad lines, never an exception', () => {
    const random = randomNumbers(15);
    bounded(() => {
      for (let round = 0; round < 1000; round++) {
        const broken = text.slice();
        for (let i = 0; i < 5; i++) broken[random(text.length)] = random(256);
        JSON.stringify(plain(parse(broken).rows));
      }
    });
  });
});

describe('a broken file', () => {
  it('loses a line with a field that is none of its kind, and counts it', () => {
    const { rows, malformed } = parse(fixture('broken/nf_conntrack_bogus_field'));
    assert.deepEqual([rows.map(({ protocol }) => protocol), malformed], [['icmpv6', 'gre'], 1]);
  });

  it('loses a line that is cut off before its end, and counts it', () => {
    const { rows, malformed } = parse(fixture('broken/nf_conntrack_truncated_line'));
    assert.deepEqual([rows.map(({ protocol }) => protocol), malformed], [['icmpv6', 'gre'], 1]);
  });

  it('counts every line that is no connection', () => {
    for (const line of [
      'x',
      `ipv4 x udp 17 9 ${TUPLES} ${END}`,
      `bridge 7 udp 17 9 ${TUPLES} ${END}`,
      `ipv4 2 udp x 9 ${TUPLES} ${END}`,
      'ipv4 2 udp 17 9 src=10.1.0.2 dst=1.2.3.4 sport=1 dport=2 mark=0 use=2',
      `ipv4 2 udp 17 9 src=1.1.1.1 ${TUPLES} ${END}`,
      `ipv4 2 udp 17 9 ${TUPLES.replace('10.1.0.2', '10.1.0')} ${END}`,
      `ipv4 2 udp 17 9 ${TUPLES.replace('10.1.0.2', '10.1.0.256')} ${END}`,
      `ipv4 2 udp 17 9 ${TUPLES.replace('10.1.0.2', '10.1.0.2.3')} ${END}`,
      `ipv4 2 udp 17 9 ${TUPLES.replace('10.1.0.2', '::1')} ${END}`,
      `ipv6 10 udp 17 9 ${TUPLES} ${END}`,
      `ipv4 2 udp 17 9 ${TUPLES.replace('5001', '')} ${END}`,
      `ipv4 2 udp 17 9 ${TUPLES} packets= ${END}`,
      `ipv4 2 udp 17 9 ${TUPLES} mark=0`,
      `ipv4 2 udp 17 9 ${TUPLES} ${END} more=1`,
      `ipv4 2 gre 47 9 ${TUPLES.replace('sport=5001', 'srckey=5001')} ${END}`,
      `ipv4 2 udp 256 9 ${TUPLES} ${END}`,
      `ipv4 2 udp 17 9 ${TUPLES.replace('40001', '65536')} ${END}`,
      `ipv4 2 icmp 1 9 ${TUPLES.replace('sport=5001 dport=443', 'type=256 code=0 id=1')} ${END}`,
      `ipv4 2 icmp 1 9 ${TUPLES.replace('sport=5001 dport=443', 'type=8 code=0 id=65536')} ${END}`,
    ]) {
      assert.deepEqual(parse(`${line}\n`), { rows: [], malformed: 1, incomplete: 0 }, line);
    }
  });

  it('has no rows when it has nothing, or empty lines', () => {
    assert.deepEqual(parse(''), { rows: [], malformed: 0, incomplete: 0 });
    assert.deepEqual(parse('\n\n'), { rows: [], malformed: 0, incomplete: 0 });
  });
});

describe('a number that does not fit its field', () => {
  const LINE = `ipv4     2 tcp      6 432000 ESTABLISHED ${TUPLES.replace(' src=198', ' packets=7 bytes=8 src=198')} packets=5 bytes=6 [ASSURED] mark=3 zone=0 use=2`;

  for (const [field, before, after] of [
    ['mark', 'mark=3', 'mark=4294967299'],
    ['use', 'use=2', 'use=18446744073709551616'],
    ['timeout', ' 432000 ', ` ${'1'.repeat(30)} `],
  ] as const) {
    it(`leaves the connection without its ${field}, and is counted`, () => {
      const whole = one(LINE);
      const { rows, malformed, incomplete } = parse(`${LINE.replace(before, after)}\n`);
      assert.deepEqual([malformed, incomplete], [0, 1]);
      assert.deepEqual({ ...rows[0] }, { ...whole, [field]: null });
    });
  }

  it('leaves each direction without its zone, and is counted', () => {
    for (const number of ['65536', '2147483648', '4294967296', '4294967297', '9223372036854775808', '1'.repeat(30)]) {
      const { rows, malformed, incomplete } = parse(`${LINE.replace('zone=0', `zone=${number}`)}\n`);
      assert.deepEqual([malformed, incomplete, rows[0]?.original.zone, rows[0]?.reply.zone], [0, 1, null, null]);
      const own = parse(`${LINE.replace('zone=0', `zone-reply=${number}`)}\n`);
      assert.deepEqual([own.incomplete, own.rows[0]?.original.zone, own.rows[0]?.reply.zone], [1, 0, null]);
    }
  });

  it('makes the line no connection where it tells which ends are translated', () => {
    for (const number of ['65536', '4294967297', '18446744073709551616', '1'.repeat(30)]) {
      for (const before of ['sport=5001', 'dport=443', 'dport=40001']) {
        const line = LINE.replace(before, `${before.split('=')[0]}=${number}`);
        assert.deepEqual(parse(`${line}\n`), { rows: [], malformed: 1, incomplete: 0 }, line);
      }
    }
  });

  it('is none of 64 bits, and no counter of more', () => {
    assert.equal(
      one(LINE.replace('packets=7', 'packets=18446744073709551615')).original.packets,
      18446744073709551615n,
    );
    const { rows, incomplete } = parse(`${LINE.replace('packets=7', 'packets=18446744073709551616')}\n`);
    assert.deepEqual([rows[0]?.original.packets, rows[0]?.reply.packets, incomplete], [null, 5n, 1]);
  });
});
