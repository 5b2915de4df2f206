import assert from 'node:assert/strict';
import { isIPv4, isIPv6 } from 'node:net';
import { describe, it } from 'node:test';
import { formatAddress } from '../../src/base/address.ts';
import { parseAddress } from '../../src/base/parse-address.ts';
import { AF_INET, AF_INET6 } from '../../src/uapi/sockets.ts';

const OFFSET = 3;

function parsed(family: number, text: string): string | undefined {
  const out = new Uint8Array(OFFSET + 16).fill(0xaa);
  return parseAddress(family, text, out, OFFSET) ? formatAddress(family, out, OFFSET) : undefined;
}

describe('parseAddress', () => {
  it('reads what formatAddress() writes, whatever groups are zero', () => {
    for (let pattern = 0; pattern < 65536; pattern++) {
      const address = Uint8Array.from({ length: 16 }, (_, i) => ((pattern >> i) & 1 ? pattern * (i + 7) : 0));
      const text = formatAddress(AF_INET6, address, 0);
      const out = new Uint8Array(16).fill(0xff);
      assert.ok(parseAddress(AF_INET6, text, out, 0), text);
      assert.deepEqual(out, address, text);
      const short = formatAddress(AF_INET, address, 12);
      assert.ok(parseAddress(AF_INET, short, out, 4), short);
      assert.deepEqual(out.subarray(4, 8), address.subarray(12), short);
    }
  });

  it('reads longer texts of the same address', () => {
    assert.equal(parsed(AF_INET6, '0:0:0:0:0:0:0:1'), '::1');
    assert.equal(parsed(AF_INET6, '2001:0db8::0001'), '2001:db8::1');
    assert.equal(parsed(AF_INET6, '0:0:0:0:0:ffff:1.2.3.4'), '::ffff:1.2.3.4');
    assert.equal(parsed(AF_INET6, '1:2:3:4:5:6:7::'), '1:2:3:4:5:6:7:0');
  });

  it('takes what inet_pton takes in lower case, and nothing else', () => {
    const alphabet = ['::', ':', '.', '0', '1', 'f', '25', '255', '256', 'ffff', '1.2.3.4', 'g', ' '];
    let state = 1;
    const next = (most: number) => {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0;
      return (state >>> 8) % most;
    };
    for (let i = 0; i < 300_000; i++) {
      const text = Array.from({ length: next(16) }, () => alphabet[next(alphabet.length)]).join('');
      assert.equal(parsed(AF_INET, text) !== undefined, isIPv4(text), text);
      assert.equal(parsed(AF_INET6, text) !== undefined, isIPv6(text), text);
    }
    for (const text of ['fe80::1%eth0', '[::1]', 'FE80::1', '::1\0', '1.2.3.4 ']) {
      assert.deepEqual([parsed(AF_INET, text), parsed(AF_INET6, text)], [undefined, undefined], text);
    }
  });
});
