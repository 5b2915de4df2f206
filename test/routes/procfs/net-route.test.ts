import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AF_INET, AF_INET6 } from '../../../src/uapi/sockets.ts';
import { bounded, fixture, randomNumbers } from '../../support/fixtures.ts';
import { IPV4_LINE, IPV6_LINE, lines, parse } from '../../support/route-lines.ts';

const INET = fixture('proc/net/route');
const INET6 = fixture('proc/net/ipv6_route');
describe('/proc/net/route', () => {
  it('has every field of a line', () => {
    const { routes, malformed } = parse(AF_INET, lines(IPV4_LINE));
    assert.deepEqual([routes.length, malformed], [1, 0]);
    assert.deepEqual(routes[0], {
      family: 'inet',
      destination: '10.9.0.0',
      prefixLength: 16,
      source: null,
      sourcePrefixLength: 0,
      gateway: '10.1.2.77',
      gatewayFamily: 'inet',
      interface: 'eth0',
      interfaceIndex: null,
      encapsulation: null,
      nextHops: [],
      nextHopId: null,
      table: 254,
      protocol: null,
      protocolName: null,
      scope: null,
      scopeName: null,
      type: null,
      metric: 3,
      preferredSource: null,
      tos: null,
      flags: null,
      rtfFlags: 3,
      expires: null,
      preference: null,
      metrics: { window: 5000, rtt: 100, advmss: 1400 },
      refCount: 1,
    });
  });

  it('as recorded has a route for each line, and none for the heading', () => {
    const { routes, malformed } = parse(AF_INET, INET);
    assert.deepEqual([routes.length, malformed], [18, 0]);
    assert.equal(routes.filter((route) => route.interface === null).length, 5);
    assert.ok(routes.some((route) => route.interface === 'long-name-of-15'));
  });

  it('has no gateway where the flag is set and the address is none: it is an IPv6 one', () => {
    const [route] = parse(AF_INET, lines(IPV4_LINE.replace('4D02010A', '00000000'))).routes;
    assert.deepEqual([route?.gateway, route?.gatewayFamily, route?.rtfFlags], [null, null, 3]);
  });

  it('has an unsigned metric, with whatever sign the kernel printed it', () => {
    for (const metric of ['-1', '4294967295']) {
      const { routes, malformed } = parse(AF_INET, lines(IPV4_LINE.replace('\t3\t0000FFFF', `\t${metric}\t0000FFFF`)));
      assert.deepEqual([routes[0]?.metric, malformed], [4294967295, 0]);
    }
  });

  it('takes a first line for the heading only in the first bytes', () => {
    const named = IPV4_LINE.replace('eth0', 'Iface');
    assert.equal(parse(AF_INET, lines(named), false).routes.length, 1);
    assert.equal(parse(AF_INET, lines(named)).routes.length, 0);
  });

  it('counts lines that are cut short, have no number or a name that no interface has', () => {
    const broken = [
      '',
      'bogus',
      IPV4_LINE.replace(/\t100$/, ''),
      IPV4_LINE.replace('eth0', 'e\0th'),
      IPV4_LINE.replace('eth0', 'name-of-sixteen-'),
      IPV4_LINE.replace('4D02010A', 'xyz'),
    ];
    const { routes, malformed } = parse(AF_INET, lines(...broken, IPV4_LINE), false);
    assert.deepEqual([routes.length, malformed], [1, broken.length]);
  });

  it('keeps a route whose mask has a hole, without a prefix length, and counts it', () => {
    for (const mask of ['00FF00FF', 'FFFFFFFE', 'FFFF0000']) {
      const { routes, malformed, incomplete } = parse(AF_INET, lines(IPV4_LINE.replace('0000FFFF', mask)), false);
      assert.deepEqual(
        [routes[0]?.destination, routes[0]?.prefixLength, malformed, incomplete],
        ['10.9.0.0', null, 0, 1],
      );
    }
  });

  it('has no advertised segment size of a column that is less than the headers', () => {
    for (const [mtu, advmss] of [
      ['0', undefined],
      ['1', undefined],
      ['39', undefined],
      ['40', 0],
      ['41', 1],
    ] as const) {
      const { routes, incomplete } = parse(AF_INET, lines(IPV4_LINE.replace('1440', mtu)), false);
      assert.deepEqual(
        [routes[0]?.metrics.advmss, incomplete],
        [advmss, advmss === undefined && mtu !== '0' ? 1 : 0],
        mtu,
      );
    }
  });
});

