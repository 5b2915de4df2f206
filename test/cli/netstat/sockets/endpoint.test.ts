import assert from 'node:assert/strict';
import { isIPv4 } from 'node:net';
import { describe, it } from 'node:test';
import { HostNames } from '../../../../src/cli/names/hosts.ts';
import { Names } from '../../../../src/cli/names/names.ts';
import { EndpointWriter } from '../../../../src/cli/netstat/sockets/endpoint.ts';
import { LineWriter } from '../../../../src/cli/output/line-writer.ts';
import { AF_INET, AF_INET6 } from '../../../../src/uapi/sockets.ts';

const LONG = '2001:db8:1234:5678:9abc:def0:1234:5678';
const MAPPED = '::ffff:127.0.0.1';

/** The bytes of an address written out in full, or `::…` with the rest at the end. */
function bytesOf(address: string): Uint8Array {
  const ipv4 = (text: string) => text.split('.').map(Number);
  if (isIPv4(address)) return Uint8Array.from(ipv4(address));
  const tail =
    address.startsWith('::ffff:') && address.includes('.') ? [0xff, 0xff, ...ipv4(address.slice(7))] : undefined;
  const hex = (text: string) =>
    text
      .split(':')
      .filter(Boolean)
      .flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 255]);
  const [left = '', right = ''] = address.split('::');
  const end = tail ?? hex(right);
  const begin = hex(left);
  return Uint8Array.from([...begin, ...new Array(16 - begin.length - end.length).fill(0), ...end]);
}

/** Names of hosts from the text of a hosts file; no server is asked. */
class FileNames extends Names {
  readonly #hosts: HostNames;

  private constructor(hosts: HostNames) {
    super();
    this.#hosts = hosts;
  }

  static async of(text: string, addresses: string[]): Promise<FileNames> {
    const server = { resolvePtr: () => Promise.reject(new Error('no server')), cancel: () => {} };
    const hosts = new HostNames(text, server);
    await hosts.load(addresses);
    return new FileNames(hosts);
  }

  override get hosts(): HostNames {
    return this.#hosts;
  }
}

interface Options {
  wide?: boolean;
  names?: Names;
  portName?: string;
}

function endpoint(
  address: string,
  port: number,
  { wide = false, names = new Names(), portName }: Options = {},
): string {
  let text = '';
  const out = new LineWriter((bytes) => {
    text += Buffer.from(bytes).toString('latin1');
  });
  const ports = new Map(portName === undefined ? [] : [[port, Buffer.from(portName)]]);
  const family = isIPv4(address) ? AF_INET : AF_INET6;
  // Not at offset 0, as in a table's second row.
  const bytes = Buffer.concat([Buffer.alloc(16, 0xaa), bytesOf(address)]);
  new EndpointWriter(out, names, wide).write(family, bytes, 16, port, ports);
  out.flush();
  return text;
}

