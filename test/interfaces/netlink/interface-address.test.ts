import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { LocatedAddress } from '../../../src/interfaces/interface.ts';
import { addressRequest, decodeAddress, RTM_NEWADDR } from '../../../src/interfaces/netlink/interface-address.ts';
import { walkMessages } from '../../../src/kernel/netlink/message.ts';
import { ReplyBytes as Reply, type ReplyBytes } from '../../../src/kernel/netlink/reply-bytes.ts';
import { newTableReport } from '../../../src/kernel/report.ts';
import { Rows } from '../../../src/kernel/rows.ts';
import { checkCorruption, checkEveryCut, fixture, fixtureJson } from '../../support/fixtures.ts';
import { attribute, concat, message, reply, u16, u32 } from '../../support/nlmsg.ts';

const HEADER = 16;
const [IFA_ADDRESS, IFA_LOCAL, IFA_LABEL, IFA_BROADCAST, IFA_CACHEINFO, IFA_FLAGS] = [1, 2, 3, 4, 6, 8];
const FOR_EVER = 0xffffffff;

type Family = 'inet' | 'inet6';

function addresses(part: ReplyBytes, family: Family): LocatedAddress[] {
  const found: LocatedAddress[] = [];
  walkMessages(part, 'rtnetlink address', (bytes, start, end) => {
    const address = decodeAddress(bytes, start, end, family);
    if (address) found.push(address);
  });
  return found;
}

const decoder = (family: Family) => (bytes: Uint8Array) =>
  new Rows(addresses(Reply.from(bytes), family), newTableReport());

/** `struct ifaddrmsg` of an IPv4 address, and attributes. */
const inet = (...attributes: Uint8Array[]) =>
  addresses(reply(message(RTM_NEWADDR, concat(Uint8Array.of(2, 24, 0x80, 253), u32(7), ...attributes))), 'inet')[0]
    ?.address;
const LOCAL = attribute(IFA_LOCAL, Uint8Array.of(10, 1, 0, 1));

describe('a request for addresses', () => {
  it('is a dump of one family, in the exact form strict checking wants', () => {
    for (const [family, number] of [
      ['inet', 2],
      ['inet6', 10],
    ] as const) {
      const { request } = addressRequest(family);
      assert.deepEqual(request.subarray(0, 8), concat(u32(HEADER + 8), u16(22, 0x301)));
      assert.deepEqual(request.subarray(HEADER), Uint8Array.of(number, 0, 0, 0, 0, 0, 0, 0));
    }
  });
});

for (const [family, name] of [
  ['inet', 'addresses'],
  ['inet6', 'addresses6'],
] as const) {
  describe(`recorded addresses of ${family}`, () => {
    it('have every field', () => {
      // JSON knows no Infinity.
      const plain = JSON.parse(JSON.stringify(decoder(family)(fixture(`netlink/${name}.bin`))));
      assert.deepEqual(plain, fixtureJson(`netlink/${name}.json`));
    });

    it('are an error wherever the reply is cut', () => {
      checkEveryCut(fixture(`netlink/${name}.bin`), decoder(family));
    });

    it('are addresses or an error whatever byte is changed', () => {
      checkCorruption(fixture(`netlink/${name}.bin`), 3000, decoder(family));
    });
  });
}

describe('an address', () => {
  it('has as its peer what is not itself', () => {
    const peer = (octet: number) => attribute(IFA_ADDRESS, Uint8Array.of(10, 1, 0, octet));
    assert.deepEqual([inet(LOCAL, peer(1))?.peer, inet(LOCAL, peer(2))?.peer], [null, '10.1.0.2']);
    assert.deepEqual([inet(peer(2))?.address, inet(peer(2))?.peer], ['10.1.0.2', null]);
  });

  it('has null for what the kernel does not send', () => {
    const { broadcast, label, validLifetime, preferredLifetime } = inet(LOCAL) ?? {};
    assert.deepEqual([broadcast, label, validLifetime, preferredLifetime], [null, null, null, null]);
  });

  it('has lifetimes in seconds, or without an end', () => {
    const lifetimes = (preferred: number, valid: number) =>
      inet(LOCAL, attribute(IFA_CACHEINFO, u32(preferred, valid, 5, 6)));
    const limited = lifetimes(100, 200);
    assert.deepEqual([limited?.preferredLifetime, limited?.validLifetime], [100, 200]);
    const endless = lifetimes(0, FOR_EVER);
    assert.deepEqual([endless?.preferredLifetime, endless?.validLifetime], [0, Number.POSITIVE_INFINITY]);
  });

  it('has flags of 32 bits where the kernel sends them, else those of the header', () => {
    assert.deepEqual(inet(LOCAL)?.flags, ['permanent']);
    assert.deepEqual(inet(LOCAL, attribute(IFA_FLAGS, u32(0x201)))?.flags, ['secondary', 'noprefixroute']);
  });

  it('has the name of its scope, or its number', () => {
    assert.equal(inet(LOCAL)?.scope, 'link');
    const scoped = message(RTM_NEWADDR, concat(Uint8Array.of(2, 24, 0, 77), u32(7), LOCAL));
    assert.equal(addresses(reply(scoped), 'inet')[0]?.address.scope, '77');
  });

  it('has its label and its broadcast address', () => {
    const address = inet(
      LOCAL,
      attribute(IFA_LABEL, Buffer.from('eth0:1\0')),
      attribute(IFA_BROADCAST, Uint8Array.of(10, 1, 0, 9)),
    );
    assert.deepEqual([address?.label, address?.broadcast], ['eth0:1', '10.1.0.9']);
  });

  it('of another family is left out, whatever is in it', () => {
    const other = message(
      RTM_NEWADDR,
      concat(Uint8Array.of(10, 64, 0, 0), u32(7), attribute(IFA_ADDRESS, new Uint8Array(1))),
    );
    assert.deepEqual(addresses(reply(other), 'inet'), []);
  });

  it('is an error without one, or with a part too short', () => {
    assert.throws(() => inet(), { code: 'ERR_MALFORMED_REPLY' });
    for (const [type, length] of [
      [IFA_LOCAL, 3],
      [IFA_BROADCAST, 2],
      [IFA_CACHEINFO, 15],
      [IFA_FLAGS, 3],
    ] as const) {
      assert.throws(() => inet(LOCAL, attribute(type, new Uint8Array(length))), { code: 'ERR_MALFORMED_REPLY' });
    }
  });
});
