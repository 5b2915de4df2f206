import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { walkMessages } from '../../../src/kernel/netlink/message.ts';
import { ReplyBytes } from '../../../src/kernel/netlink/reply-bytes.ts';
import { plain } from '../../../src/kernel/rows.ts';
import { CONNTRACK_NEW, conntrackRequest, decodeTranslation } from '../../../src/masquerade/netlink/conntrack.ts';
import { type Translation, toTranslation } from '../../../src/masquerade/translation.ts';
import { TranslationRecord } from '../../../src/masquerade/translation-record.ts';
import { be32, be64, CTA, connection, nested, ports, type Tuple, tuple } from '../../support/ctnetlink.ts';
import { bounded, checkCorruption, checkEveryCut, fixture, fixtureJson } from '../../support/fixtures.ts';
import { attribute, be16, concat, message } from '../../support/nlmsg.ts';

const INET = 2;
const INET6 = 10;

/** Each connection of a reply, null in place of one that is not translated. */
function decodeAll(bytes: Uint8Array): (Translation | null)[] {
  const record = new TranslationRecord();
  const rows: (Translation | null)[] = [];
  walkMessages(ReplyBytes.from(bytes), 'ctnetlink', (reply, start, end, type) => {
    assert.equal(type, CONNTRACK_NEW);
    rows.push(decodeTranslation(reply, start, end, record) ? toTranslation(record) : null);
  });
  return rows;
}

const decode = (family: number, ...attributes: Uint8Array[]) => decodeAll(connection(family, ...attributes))[0];

const CLIENT = [10, 1, 0, 2];
const ROUTER = [192, 0, 2, 1];
const SERVER = [198, 51, 100, 7];
const ORIGINAL: Tuple = { source: CLIENT, destination: SERVER, rest: ports(5001, 443) };
const REPLY: Tuple = { source: SERVER, destination: ROUTER, rest: ports(443, 40001) };
const TUPLES = [tuple(CTA.TUPLE_ORIG, ORIGINAL), tuple(CTA.TUPLE_REPLY, REPLY)];

describe('the request', () => {
  it('is a dump of the connections of every family', () => {
    const bytes = conntrackRequest();
    const view = new DataView(bytes.buffer);
    assert.equal(bytes.length, 20);
    assert.equal(view.getUint16(4, true), 0x101);
    assert.equal(view.getUint16(6, true), 0x301);
    assert.deepEqual([...bytes.subarray(16)], [0, 0, 0, 0]);
  });
});

