import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseAddress } from '../../../src/base/parse-address.ts';
import { heldAddressTest } from '../../../src/sockets/holders/held-address.ts';
import { newReport } from '../../../src/sockets/table/report.ts';
import { SocketTable } from '../../../src/sockets/table/socket-table.ts';
import { UNKNOWN } from '../../../src/sockets/table/unknown.ts';
import { AF_INET, AF_INET6 } from '../../../src/uapi/sockets.ts';

/** A table of one row that is bound to an address; `v6only` undefined where the kernel does not say. */
function boundTo(address: string, v6only?: boolean): SocketTable {
  const table = new SocketTable(1, newReport(), {});
  const family = address.includes(':') ? AF_INET6 : AF_INET;
  table.length = 1;
  table.family[0] = family;
  table.protocol[0] = 6;
  assert.ok(parseAddress(family, address, table.localAddress, 0), address);
  table.v6only[0] = v6only ? 1 : 0;
  table.unknown[0] = v6only === undefined ? UNKNOWN.v6only : 0;
  return table;
}

describe('heldAddressTest', () => {
  const HELD: Readonly<Record<string, readonly [yes: readonly string[], no: readonly string[]]>> = {
    '127.0.0.1': [
      ['127.0.0.1', '0.0.0.0', '::', '::ffff:127.0.0.1'],
      ['127.0.0.2', '::1', '::ffff:127.0.0.2', '10.0.0.0'],
    ],
    '0.0.0.0': [
      ['127.0.0.1', '0.0.0.0', '::', '::ffff:127.0.0.1'],
      ['::1', 'fe80::1'],
    ],
    '::1': [
      ['::1', '::'],
      ['0.0.0.0', '127.0.0.1', 'fe80::1', '::ffff:127.0.0.1'],
    ],
    '::': [['::1', '::', '0.0.0.0', '127.0.0.1', 'fe80::1'], []],
    '::ffff:127.0.0.1': [
      ['127.0.0.1', '0.0.0.0', '::', '::ffff:127.0.0.1'],
      ['::1', '127.0.0.2'],
    ],
    'FE80::1': [['fe80::1', '::'], ['fe80::2']],
  };
  for (const [address, [yes, no]] of Object.entries(HELD)) {
    it(`finds what holds ${address}`, () => {
      const test = heldAddressTest(address);
      for (const bound of yes) assert.equal(test?.(boundTo(bound), 0), true, bound);
      for (const bound of no) assert.equal(test?.(boundTo(bound), 0), false, bound);
    });
  }

  it('has `::` hold addresses of IPv4, but for a socket that is for IPv6 alone', () => {
    assert.equal(heldAddressTest('127.0.0.1')?.(boundTo('::', true), 0), false);
    assert.equal(heldAddressTest('127.0.0.1')?.(boundTo('::', false), 0), true);
    assert.equal(heldAddressTest('::1')?.(boundTo('::', true), 0), true);
  });

  it('is undefined for what is no address', () => {
    for (const text of ['', 'localhost', '127.0.0', '1.2.3.4.5', '[::1]', 'fe80::1%lo', '1.2.3.4 ', '*'])
      assert.equal(heldAddressTest(text), undefined, text);
  });
});
