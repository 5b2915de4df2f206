import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { routesRequest } from '../../../src/routes/netlink/route.ts';
import type { RoutesDump } from '../../../src/routes/netlink/routes.ts';
import type { Route } from '../../../src/routes/route.ts';
import { AF_INET, AF_INET6 } from '../../../src/uapi/sockets.ts';
import { bounded, checkCorruption, checkEveryCut, fixture, fixtureJson } from '../../support/fixtures.ts';
import { attribute, concat, message, u16, u32 } from '../../support/nlmsg.ts';
import { decodeRoutes, recordedLinks } from '../../support/routes.ts';

const NEWROUTE = 24;
const [DST, SRC, OIF, GATEWAY, PRIORITY, PREFSRC, METRICS, MULTIPATH] = [1, 2, 4, 5, 6, 7, 8, 9] as const;
const [CACHEINFO, TABLE, VIA, PREF, ENCAP_TYPE, NH_ID] = [12, 15, 18, 20, 21, 30] as const;
const MALFORMED = { name: 'SockdiagError', code: 'ERR_MALFORMED_REPLY' };
const LINKS = new Map([[3, Buffer.from('eth0')]]);

const wanted = (family: number, more: Partial<RoutesDump> = {}): RoutesDump => ({
  family,
  table: undefined,
  links: recordedLinks(),
  ...more,
});

interface Fields {
  family?: number;
  lengths?: [number, number];
  tos?: number;
  table?: number;
  protocol?: number;
  scope?: number;
  type?: number;
  flags?: number;
}

/** The payload of RTM_NEWROUTE: `struct rtmsg` and attributes. */
function rtmsg(fields: Fields, ...attributes: Uint8Array[]): Uint8Array {
  const { family = AF_INET, lengths = [0, 0], tos = 0, table = 254, protocol = 4, scope = 0, type = 1 } = fields;
  const head = Uint8Array.of(family, ...lengths, tos, table, protocol, scope, type);
  return concat(head, u32(fields.flags ?? 0), ...attributes);
}

function decodeAll(dump: Partial<RoutesDump>, ...payloads: Uint8Array[]): Route[] {
  const bytes = concat(...payloads.map((payload) => message(NEWROUTE, payload)));
  return [...decodeRoutes(bytes, { family: AF_INET, table: undefined, links: LINKS, ...dump })];
}

function decode(fields: Fields, ...attributes: Uint8Array[]): Route {
  const [route] = decodeAll({ family: fields.family ?? AF_INET }, rtmsg(fields, ...attributes));
  assert.ok(route);
  return route;
}

describe('the request', () => {
  it('asks for one family, in all tables or one of any number', () => {
    assert.deepEqual([...routesRequest(AF_INET6).subarray(4, 8)], [...u16(26, 0x301)]);
    assert.deepEqual([...routesRequest(AF_INET6).subarray(16)], [AF_INET6, ...new Array(11).fill(0)]);
    const one = routesRequest(AF_INET, 70_000).subarray(28);
    assert.deepEqual([...one], [...attribute(TABLE, u32(70_000))]);
  });
});

describe('a recorded reply', () => {
  for (const [name, family] of [
    ['routes', AF_INET],
    ['routes6', AF_INET6],
  ] as const) {
    it(`gives every field of ${name}`, () => {
      assert.deepEqual(
        decodeRoutes(fixture(`netlink/${name}.bin`), wanted(family)).toJSON(),
        fixtureJson(`netlink/${name}.json`),
      );
    });

    it(`of ${name} cut at any byte is whole messages or an error`, () => {
      checkEveryCut(fixture(`netlink/${name}.bin`), (bytes) => bounded(() => decodeRoutes(bytes, wanted(family))));
    });

    it(`of ${name} with a changed byte is routes or an error`, () => {
      checkCorruption(fixture(`netlink/${name}.bin`), 4000, (bytes) =>
        bounded(() => decodeRoutes(bytes, wanted(family))),
      );
    });
  }
});

