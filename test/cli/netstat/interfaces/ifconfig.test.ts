import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { IfconfigBlocks } from '../../../../src/cli/netstat/interfaces/ifconfig.ts';
import { InterfaceListing } from '../../../../src/cli/netstat/interfaces/interface-listing.ts';
import type { Interface, InterfaceAddress, InterfaceMap } from '../../../../src/index.ts';
import { inet, link, listed } from '../../../support/links.ts';

const blocks = (links: readonly Interface[], terminal = false) =>
  listed(new InterfaceListing(new IfconfigBlocks(), true), links, terminal);

const lines = (fields: Parameters<typeof link>[0]) => blocks([link(fields)]).split('\n');
const lineOf = (word: string, fields: Parameters<typeof link>[0]) =>
  lines(fields).find((line) => line.startsWith(`        ${word}`));
const inet6 = (address: string, scope: string): InterfaceAddress =>
  inet(address, '', { family: 'inet6', label: null, scope, prefixLength: 64 });

describe('the block of an interface', () => {
  it('has netstat’s lines and ends with an empty one', () => {
    const addresses = [inet('10.0.0.1', 'eth0', { broadcast: '10.0.0.255' }), inet6('fe80::1', 'link')];
    const received = {
      rxPackets: 1n,
      rxBytes: 2n,
      rxErrors: 3n,
      rxDroppedAll: 4n,
      rxFifoErrors: 5n,
      rxFrameErrorsAll: 6n,
    };
    const sent = { txPackets: 7n, txBytes: 8n, txErrors: 9n, txDropped: 10n, txFifoErrors: 11n };
    const statistics = { ...received, ...sent, txCarrierErrorsAll: 12n, collisions: 13n };
    assert.equal(
      blocks([link({ flagBits: 0x11043, addresses, statistics })]),
      `eth0: flags=4163<UP,BROADCAST,RUNNING,MULTICAST>  mtu 1500
        inet 10.0.0.1  netmask 255.255.255.0  broadcast 10.0.0.255
        inet6 fe80::1  prefixlen 64  scopeid 0x20<link>
        ether 02:00:5e:00:01:01  txqueuelen 1000  (Ethernet)
        RX packets 1  bytes 2 (2.0 B)
        RX errors 3  dropped 4  overruns 5  frame 6
        TX packets 7  bytes 8 (8.0 B)
        TX errors 9  dropped 10 overruns 11  carrier 12  collisions 13

`,
    );
  });

  it('has of an alias its own address and neither IPv6 nor counters', () => {
    const addresses = [inet('10.0.0.2', 'eth0:1'), inet6('fe80::1', 'link')];
    assert.ok(
      blocks([link({ addresses })]).endsWith(`
eth0:1: flags=1<UP>  mtu 1500
        inet 10.0.0.2  netmask 255.255.255.0
        ether 02:00:5e:00:01:01  txqueuelen 1000  (Ethernet)

`),
    );
  });

  it('has the sixteen bits of its flags as a signed number, and loses its brackets with its words', () => {
    const first = (flagBits: number | null) => lines({ flagBits })[0]?.split('  ')[0];
    assert.equal(first(0), 'eth0: flags=0<');
    assert.equal(first(0x30000), 'eth0: flags=0<');
    assert.equal(first(0x2000), 'eth0: flags=8192');
    assert.equal(first(0x8000), 'eth0: flags=-32768<DYNAMIC>');
    assert.equal(
      first(0xffff),
      'eth0: flags=-1<UP,BROADCAST,DEBUG,LOOPBACK,POINTOPOINT,NOTRAILERS,RUNNING,NOARP,PROMISC,ALLMULTI,SLAVE,MASTER,MULTICAST,DYNAMIC>',
    );
    assert.equal(first(null), 'eth0: flags=-');
  });

  it('has a broadcast address or a destination where it is of that kind, and zeros or itself where none is set', () => {
    const line = (flagBits: number, more: Partial<InterfaceAddress>) =>
      lineOf('inet ', { flagBits, addresses: [inet('10.0.0.1', 'eth0', more)] })?.trim();
    assert.equal(line(1, { broadcast: '10.0.0.9', peer: '10.0.0.2' }), 'inet 10.0.0.1  netmask 255.255.255.0');
    assert.equal(line(3, {}), 'inet 10.0.0.1  netmask 255.255.255.0  broadcast 0.0.0.0');
    assert.equal(line(17, {}), 'inet 10.0.0.1  netmask 255.255.255.0  destination 10.0.0.1');
    const both = 'inet 10.0.0.1  netmask 255.255.255.0  broadcast 10.0.0.9  destination 10.0.0.2';
    assert.equal(line(19, { broadcast: '10.0.0.9', peer: '10.0.0.2' }), both);
    // Of an address that is the C library's neither is known.
    assert.equal(line(19, { flags: null }), 'inet 10.0.0.1  netmask 255.255.255.0');
  });

  it('has the netmask of every prefix length', () => {
    for (let prefixLength = 0; prefixLength <= 32; prefixLength++) {
      const bits = '1'.repeat(prefixLength).padEnd(32, '0');
      const mask = bits
        .match(/.{8}/g)
        ?.map((octet) => Number.parseInt(octet, 2))
        .join('.');
      const line = lineOf('inet ', { addresses: [inet('10.0.0.1', 'eth0', { prefixLength })] });
      assert.equal(line, `        inet 10.0.0.1  netmask ${mask}`);
    }
  });

  it('has the first IPv4 address under its own name alone', () => {
    const addresses = [inet('10.0.0.3', 'eth0:1'), inet('10.0.0.1', 'eth0'), inet('10.0.0.2', 'eth0')];
    const found = lines({ addresses }).filter((line) => line.startsWith('        inet '));
    assert.deepEqual(
      found.map((line) => line.split(' ')[9]),
      ['10.0.0.1', '10.0.0.3'],
    );
  });

  it('has netstat’s numbers for the scopes of IPv6', () => {
    const scope = (address: string, name: string) =>
      lineOf('inet6 ', { addresses: [inet6(address, name)] })?.split('scopeid ')[1];
    assert.equal(scope('2001:db8::1', 'global'), '0x0<global>');
    assert.equal(scope('fe80::1', 'link'), '0x20<link>');
    assert.equal(scope('fec0::1', 'site'), '0x40<site>');
    assert.equal(scope('::1', 'host'), '0x10<host>');
    assert.equal(scope('::5', 'global'), '0x80<compat,global>');
    assert.equal(scope('::1.2.3.4', 'global'), '0x80<compat,global>');
    assert.equal(scope('::1:0:0', 'global'), '0x0<global>');
    assert.equal(scope('::ffff:1.2.3.4', 'global'), '0x0<global>');
  });

  it('shows of an IPv4-mapped address what is in it', () => {
    const line = lineOf('inet6 ', { addresses: [inet6('::ffff:1.2.3.4', 'global')] });
    assert.equal(line, '        inet6 1.2.3.4  prefixlen 64  scopeid 0x0<global>');
  });

  it('has bytes in the greatest unit they are above, cut after one digit', () => {
    const texts: [bigint, string][] = [
      [0n, '0.0 B'],
      [1024n, '1024.0 B'],
      [1025n, '1.0 KiB'],
      [1126n, '1.0 KiB'],
      [1127n, '1.1 KiB'],
      [1_048_576n, '1024.0 KiB'],
      [1_048_577n, '1.0 MiB'],
      [1_000_000_000n, '953.6 MiB'],
      [1n << 40n, '1024.0 GiB'],
      [(1n << 40n) + 1n, '1.0 TiB'],
      [300_953_045_099_033_395n, '267.2 PiB'],
      // netstat divides by a tenth of an exbibyte that is a little too small.
      [1_268_213_655_067_531_671n, '1.1 EiB'],
      [2n ** 64n - 1n, '16.0 EiB'],
    ];
    for (const [rxBytes, text] of texts) {
      assert.equal(
        lineOf('RX packets', { statistics: { rxBytes } }),
        `        RX packets 0  bytes ${rxBytes} (${text})`,
      );
    }
  });

  it('counts what a compressing serial line compressed', () => {
    const statistics = { rxCompressed: 3n, txCompressed: 4n };
    const compressed = (typeNumber: number) =>
      lines({ typeNumber, statistics }).filter((line) => /compress/.test(line));
    for (const type of [257, 259]) {
      assert.deepEqual(compressed(type), ['        RX compressed:3', '        TX compressed 4']);
    }
    assert.deepEqual(compressed(256), []);
  });

  it('has the resources of old hardware, in the widths of ioctl(2), and no line without', () => {
    const none: InterfaceMap = { memoryStart: 0n, memoryEnd: 0n, basePort: 0n, irq: 0, dma: 0 };
    const device = (map: Partial<InterfaceMap>) => lineOf('device', { map: { ...none, ...map } })?.slice(8);
    assert.equal(device({}), undefined);
    assert.equal(device({ irq: 5 }), 'device interrupt 5  ');
    assert.equal(device({ basePort: 0xffn }), undefined);
    assert.equal(device({ basePort: 0x100n }), 'device base 0x100  ');
    assert.equal(device({ dma: 3 }), 'device   dma 0x3');
    assert.equal(device({ memoryStart: 0x1000n }), 'device memory 0x1000-0  ');
    assert.equal(device({ memoryEnd: 0x1000n }), undefined);
    assert.equal(device({ irq: 256, basePort: 0x1_0000n }), undefined);
    const all = { memoryStart: 0x1000n, memoryEnd: 0x2000n, basePort: 0x300n, irq: 263, dma: 2 };
    assert.equal(device(all), 'device interrupt 7  base 0x300  memory 0x1000-2000    dma 0x2');
  });

  it('leaves out hardware that is not known, and has dashes for numbers', () => {
    const [first, second] = lines({ flagBits: null, mtu: null, typeNumber: null });
    assert.deepEqual([first, second], ['eth0: flags=-  mtu -', '        RX packets 0  bytes 0 (0.0 B)']);
  });

  it('keeps control characters from a terminal', () => {
    assert.ok(blocks([link({ name: 'a\u001bb' })], true).startsWith('a?b: flags=1<UP>'));
    assert.ok(blocks([link({ name: 'a\u001bb' })]).startsWith('a\u001bb: flags=1<UP>'));
  });
});

describe('a terminal', () => {
  it('gets no control character from a hardware address that is shown as a callsign, nor from a name', () => {
    // NET/ROM: each byte is a letter, shifted by one bit.
    const shown = blocks([link({ name: 'e\u001b[31m\u009b', typeNumber: 0, address: '36:0e:36:02:14:e0' })], true);
    assert.doesNotMatch(shown, /[^\n\P{Cc}]/u);
    assert.match(shown, /^e\?\[31m\?/);
  });
});
