import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describeHardware } from '../../../../src/cli/netstat/interfaces/hardware.ts';

const ADDRESS = '96:82:a4:88:8a:40:62:aa:bb:cc:dd:ee:ff:01';

/** As netstat shows this address of each type. */
const TEXTS: readonly [type: number, word: string, title: string][] = [
  [0, 'netrom KARDE-1', 'AMPR NET/ROM'],
  [1, 'ether 96:82:a4:88:8a:40', 'Ethernet'],
  [2, 'unspec 96-82-A4-88-8A-40-62-AA-00-00-00-00-00-00-00-00', 'UNSPEC'],
  [3, 'ax25 KARDE-1', 'AMPR AX.25'],
  [7, 'arcnet 96', 'ARCnet'],
  [27, 'eui64 96:82:A4:88:8A:40:62:AA', 'Generic EUI-64'],
  [32, 'unspec 96-82-A4-88-8A-40-62-AA-00-00-00-00-00-00-00-00', 'UNSPEC'],
  [256, 'slip', 'Serial Line IP'],
  [257, 'cslip', 'VJ Serial Line IP'],
  [258, 'slip6', '6-bit Serial Line IP'],
  [259, 'cslip6', 'VJ 6-bit Serial Line IP'],
  [264, 'adaptive', 'Adaptive Serial Line IP'],
  [270, 'rose 9682a4888a', 'AMPR ROSE'],
  [512, 'ppp', 'Point-to-Point Protocol'],
  [513, 'hdlc', '(Cisco)-HDLC'],
  [516, 'lapb', 'LAPB'],
  [768, 'tunnel ', 'IPIP Tunnel'],
  [770, 'frad', 'Frame Relay Access Device'],
  [772, 'loop', 'Local Loopback'],
  [774, 'fddi 96-82-A4-88-8A-40', 'Fiber Distributed Data Interface'],
  [776, 'sit', 'IPv6-in-IPv4'],
  [780, 'hippi 96:82:A4:88:8A:40', 'HIPPI'],
  [782, 'ec', 'Econet'],
  [65534, 'unspec 96-82-A4-88-8A-40-62-AA-00-00-00-00-00-00-00-00', 'UNSPEC'],
];

describe('hardware', () => {
  for (const [type, word, title] of TEXTS) {
    it(`of type ${type} is ${title}`, () => {
      assert.deepEqual(describeHardware(type, ADDRESS), { word, title });
    });
  }

  it('has an address of zeros where it has none', () => {
    assert.equal(describeHardware(1, null).word, 'ether 00:00:00:00:00:00');
    assert.equal(describeHardware(65534, null).word, 'unspec 00-00-00-00-00-00-00-00-00-00-00-00-00-00-00-00');
    assert.equal(describeHardware(3, null).word, 'ax25 ');
  });

  it('has the zeros behind an address that is shorter', () => {
    assert.equal(describeHardware(778, '0a:00:00:01').word, 'unspec 0A-00-00-01-00-00-00-00-00-00-00-00-00-00-00-00');
  });

  it('has a call sign up to the first blank or NUL, and the number of the station where there is one', () => {
    const sign = (address: string) => describeHardware(3, address).word;
    assert.equal(sign('96:82:a4:88:8a:40:61'), 'ax25 KARDE');
    assert.equal(sign('96:40:40:40:40:40:60'), 'ax25 K');
    assert.equal(sign('96:40:a4:40:88:40:62'), 'ax25 K-1');
    assert.equal(sign('01:01:01:01:01:01:fe'), 'ax25 -15');
    assert.equal(sign('96:00:a4:40:88:40:62'), 'ax25 K-1');
  });
});