describe('a route', () => {
  it('has every field of the message and of its attributes', () => {
    const gateway = Uint8Array.of(192, 0, 2, 1);
    const metrics = concat(
      attribute(1, u32(1 << 2)),
      attribute(2, u32(1400)),
      attribute(4, u32(801)),
      attribute(5, u32(6)),
      attribute(16, Buffer.from('bbr\0')),
      attribute(99, u32(1)),
    );
    const route = decode(
      { lengths: [24, 0], tos: 8, table: 1, protocol: 99, scope: 77, type: 11, flags: 0x4014 },
      attribute(DST, Uint8Array.of(198, 51, 100, 0)),
      attribute(OIF, u32(3)),
      attribute(GATEWAY, gateway),
      attribute(PRIORITY, u32(0xffffffff)),
      attribute(PREFSRC, Uint8Array.of(10, 0, 0, 1)),
      attribute(METRICS, metrics),
      attribute(TABLE, u32(100_000)),
      attribute(ENCAP_TYPE, u16(1)),
      attribute(NH_ID, u32(12)),
    );
    assert.deepEqual(route, {
      family: 'inet',
      destination: '198.51.100.0',
      prefixLength: 24,
      source: null,
      sourcePrefixLength: 0,
      gateway: '192.0.2.1',
      gatewayFamily: 'inet',
      interface: 'eth0',
      interfaceIndex: 3,
      encapsulation: 'mpls',
      nextHops: [],
      nextHopId: 12,
      table: 100_000,
      protocol: 99,
      protocolName: 'openr',
      scope: 77,
      scopeName: null,
      type: 'xresolve',
      metric: 0xffffffff,
      preferredSource: '10.0.0.1',
      tos: 8,
      flags: ['onlink', 'linkdown', 'offload'],
      rtfFlags: 3,
      expires: null,
      preference: null,
      metrics: { locked: ['mtu'], mtu: 1400, rtt: 100.125, rttvar: 1.5, congestionControl: 'bbr' },
      refCount: null,
    });
  });

  it('of IPv6 has its source, its end and its preference', () => {
    const address = (last: number) => Uint8Array.from({ length: 16 }, (_, i) => (i === 15 ? last : 0));
    const route = decode(
      { family: AF_INET6, lengths: [128, 64] },
      attribute(DST, address(1)),
      attribute(SRC, address(2)),
      attribute(CACHEINFO, u32(0, 0, 1234, 0, 0, 0, 0, 0)),
      attribute(PREF, Uint8Array.of(3)),
    );
    assert.equal(route.destination, '::1');
    assert.equal(route.source, '::2');
    assert.equal(route.sourcePrefixLength, 64);
    assert.equal(route.expires, 12.34);
    assert.equal(route.preference, 'low');
    assert.equal(route.rtfFlags, 0x18400001);
  });

  it('of IPv6 that has ended and is still there has nothing left, and one without an end none', () => {
    const ends = (left: number) => decode({ family: AF_INET6 }, attribute(CACHEINFO, u32(0, 0, left, 0, 0, 0, 0, 0)));
    const [ended, endless] = [ends(-300), ends(0)];
    assert.deepEqual([ended.expires, ended.rtfFlags], [0, 0x400001]);
    assert.deepEqual([endless.expires, endless.rtfFlags], [null, 1]);
  });

  it('without a device that has a name still has its number', () => {
    const { interface: name, interfaceIndex } = decode({}, attribute(OIF, u32(8)));
    assert.deepEqual([name, interfaceIndex], [null, 8]);
  });

  it('through an IPv6 router has its flag by the first four bytes, as in the kernel', () => {
    const via = (...bytes: number[]) =>
      decode(
        {},
        attribute(
          VIA,
          concat(
            u16(AF_INET6),
            Uint8Array.from({ length: 16 }, (_, i) => bytes[i] ?? 0),
          ),
        ),
      );
    assert.equal(via(0xfe, 0x80).rtfFlags, 3);
    assert.equal(via(0xfe, 0x80).gateway, 'fe80::');
    assert.equal(via(0, 0, 0, 0, 1).rtfFlags, 1);
    assert.equal(via().gatewayFamily, 'inet6');
  });

  it('through a family nobody knows has no gateway', () => {
    assert.equal(decode({}, attribute(VIA, u16(77))).gateway, null);
  });

  it('has the flags of /proc by its type and prefix', () => {
    const flags = (type: number, length: number) => decode({ type, lengths: [length, 0] }).rtfFlags;
    assert.deepEqual([flags(1, 31), flags(1, 32), flags(7, 0), flags(8, 32), flags(6, 8)], [1, 5, 0x201, 0x205, 1]);
  });

  it('of several next hops has each with its own weight and flags, and the first one as its own', () => {
    const hop = (flags: number, weight: number, link: number, ...attributes: Uint8Array[]) => {
      const rest = concat(...attributes);
      return concat(u16(8 + rest.length), Uint8Array.of(flags, weight - 1), u32(link), rest);
    };
    const hops = concat(
      hop(0x11, 256, 3, attribute(GATEWAY, Uint8Array.of(1, 2, 3, 4))),
      hop(0, 1, 4, attribute(VIA, concat(u16(AF_INET), Uint8Array.of(5, 6, 7, 8))), attribute(ENCAP_TYPE, u16(99))),
    );
    const route = decode({}, attribute(MULTIPATH, hops));
    assert.deepEqual([route.gateway, route.interface, route.rtfFlags], ['1.2.3.4', 'eth0', 3]);
    assert.deepEqual(
      route.nextHops.map((next) => [next.gateway, next.interfaceIndex, next.weight, next.flags, next.encapsulation]),
      [
        ['1.2.3.4', 3, 256, ['dead', 'linkdown'], null],
        ['5.6.7.8', 4, 1, [], '99'],
      ],
    );
  });

  it('does not keep what the one before it had', () => {
    const full = rtmsg(
      { lengths: [8, 0] },
      attribute(DST, Uint8Array.of(9, 0, 0, 0)),
      attribute(METRICS, attribute(2, u32(9))),
    );
    const [first, second] = decodeAll({}, full, rtmsg({}));
    assert.equal(first?.metrics.mtu, 9);
    assert.deepEqual([second?.destination, second?.metrics], ['0.0.0.0', {}]);
  });
});

