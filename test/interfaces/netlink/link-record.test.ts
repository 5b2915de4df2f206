import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Interface, toInterface } from '../../../src/interfaces/interface.ts';
import { linkRequest } from '../../../src/interfaces/netlink/interfaces.ts';
import { LinkRecord } from '../../../src/interfaces/netlink/link-record.ts';
import { RTM_NEWLINK } from '../../../src/kernel/netlink/links-request.ts';
import { walkMessages } from '../../../src/kernel/netlink/message.ts';
import { ReplyBytes as Reply, type ReplyBytes } from '../../../src/kernel/netlink/reply-bytes.ts';
import { newTableReport } from '../../../src/kernel/report.ts';
import { Rows } from '../../../src/kernel/rows.ts';
import { bounded, checkCorruption, checkEveryCut, fixture, fixtureJson } from '../../support/fixtures.ts';
import { attribute, concat, message, reply, u16, u32 } from '../../support/nlmsg.ts';

const HEADER = 16;
const [IFLA_ADDRESS, IFLA_IFNAME, IFLA_MTU, IFLA_LINK, IFLA_MAP, IFLA_OPERSTATE, IFLA_STATS64] = [
  1, 3, 4, 5, 14, 16, 23,
];

function links(part: ReplyBytes): Interface[] {
  const found: Interface[] = [];
  const record = new LinkRecord();
  walkMessages(part, 'rtnetlink link', (bytes, start, end, type) => {
    if (type !== RTM_NEWLINK) return;
    record.set(bytes, start, end);
    found.push(toInterface(record));
  });
  return found;
}

const decode = (bytes: Uint8Array) => new Rows(links(Reply.from(bytes)), newTableReport());

const text = (name: string) => Buffer.from(`${name}\0`);
const counters = (...values: number[]) => u32(...Array.from({ length: 25 }, (_, i) => [values[i] ?? 0, 0]).flat());
/** `struct ifinfomsg`, a name, counters, and whatever else. */
const newLink = (...attributes: Uint8Array[]) =>
  message(
    RTM_NEWLINK,
    concat(
      u16(0, 1),
      u32(7, 0x11043, 0),
      attribute(IFLA_IFNAME, text('eth7')),
      attribute(IFLA_STATS64, counters()),
      ...attributes,
    ),
  );
const one = (...attributes: Uint8Array[]) => links(reply(newLink(...attributes)))[0] as Interface;

describe('a request for links', () => {
  it('is a dump of every family with an empty mask of extensions, in the exact form strict checking wants', () => {
    const { request, protocol } = linkRequest();
    assert.equal(protocol, 0);
    assert.deepEqual(request.subarray(0, 8), concat(u32(HEADER + 16 + 8), u16(18, 0x301)));
    assert.deepEqual(request.subarray(HEADER), concat(new Uint8Array(16), u16(8, 29), u32(0)));
  });
});

describe('recorded links', () => {
  it('have every field', () => {
    assert.deepEqual(decode(fixture('netlink/links.bin')).toJSON(), fixtureJson('netlink/links.json'));
  });

  it('are an error wherever the reply is cut', () => {
    checkEveryCut(fixture('netlink/links.bin'), decode);
  });

  it('are links or an error whatever byte is changed', () => {
    checkCorruption(fixture('netlink/links.bin'), 3000, decode);
  });
});

