import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseIfInet6 } from '../../../src/interfaces/procfs/if-inet6.ts';
import { fixture } from '../../support/fixtures.ts';

describe('/proc/net/if_inet6', () => {
  it('gives each address its interface, by index and name, its scope and its flags', () => {
    const { rows, malformed } = parseIfInet6(fixture('proc/net/if_inet6'));
    assert.equal(malformed, 0);
    assert.deepEqual(
      rows.map(({ index, name, address }) => [
        index,
        name,
        `${address.address}/${address.prefixLength}`,
        address.scope,
        address.flags?.join(),
      ]),
      [
        [1, 'lo', '::1/128', 'host', 'permanent'],
        [9, 'br0', 'fe80::1/64', 'link', 'deprecated,permanent'],
        [2, 'eth0', '2001:db8::1/64', 'global', 'tentative,permanent'],
        [2, 'eth0', '2001:db8::2/128', 'global', 'temporary'],
        [274, 'name-of-fifteen', 'fec0::1/64', 'site', 'nodad,permanent'],
        [1, 'lo', '::1.2.3.4/96', 'global', 'permanent'],
      ],
    );
  });

  it('knows nothing of peers and lifetimes', () => {
    const [first] = parseIfInet6(fixture('proc/net/if_inet6')).rows;
    const { family, peer, broadcast, label, validLifetime, preferredLifetime } = first?.address ?? {};
    assert.equal(family, 'inet6');
    assert.deepEqual([peer, broadcast, label, validLifetime, preferredLifetime], [null, null, null, null, null]);
  });

  it('may be empty', () => {
    assert.deepEqual(parseIfInet6(new Uint8Array()), { rows: [], malformed: 0, incomplete: 0 });
  });

  it('has its bad lines counted, and the good ones around them kept', () => {
    const { rows, malformed } = parseIfInet6(
      Buffer.concat([fixture('broken/if_inet6_bogus_lines'), Buffer.from('\n')]),
    );
    assert.deepEqual(
      rows.map(({ name }) => name),
      ['lo', 'br0'],
    );
    assert.equal(malformed, 5);
  });

  it('is addresses or bad lines, wherever it is cut', () => {
    const whole = fixture('proc/net/if_inet6');
    const all = parseIfInet6(whole).rows;
    for (let length = 0; length <= whole.length; length++) {
      const { rows, malformed } = parseIfInet6(whole.subarray(0, length));
      assert.ok(malformed <= 1);
      // A name that was cut is the beginning of one.
      for (const [i, { address }] of rows.entries()) assert.deepEqual(address, all[i]?.address);
    }
  });

  it('keeps an address with a number that does not fit, without that number, and counts it', () => {
    const address = '20010db8000000000000000000000001';
    for (const wide of ['100000000', '100000002', '10000000000000002', '-1', '1'.repeat(30)]) {
      for (const [at, expected] of [
        [1, [null, 'eth0', 'link', 'permanent']],
        [3, [2, 'eth0', null, 'permanent']],
        [4, [2, 'eth0', 'link', undefined]],
      ] as const) {
        const line = `${address} 02 40 20 80 eth0`.split(' ').with(at, wide).join(' ');
        const { rows, ...counts } = parseIfInet6(Buffer.from(`${line}\n`));
        const [row] = rows;
        assert.deepEqual(counts, { malformed: 0, incomplete: 1 }, line);
        assert.equal(row?.address.prefixLength, 64);
        assert.deepEqual([row?.index, row?.name, row?.address.scope, row?.address.flags?.join()], expected, line);
      }
    }
    for (const prefix of [
      '81',
      'ff',
      '100',
      '100000000',
      '100000040',
      '10000000000000002',
      '-1',
      '-80',
      '1'.repeat(30),
    ]) {
      const { rows, ...counts } = parseIfInet6(Buffer.from(`${address} 02 ${prefix} 20 80 eth0\n`));
      assert.deepEqual(counts, { malformed: 0, incomplete: 1 }, prefix);
      const [row] = rows;
      assert.deepEqual([row?.index, row?.name, row?.address.scope], [2, 'eth0', 'link'], prefix);
      assert.deepEqual([row?.address.address, row?.address.prefixLength], ['2001:db8::1', null], prefix);
    }
    for (const prefix of ['0', '80']) {
      const { rows, ...counts } = parseIfInet6(Buffer.from(`${address} 02 ${prefix} 20 80 eth0\n`));
      assert.deepEqual(
        [rows[0]?.address.prefixLength, counts],
        [Number.parseInt(prefix, 16), { malformed: 0, incomplete: 0 }],
      );
    }
  });

  it('has no name where it is none, or ends where the file does, and counts that', () => {
    const line = (name: string) => `20010db8000000000000000000000001 02 40 00 80     ${name}`;
    for (const text of [`${line('e\0th')}\n`, `${line('name-of-sixteen-')}\n`, line('eth1')]) {
      const { rows, malformed, incomplete } = parseIfInet6(Buffer.from(text));
      assert.deepEqual([rows[0]?.name, rows[0]?.index, malformed, incomplete], [null, 2, 0, 1], text);
    }
  });
});