describe('a connection of ctnetlink', () => {
  it('has every field', () => {
    const counters = (type: number, packets: bigint, bytes: bigint) =>
      nested(type, attribute(1, be64(packets)), attribute(2, be64(bytes)));
    const adjustment = (type: number, ...values: number[]) =>
      nested(type, ...values.map((value, i) => attribute(i + 1, be32(value))));
    const row = decode(
      INET,
      ...TUPLES,
      attribute(CTA.STATUS, be32(0x19e)),
      nested(CTA.PROTOINFO, nested(1, attribute(1, Uint8Array.of(3)), attribute(2, Uint8Array.of(7)))),
      attribute(CTA.TIMEOUT, be32(431999)),
      attribute(CTA.MARK, be32(0xfffffffe)),
      counters(CTA.COUNTERS_ORIG, 3n, 0xffffffffffffffffn),
      counters(CTA.COUNTERS_REPLY, 0x100000002n, 5n),
      attribute(CTA.USE, be32(1)),
      attribute(CTA.ID, be32(0xdeadbeef)),
      adjustment(CTA.SEQ_ADJ_ORIG, 0xfffffff0, -3, 70000),
      adjustment(CTA.SEQ_ADJ_REPLY, 1, 2, 3),
      attribute(CTA.ZONE, be16(65535)),
    );
    assert.deepEqual(row, {
      family: 'inet',
      protocol: 'tcp',
      protocolNumber: 6,
      kind: 'source',
      state: 'ESTABLISHED',
      timeout: 431999,
      flags: ['seenReply', 'assured', 'confirmed', 'sourceNat', 'sourceNatDone', 'destinationNatDone'],
      mark: 0xfffffffe,
      id: 0xdeadbeef,
      use: 1,
      original: {
        source: '10.1.0.2',
        destination: '198.51.100.7',
        sourcePort: 5001,
        destinationPort: 443,
        icmp: null,
        packets: 3n,
        bytes: 0xffffffffffffffffn,
        zone: 65535,
        sequence: { position: 0xfffffff0, before: -3, after: 70000 },
      },
      reply: {
        source: '198.51.100.7',
        destination: '192.0.2.1',
        sourcePort: 443,
        destinationPort: 40001,
        icmp: null,
        packets: 0x100000002n,
        bytes: 5n,
        zone: 65535,
        sequence: { position: 1, before: 2, after: 3 },
      },
    });
  });

  it('has nothing of the one before it', () => {
    const rich = connection(
      INET6,
      tuple(CTA.TUPLE_ORIG, { source: Array(16).fill(1), destination: Array(16).fill(2), rest: ports(1, 2) }),
      tuple(CTA.TUPLE_REPLY, { source: Array(16).fill(2), destination: Array(16).fill(3), rest: ports(2, 1) }),
      attribute(CTA.STATUS, be32(0xffff)),
      nested(CTA.PROTOINFO, nested(1, attribute(1, Uint8Array.of(3)))),
      ...[CTA.TIMEOUT, CTA.MARK, CTA.USE, CTA.ID].map((type) => attribute(type, be32(77))),
      nested(CTA.COUNTERS_ORIG, attribute(1, be64(5n)), attribute(2, be64(5n))),
      nested(CTA.SEQ_ADJ_ORIG, attribute(1, be32(5))),
      attribute(CTA.ZONE, be16(5)),
    );
    const poor = connection(
      INET,
      tuple(CTA.TUPLE_ORIG, { source: CLIENT, destination: SERVER, protocol: 50 }),
      tuple(CTA.TUPLE_REPLY, { source: SERVER, destination: ROUTER, protocol: 50 }),
    );
    assert.deepEqual(decodeAll(concat(rich, poor))[1], decodeAll(poor)[0]);
    const { protocol, state, timeout, flags, mark, id, use, original } = decodeAll(poor)[0] as Translation;
    assert.deepEqual([protocol, state, timeout, flags, mark, id, use], ['esp', null, null, [], 0, null, 0]);
    const { sourcePort, destinationPort, icmp, packets, bytes, zone, sequence } = original;
    assert.deepEqual(
      [sourcePort, destinationPort, icmp, packets, bytes, zone, sequence],
      [null, null, null, null, null, 0, null],
    );
  });

  it('has a zone of its own in each direction where the zone is of one alone', () => {
    const row = decode(
      INET,
      tuple(CTA.TUPLE_ORIG, ORIGINAL, attribute(3, be16(6))),
      tuple(CTA.TUPLE_REPLY, REPLY),
    ) as Translation;
    assert.deepEqual([row.original.zone, row.reply.zone], [6, 0]);
  });

  it('has the state by the name its protocol has for it, or its number where that has none', () => {
    const stateOf = (protocol: number, attributeType: number, state: number) =>
      decode(
        INET,
        tuple(CTA.TUPLE_ORIG, { ...ORIGINAL, protocol }),
        tuple(CTA.TUPLE_REPLY, { ...REPLY, protocol }),
        nested(CTA.PROTOINFO, nested(attributeType, attribute(1, Uint8Array.of(state)))),
      )?.state;
    assert.equal(stateOf(6, 1, 9), 'SYN_SENT2');
    assert.equal(stateOf(33, 2, 4), 'OPEN');
    assert.equal(stateOf(132, 3, 8), 'HEARTBEAT_SENT');
    assert.equal(stateOf(6, 1, 77), '77');
    assert.equal(stateOf(6, 3, 1), null);
    assert.equal(stateOf(17, 1, 1), null);
  });

  it('has the identifier, type and code of an ICMP query', () => {
    const icmp = (first: number, id: number, type: number) => [
      attribute(first, be16(id)),
      attribute(first + 1, Uint8Array.of(type)),
      attribute(first + 2, Uint8Array.of(1)),
    ];
    for (const [protocol, first] of [
      [1, 4],
      [58, 7],
    ] as const) {
      const row = decode(
        INET,
        tuple(CTA.TUPLE_ORIG, { ...ORIGINAL, protocol, rest: icmp(first, 513, 8) }),
        tuple(CTA.TUPLE_REPLY, { ...REPLY, destination: CLIENT, protocol, rest: icmp(first, 514, 0) }),
      );
      assert.deepEqual(row?.original.icmp, { id: 513, type: 8, code: 1 });
      assert.deepEqual(row?.reply.icmp, { id: 514, type: 0, code: 1 });
      assert.equal(row?.kind, 'source');
      assert.equal(row?.original.sourcePort, null);
    }
  });

  it('is no translation where the reply is the original turned round, whatever the NAT bits say', () => {
    const untouched = { source: SERVER, destination: CLIENT, rest: ports(443, 5001) };
    const row = decode(
      INET,
      tuple(CTA.TUPLE_ORIG, ORIGINAL),
      tuple(CTA.TUPLE_REPLY, untouched),
      attribute(CTA.STATUS, be32(0x1b8)),
    );
    assert.equal(row, null);
  });

  it('is a translation of the end that differs, be it by its port alone', () => {
    const kindOf = (reply: Tuple) => decode(INET, tuple(CTA.TUPLE_ORIG, ORIGINAL), tuple(CTA.TUPLE_REPLY, reply))?.kind;
    assert.equal(kindOf({ source: SERVER, destination: ROUTER, rest: ports(443, 5001) }), 'source');
    assert.equal(kindOf({ source: SERVER, destination: CLIENT, rest: ports(443, 5002) }), 'source');
    assert.equal(kindOf({ source: ROUTER, destination: CLIENT, rest: ports(443, 5001) }), 'destination');
    assert.equal(kindOf({ source: SERVER, destination: CLIENT, rest: ports(444, 5001) }), 'destination');
    assert.equal(kindOf({ source: ROUTER, destination: ROUTER, rest: ports(443, 5001) }), 'both');
  });

  it('may have attributes nobody knows', () => {
    const unknown = attribute(99, Uint8Array.of(1, 2, 3));
    assert.deepEqual(
      decode(INET, tuple(CTA.TUPLE_ORIG, ORIGINAL, unknown), tuple(CTA.TUPLE_REPLY, REPLY, unknown), unknown),
      decode(INET, ...TUPLES),
    );
  });
});