describe('a link', () => {
  it('has names for its flags, its hardware and its state, and keeps the numbers', () => {
    const link = one(attribute(IFLA_OPERSTATE, Uint8Array.of(6)));
    assert.deepEqual(link.flags, ['up', 'broadcast', 'running', 'multicast', 'lower-up']);
    assert.deepEqual([link.flagBits, link.type, link.typeNumber, link.operState], [0x11043, 'ether', 1, 'up']);
  });

  it('has null for a type and a state without a name', () => {
    const bare = concat(u16(0, 999), u32(7, 0, 0), attribute(IFLA_IFNAME, text('x')));
    const parts = [attribute(IFLA_STATS64, counters()), attribute(IFLA_OPERSTATE, Uint8Array.of(99))];
    const [link] = links(reply(message(RTM_NEWLINK, concat(bare, ...parts))));
    assert.deepEqual([link?.type, link?.typeNumber, link?.operState, link?.flags], [null, 999, null, []]);
  });

  it('has no address where the kernel sends none or an empty one, and all bytes of a long one', () => {
    assert.equal(one().address, null);
    assert.equal(one(attribute(IFLA_ADDRESS, new Uint8Array())).address, null);
    const bytes = Uint8Array.from({ length: 20 }, (_, i) => i * 13);
    assert.equal(
      one(attribute(IFLA_ADDRESS, bytes)).address,
      Buffer.from(bytes)
        .toString('hex')
        .replace(/..(?=.)/g, '$&:'),
    );
  });

  it('has nothing below it where the kernel says 0', () => {
    assert.equal(one(attribute(IFLA_LINK, u32(0))).link, null);
    assert.equal(one(attribute(IFLA_LINK, u32(3))).link, 3);
  });

  it('has its name up to the NUL, in UTF-8', () => {
    assert.equal(one(attribute(IFLA_IFNAME, Buffer.from('été\0rest'))).name, 'été');
    assert.equal(one(attribute(IFLA_IFNAME, Buffer.from('open'))).name, 'open');
  });

  it('has the resources of its hardware', () => {
    const map = concat(u32(0x1000, 1, 0x2000, 2, 0x300, 0), u16(257), Uint8Array.of(3, 1));
    const expected = { memoryStart: 0x1_0000_1000n, memoryEnd: 0x2_0000_2000n, basePort: 0x300n, irq: 257, dma: 3 };
    assert.deepEqual(one(attribute(IFLA_MAP, map)).map, expected);
  });

  it('has none of what the one before it had', () => {
    const [first, second] = links(
      reply(newLink(attribute(IFLA_MTU, u32(9000)), attribute(IFLA_LINK, u32(3))), newLink()),
    );
    assert.deepEqual([first?.mtu, first?.link, second?.mtu, second?.link], [9000, 3, null, null]);
    const { address, broadcast, kind, alias, altNames, map, operState, carrier, linkNamespace } = second as Interface;
    assert.deepEqual(
      [address, broadcast, kind, alias, map, operState, carrier],
      Array.from({ length: 7 }, () => null),
    );
    assert.deepEqual([altNames, linkNamespace], [[], null]);
  });

  it('is an error where a number is shorter than its type', () => {
    for (const [type, length] of [
      [IFLA_MTU, 4],
      [IFLA_MAP, 28],
      [IFLA_OPERSTATE, 1],
      [IFLA_STATS64, 184],
    ] as const) {
      assert.throws(() => one(attribute(type, new Uint8Array(length - 1))), {
        code: 'ERR_MALFORMED_REPLY',
        message: `rtnetlink link attribute ${type}: ${length - 1} bytes where at least ${length} are needed`,
      });
      assert.ok(one(attribute(type, new Uint8Array(length))));
    }
  });

  it('is an error without a name or counters', () => {
    const bare = concat(u16(0, 1), u32(7, 0, 0));
    for (const part of [attribute(IFLA_IFNAME, text('x')), attribute(IFLA_STATS64, counters()), new Uint8Array()]) {
      assert.throws(() => links(reply(message(RTM_NEWLINK, concat(bare, part)))), { code: 'ERR_MALFORMED_REPLY' });
    }
  });

  it('is the error of every walk over attributes where a length does not fit', () => {
    const whole = concat(
      u16(0, 1),
      u32(7, 0, 0),
      attribute(IFLA_IFNAME, text('x')),
      attribute(IFLA_STATS64, counters()),
    );
    for (const [tail, there, wanted] of [
      [Uint8Array.of(1), 1, 4],
      [u16(8), 2, 4],
      [concat(u16(8), Uint8Array.of(4)), 3, 4],
      [u16(0, 4), 0, 4],
      [u16(3, 4), 3, 4],
      [u16(8, 4), 4, 8],
    ] as const) {
      const bytes = Reply.from(concat(whole, tail));
      assert.throws(() => bounded(() => new LinkRecord().set(bytes, 0, bytes.length)), {
        code: 'ERR_MALFORMED_REPLY',
        message: `rtnetlink link attribute: ${there} bytes where at least ${wanted} are needed`,
      });
    }
  });
});