describe('/proc/net/ipv6_route', () => {
  it('has no interface where the name is none: it holds a NUL, or has more bytes than a name', () => {
    for (const name of ['e\0th', '\0', 'name-of-sixteen-', 'n'.repeat(40)]) {
      const { routes, malformed, incomplete } = parse(AF_INET6, lines(IPV6_LINE.replace('eth0', name)));
      assert.deepEqual([routes[0]?.interface, malformed, incomplete], [null, 0, 1], name);
    }
    assert.equal(
      parse(AF_INET6, lines(IPV6_LINE.replace('eth0', 'name-of-fifteen'))).routes[0]?.interface,
      'name-of-fifteen',
    );
  });

  it('has every field of a line', () => {
    const [route] = parse(AF_INET6, lines(IPV6_LINE)).routes;
    assert.deepEqual(
      [route?.destination, route?.prefixLength, route?.gateway, route?.interface, route?.metric, route?.refCount],
      ['2001:db8::', 32, 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', 'eth0', 1024, 2],
    );
    assert.deepEqual([route?.table, route?.type, route?.preference, route?.tos], [null, null, 'medium', null]);
  });

  it('as recorded has a route for each line, source and preference too', () => {
    const { routes, malformed } = parse(AF_INET6, INET6);
    assert.deepEqual([routes.length, malformed], [22, 0]);
    assert.deepEqual(
      routes.filter((route) => route.source).map((route) => [route.source, route.sourcePrefixLength]),
      [['2002::', 16]],
    );
    assert.deepEqual([...new Set(routes.map((route) => route.preference))], ['high', 'medium', 'low']);
  });

  it('tells types by flags as far as they say', () => {
    const type = (flags: string) =>
      parse(AF_INET6, lines(IPV6_LINE.replace(/00000003( +eth0)/, `${flags}$1`))).routes[0]?.type;
    // A route added by hand as an anycast, multicast or broadcast one is unmarked, as are those to nowhere by a next hop object.
    assert.deepEqual(['80200001', '80000001', '00300001', '00200200', '00000001'].map(type), [
      ...['local', 'local', 'anycast'],
      ...[null, null],
    ]);
  });

  it('has no interface where the kernel names none', () => {
    assert.equal(parse(AF_INET6, lines(IPV6_LINE.replace('eth0', '    '))).routes[0]?.interface, null);
  });

  it('counts lines that are cut short, have short addresses or too long prefixes', () => {
    const broken = [
      '',
      'bogus',
      IPV6_LINE.slice(0, 100),
      IPV6_LINE.replace('20010db80', '20010db8 0'),
      IPV6_LINE.replace(' 20 ', ' 81 '),
      IPV6_LINE.replace(' 00 ', ' ff '),
    ];
    const { routes, malformed } = parse(AF_INET6, lines(...broken, IPV6_LINE));
    assert.deepEqual([routes.length, malformed], [1, broken.length]);
  });
});

for (const [name, family, bytes] of [
  ['route', AF_INET, INET],
  ['ipv6_route', AF_INET6, INET6],
] as const) {
  describe(`a broken /proc/net/${name}`, () => {
    it('cut at any byte has the whole lines before it', () => {
      const whole = parse(family, bytes).routes;
      for (let length = 0; length <= bytes.length; length += 7) {
        const cut = bytes.subarray(0, length);
        const before = cut.filter((byte) => byte === 0x0a).length - (family === AF_INET && length > 0 ? 1 : 0);
        const routes = bounded(() => parse(family, cut).routes);
        const sure = Math.max(before, 0);
        assert.deepEqual(routes.slice(0, sure), whole.slice(0, sure), `cut at ${length}`);
        assert.ok(routes.length <= sure + 1);
      }
    });

    it('with changed bytes loses no line without counting it', () => {
      const random = randomNumbers(bytes.length);
      for (let round = 0; round < 2000; round++) {
        const broken = bytes.slice();
        broken[200 + random(bytes.length - 200)] = random(256);
        const count = broken.filter((byte) => byte === 0x0a).length - (family === AF_INET ? 1 : 0);
        const { routes, malformed } = bounded(() => parse(family, broken));
        const ended = broken[broken.length - 1] === 0x0a ? 0 : 1;
        assert.equal(routes.length + malformed, count + ended, `round ${round}`);
      }
    });
  });
}
