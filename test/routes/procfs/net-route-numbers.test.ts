import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AF_INET, AF_INET6 } from '../../../src/uapi/sockets.ts';
import { IPV4_LINE, IPV6_LINE, lines, parse } from '../../support/route-lines.ts';

describe('a number that does not fit its column', () => {
  const HUGE = ['4294967296', '4294967297', '18446744073709551616', '1'.repeat(30), '-2147483649'];

  for (const [field, at] of [
    ['refCount', 4],
    ['metric', 6],
    ['mtu', 8],
    ['window', 9],
    ['rtt', 10],
  ] as const) {
    it(`leaves an IPv4 route without ${field}, and is counted`, () => {
      for (const text of HUGE) {
        const words = IPV4_LINE.split('\t').map((word, i) => (i === at ? text : word));
        const { routes, malformed, incomplete } = parse(AF_INET, lines(words.join('\t')), false);
        assert.deepEqual([routes.length, malformed, incomplete], [1, 0, 1], text);
        const numbers = [routes[0]?.refCount, routes[0]?.metric, ...Object.values(routes[0]?.metrics ?? {})];
        for (const number of numbers)
          assert.ok(number === null || [1, 3, 1400, 5000, 100, 800].includes(Number(number)), `${number}`);
        if (field === 'refCount' || field === 'metric') assert.equal(routes[0]?.[field], null);
      }
    });
  }

  for (const [field, at] of [
    ['metric', 5],
    ['refCount', 6],
    ['use', 7],
  ] as const) {
    it(`leaves an IPv6 route without ${field}, and is counted`, () => {
      for (const text of ['100000000', '-1', 'F'.repeat(30)]) {
        const words = IPV6_LINE.split(/ +/).map((word, i) => (i === at ? text : word));
        const { routes, malformed, incomplete } = parse(AF_INET6, lines(words.join(' ')), false);
        assert.deepEqual([routes.length, malformed, incomplete], [1, 0, 1], text);
        if (field !== 'use') assert.equal(routes[0]?.[field], null);
      }
    });
  }

  it('makes no route of a prefix length that cannot be read', () => {
    for (const at of [1, 3]) {
      const words = IPV6_LINE.split(/ +/).map((word, i) => (i === at ? '100000040' : word));
      assert.deepEqual(parse(AF_INET6, lines(words.join(' ')), false).malformed, 1);
    }
  });

  it('makes no route of a mask that cannot be read', () => {
    assert.deepEqual(parse(AF_INET, lines(IPV4_LINE.replace('0000FFFF', '10000FFFF')), false).malformed, 1);
  });

  it('leaves a route without flags, with its gateway and interface, and is counted', () => {
    for (const [family, line, flags] of [
      [AF_INET, IPV4_LINE, '\t0003\t'],
      [AF_INET6, IPV6_LINE, ' 00000003     eth0'],
    ] as const) {
      for (const text of ['-1', '100000000', '100000003', 'F'.repeat(30)]) {
        const { routes, malformed, incomplete } = parse(
          family,
          lines(line.replace(flags, flags.replace(/0+3/, text))),
          false,
        );
        assert.deepEqual([routes.length, malformed, incomplete], [1, 0, 1], text);
        const [route] = routes;
        assert.deepEqual([route?.rtfFlags, route?.type, route?.preference], [null, null, null]);
        assert.deepEqual([route?.gatewayFamily, route?.interface], [route?.family, 'eth0']);
      }
    }
  });
});

describe('the last number of a file that ends within a line', () => {
  const cut = (family: number, text: string) => {
    const { routes, malformed, incomplete } = parse(family, Buffer.from(text, 'latin1'), false);
    return { route: routes[0], counts: [routes.length, malformed, incomplete] };
  };

  it('of /proc/net/route may be cut short, and is unknown', () => {
    assert.deepEqual(cut(AF_INET, IPV4_LINE).route?.metrics, { window: 5000, advmss: 1400 });
    assert.deepEqual(cut(AF_INET, IPV4_LINE).counts, [1, 0, 1]);
    assert.deepEqual(cut(AF_INET, `${IPV4_LINE} `).counts, [1, 0, 0]);
    assert.deepEqual(cut(AF_INET, IPV4_LINE.slice(0, -4)).route?.metrics, { advmss: 1400 });
    for (let length = 0; length <= IPV4_LINE.indexOf('0000FFFF') + 8; length++) {
      assert.deepEqual(cut(AF_INET, IPV4_LINE.slice(0, length)).counts, [0, length > 0 ? 1 : 0, 0], `${length}`);
    }
  });

  it('of /proc/net/ipv6_route likewise, as are the name that is cut and what is not there', () => {
    const whole = cut(AF_INET6, IPV6_LINE);
    assert.deepEqual([whole.counts, whole.route?.interface, whole.route?.rtfFlags], [[1, 0, 1], null, 3]);
    const counts = IPV6_LINE.indexOf(' 00000400');
    for (let length = counts; length < IPV6_LINE.length; length++) {
      const { counts, route } = cut(AF_INET6, IPV6_LINE.slice(0, length));
      assert.deepEqual(counts, [1, 0, 1], `${length}`);
      assert.ok([null, 1024].includes(route?.metric as number | null), `${route?.metric} of ${length}`);
      assert.ok([null, 2].includes(route?.refCount as number | null), `${route?.refCount} of ${length}`);
      assert.ok([null, 3].includes(route?.rtfFlags as number | null), `${route?.rtfFlags} of ${length}`);
      assert.equal(route?.interface, null);
    }
    assert.deepEqual(cut(AF_INET6, IPV6_LINE.slice(0, counts - 1)).counts, [0, 1, 0]);
  });
});