describe('EndpointWriter', () => {
  for (const [address, port, portName, field] of [
    ['127.0.0.1', 80, undefined, '127.0.0.1:80'],
    ['127.0.0.1', 80, 'http', '127.0.0.1:http'],
    ['0.0.0.0', 0, undefined, '0.0.0.0:*'],
    ['0.0.0.0', 0, 'zero', '0.0.0.0:*'],
    ['::', 0, undefined, ':::*'],
    ['::', 65535, undefined, ':::65535'],
    ['::1', 9, undefined, '::1:9'],
    ['fe80::1', 7777, undefined, 'fe80::1:7777'],
    [MAPPED, 443, undefined, '127.0.0.1:443'],
    ['255.255.255.255', 65535, undefined, '255.255.255.255:65535'],
    ['255.255.255.255', 1, 'sevenxx', '255.255.255.255:sevenxx'],
    ['255.255.255.255', 1, 'eightxxx', '255.255.255.25:eightxxx'],
    [LONG, 65000, undefined, '2001:db8:1234:567:65000'],
    [LONG, 443, undefined, '2001:db8:1234:5678::443'],
    [LONG, 443, 'https', '2001:db8:1234:567:https'],
    [LONG, 89, undefined, '2001:db8:1234:5678:9:89'],
    [LONG, 0, undefined, '2001:db8:1234:5678:9a:*'],
    [LONG, 1, 'a-service-of-twenty-two', '2001:a-service-of-twent'],
    ['1.2.3.4', 1, 'x'.repeat(63), `1.2.:${'x'.repeat(18)}`],
    ['1.2.3.4', 1, 'x'.repeat(15), `1.2.3.4:${'x'.repeat(15)}`],
    ['1.2.3.4', 1, 'x'.repeat(16), `1.2.3.:${'x'.repeat(16)}`],
  ] as const) {
    it(`writes ${field} for ${address} and ${portName ?? port}`, () => {
      const options = portName === undefined ? {} : { portName };
      assert.equal(endpoint(address, port, options), field.padEnd(23));
    });
  }

  it('never cuts a wide one', () => {
    assert.equal(endpoint(LONG, 65000, { wide: true }), `${LONG}:65000`);
    assert.equal(endpoint(LONG, 1, { wide: true, portName: 'x'.repeat(63) }), `${LONG}:${'x'.repeat(63)}`);
    assert.equal(endpoint('127.0.0.1', 80, { wide: true }), '127.0.0.1:80'.padEnd(23));
  });

  it('writes every port as its number', () => {
    for (const port of [1, 9, 10, 99, 100, 999, 1000, 9999, 10000, 65535]) {
      assert.equal(endpoint('1.2.3.4', port), `1.2.3.4:${port}`.padEnd(23));
    }
  });

  it('writes [::] where names are wanted, and never looks up 0.0.0.0', async () => {
    const names = await FileNames.of('0.0.0.0 zero\n:: zero6\n0.1.2.3 zero-net\n', ['0.0.0.0', '::', '0.1.2.3']);
    assert.equal(endpoint('::', 0, { names }), '[::]:*'.padEnd(23));
    assert.equal(endpoint('0.0.0.0', 22, { names, portName: 'ssh' }), '0.0.0.0:ssh'.padEnd(23));
    assert.equal(endpoint('0.1.2.3', 22, { names }), '0.1.2.3:22'.padEnd(23));
  });

  it('writes the name of a host, cut as an address is', async () => {
    const hosts = `127.0.0.1 localhost\n10.0.0.1 ${'n'.repeat(30)}\n::1 ip6-localhost\n`;
    const names = await FileNames.of(hosts, ['127.0.0.1', '10.0.0.1', '10.0.0.2', '::1', MAPPED]);
    assert.equal(endpoint('127.0.0.1', 80, { names, portName: 'http' }), 'localhost:http'.padEnd(23));
    assert.equal(endpoint('::1', 80, { names }), 'ip6-localhost:80'.padEnd(23));
    assert.equal(endpoint('10.0.0.1', 443, { names }), `${'n'.repeat(19)}:443`);
    assert.equal(endpoint('10.0.0.1', 443, { names, wide: true }), `${'n'.repeat(30)}:443`);
    assert.equal(endpoint('10.0.0.2', 443, { names }), '10.0.0.2:443'.padEnd(23));
    assert.equal(
      endpoint(MAPPED, 443, { names }),
      '127.0.0.1:443'.padEnd(23),
      'the name of IPv4 is not that of mapped IPv6',
    );
  });

  it('keeps its place when a name is longer than the buffer has room for', async () => {
    const name = 'h'.repeat(200_000);
    const names = await FileNames.of(`10.0.0.1 ${name}\n`, ['10.0.0.1']);
    assert.equal(endpoint('10.0.0.1', 80, { names, wide: true }), `${name}:80`);
    assert.equal(endpoint('10.0.0.1', 80, { names }), `${'h'.repeat(20)}:80`);
  });

  it('cuts by the rule of netstat for every length of address and port', () => {
    for (let groups = 0; groups < 8; groups++) {
      const address = `${Array.from({ length: groups }, () => 'abcd').join(':')}${groups === 7 ? ':' : '::'}1`;
      for (let length = 1; length < 64; length++) {
        const port = 'p'.repeat(length);
        const shown = Math.min(length, 18);
        const cut = `${address.slice(0, 22 - shown)}:${port.slice(0, shown)}`;
        const expected = address.length + length > 22 ? cut : `${address}:${port}`;
        assert.equal(endpoint(address, 5, { portName: port }), expected.padEnd(23));
      }
    }
  });
});