describe('a broken message', () => {
  it('that is shorter than its header is an error', () => {
    assert.throws(() => decodeAll(message(CONNTRACK_NEW, Uint8Array.of(2))), {
      code: 'ERR_MALFORMED_REPLY',
      message: 'ctnetlink: 1 bytes where at least 4 are needed',
    });
  });

  it('that lacks a direction, or whose family is none of IP, is an error', () => {
    const broken = { code: 'ERR_MALFORMED_REPLY', message: /without both its directions$/ };
    assert.throws(() => decode(INET, tuple(CTA.TUPLE_ORIG, ORIGINAL)), broken);
    assert.throws(() => decode(INET), broken);
    assert.throws(() => decode(7, ...TUPLES), broken);
  });

  it('with a value that is too short is an error, of each attribute', () => {
    const short = {
      code: 'ERR_MALFORMED_REPLY',
      message: /^ctnetlink attribute: \d bytes where at least \d+ are needed$/,
    };
    const three = Uint8Array.of(1, 2, 3);
    for (const type of [CTA.STATUS, CTA.TIMEOUT, CTA.MARK, CTA.USE, CTA.ID]) {
      assert.throws(() => decode(INET, ...TUPLES, attribute(type, three)), short, `${type}`);
    }
    assert.throws(() => decode(INET, ...TUPLES, attribute(CTA.ZONE, Uint8Array.of(1))), short);
    for (const type of [CTA.COUNTERS_ORIG, CTA.COUNTERS_REPLY]) {
      for (const inner of [1, 2]) {
        assert.throws(() => decode(INET, ...TUPLES, nested(type, attribute(inner, be32(1)))), short);
      }
    }
    for (const type of [CTA.SEQ_ADJ_ORIG, CTA.SEQ_ADJ_REPLY]) {
      for (const inner of [1, 2, 3]) {
        assert.throws(() => decode(INET, ...TUPLES, nested(type, attribute(inner, three))), short);
      }
    }
    const state = nested(CTA.PROTOINFO, nested(1, attribute(1, new Uint8Array(0))));
    assert.throws(() => decode(INET, ...TUPLES, state), short);
    for (const inner of [1, 2, 3, 4]) {
      assert.throws(() => decode(INET, nested(CTA.TUPLE_ORIG, nested(1, attribute(inner, three)))), short);
    }
    for (let inner = 1; inner <= 9; inner++) {
      const empty = attribute(inner, new Uint8Array(0));
      assert.throws(() => decode(INET, nested(CTA.TUPLE_ORIG, nested(2, empty))), short);
    }
    assert.throws(() => decode(INET, nested(CTA.TUPLE_ORIG, attribute(3, Uint8Array.of(1)))), short);
  });
});

// Recorded with proc/net/nf_conntrack in one moment: every kind of translation, and two connections that are not translated.
describe('the recorded reply', () => {
  const bytes = fixture('netlink/conntrack.bin');
  const rows = () => decodeAll(bytes).map((row) => row && (plain(row) as Record<string, unknown>));

  it('has the rows that were there', () => {
    const all = rows();
    assert.deepEqual(
      all.filter((row) => row !== null),
      fixtureJson('netlink/conntrack.json'),
    );
    assert.equal(all.filter((row) => row === null).length, 2);
  });

  it('cut anywhere is what came before or an error', () => {
    checkEveryCut(bytes, (part) => {
      const decoded = decodeAll(part);
      return { toJSON: () => decoded };
    });
  });

  it('with any byte changed is rows or an error', () => {
    bounded(() =>
      checkCorruption(bytes, 5000, (broken) => {
        const decoded = corrupted(broken);
        return { toJSON: () => decoded.map((row) => row?.original.source) };
      }),
    );
  });
});

/** Like decodeAll(), for messages of which the type may be anything. */
function corrupted(bytes: Uint8Array): (Translation | null)[] {
  const record = new TranslationRecord();
  const rows: (Translation | null)[] = [];
  walkMessages(ReplyBytes.from(bytes), 'ctnetlink', (reply, start, end) => {
    rows.push(decodeTranslation(reply, start, end, record) ? toTranslation(record) : null);
  });
  return rows;
}
