import assert from 'node:assert/strict';
import { isIPv6 } from 'node:net';
import { describe, it } from 'node:test';
import { formatAddress } from '../../src/base/address.ts';
import { AF_INET, AF_INET6 } from '../../src/uapi/sockets.ts';

const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'));

describe('formatAddress', () => {
  for (const [hex, text] of [
    ['7f000001', '127.0.0.1'],
    ['00000000', '0.0.0.0'],
    ['ffffffff', '255.255.255.255'],
    ['0a64c809', '10.100.200.9'],
  ] as const) {
    it(`writes ${text} for ${hex}`, () => assert.equal(formatAddress(AF_INET, bytes(hex), 0), text));
  }

  // Each text is what inet_ntop of the C library gives.
  for (const [hex, text] of [
    ['00000000000000000000000000000000', '::'],
    ['00000000000000000000000000000001', '::1'],
    ['00000000000000000000000001020304', '::1.2.3.4'],
    ['00000000000000000000ffff01020304', '::ffff:1.2.3.4'],
    ['00000000000000000000000000070000', '::0.7.0.0'],
    ['00010000000000000000000000000000', '1::'],
    ['00000000000000000001000000000000', '::1:0:0:0'],
    ['00010000000000020000000000000000', '1:0:0:2::'],
    ['00010000000200000000000300000000', '1:0:2::3:0:0'],
    ['20010db8123456789abcdef012345678', '2001:db8:1234:5678:9abc:def0:1234:5678'],
    ['fe800000000000000000000000000001', 'fe80::1'],
    ['0064ff9b000000000000000001020304', '64:ff9b::102:304'],
    ['00000001000200030004000500060007', '0:1:2:3:4:5:6:7'],
    ['00010002000300040005000600070000', '1:2:3:4:5:6:7:0'],
    ['0000000000000000ffff000000010002', '::ffff:0:1:2'],
  ] as const) {
    it(`writes ${text} for ${hex}`, () => assert.equal(formatAddress(AF_INET6, bytes(hex), 0), text));
  }

  it('reads the address at its offset', () => {
    assert.equal(formatAddress(AF_INET, bytes('aaaa7f000001bb'), 2), '127.0.0.1');
  });

  it('writes an IPv6 text that reads back as the same address, whatever groups are zero', () => {
    for (let pattern = 0; pattern < 256; pattern++) {
      const address = Uint8Array.from({ length: 16 }, (_, i) => ((pattern >> (i >> 1)) & 1 ? 0x10 + i : 0));
      const text = formatAddress(AF_INET6, address, 0);
      assert.ok(isIPv6(text), text);
      assert.equal(new URL(`http://[${text}]`).hostname, new URL(`http://[${uncompressed(address)}]`).hostname);
    }
  });
});

function uncompressed(address: Uint8Array): string {
  const groups = Array.from({ length: 8 }, (_, i) =>
    Buffer.from(address)
      .readUInt16BE(2 * i)
      .toString(16),
  );
  return groups.join(':');
}