describe('what is not wanted', () => {
  it('is left out: other families, other tables, the cache', () => {
    const payloads = [
      rtmsg({ family: AF_INET6 }),
      rtmsg({ table: 255 }),
      rtmsg({ table: 0 }, attribute(TABLE, u32(70_000))),
      rtmsg({ flags: 0x200 }),
      rtmsg({ table: 254, tos: 4 }),
    ];
    const tables = (table?: number) => decodeAll({ table }, ...payloads).map((route) => route.table);
    assert.deepEqual(tables(), [255, 70_000, 254]);
    assert.deepEqual(tables(254), [254]);
    assert.deepEqual(tables(70_000), [70_000]);
  });

  it('is any other message', () => {
    assert.deepEqual([...decodeRoutes(message(16, u32(0, 0, 0, 0)), wanted(AF_INET))], []);
  });
});

describe('a length that does not fit', () => {
  const cases: [string, Uint8Array][] = [
    ['of the message', rtmsg({}).subarray(0, 11)],
    ['of an address', rtmsg({}, attribute(DST, u16(1)))],
    ['of a source', rtmsg({}, attribute(SRC, u16(1)))],
    ['of a preferred source', rtmsg({}, attribute(PREFSRC, u16(1)))],
    ['of a number', rtmsg({}, attribute(PRIORITY, u16(1)))],
    ['of a byte', rtmsg({}, attribute(PREF, new Uint8Array(0)))],
    ['of the cache', rtmsg({}, attribute(CACHEINFO, u32(1, 2)))],
    ['of a metric', rtmsg({}, attribute(METRICS, attribute(2, u16(1))))],
    ['of an interface', rtmsg({}, attribute(OIF, u16(1)))],
    ['of a gateway', rtmsg({}, attribute(GATEWAY, u16(1)))],
    ['of a family', rtmsg({}, attribute(VIA, new Uint8Array(1)))],
    ['of an address behind a family', rtmsg({}, attribute(VIA, u16(AF_INET6, 1, 2)))],
    ['of an encapsulation', rtmsg({}, attribute(ENCAP_TYPE, new Uint8Array(1)))],
    ['of a next hop', rtmsg({}, attribute(MULTIPATH, u32(8)))],
    ['in a next hop that is too short', rtmsg({}, attribute(MULTIPATH, u32(7, 0)))],
    ['in a next hop that is too long', rtmsg({}, attribute(MULTIPATH, u32(9, 0)))],
    ['of an attribute in a next hop', rtmsg({}, attribute(MULTIPATH, concat(u16(12, 0), u32(3), u16(9, GATEWAY))))],
  ];
  for (const [name, payload] of cases) {
    it(`${name} is an error`, () => {
      assert.throws(() => decodeAll({}, payload), MALFORMED);
    });
  }
});
