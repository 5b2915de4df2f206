import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseSysLink, readSysLink, type SysLinkTexts } from '../../../src/interfaces/procfs/sys-link.ts';
import { fixturePath } from '../../support/fixtures.ts';

const read = (name: string) => parseSysLink(readSysLink(fixturePath(`sys/class/net/${name}`)));
const flags = (texts: SysLinkTexts) => parseSysLink(texts).flags;

describe('a link in /sys', () => {
  it('has every field that has a file', () => {
    assert.deepEqual(read('name-of-fifteen'), {
      index: 274,
      flags: ['up', 'broadcast', 'running', 'promisc', 'multicast', 'lower-up'],
      flagBits: 0x11143,
      mtu: 1500,
      type: 'ether',
      typeNumber: 1,
      address: '02:00:5e:00:01:04',
      broadcast: 'ff:ff:ff:ff:ff:ff',
      txQueueLength: 1000,
      operState: 'up',
      carrier: true,
      master: 9,
      link: 275,
      alias: null,
    });
    assert.equal(read('eth0').alias, 'to the provider');
  });

  it('has nothing below it where it names itself or 0', () => {
    assert.deepEqual([read('eth0').link, read('tun0').link], [null, null]);
  });

  it('has no address where the file is empty', () => {
    assert.deepEqual([read('tun0').address, read('tun0').broadcast], [null, null]);
  });

  it('does not know its carrier while it is down', () => {
    assert.deepEqual([read('eth1').carrier, read('tun0').carrier], [null, false]);
  });

  it('runs when it is up and its state lets it, which the file of flags does not say', () => {
    assert.deepEqual(flags({ flags: '0x9\n', operstate: 'unknown\n', carrier: '1\n' }), [
      'up',
      'loopback',
      'running',
      'lower-up',
    ]);
    assert.deepEqual(flags({ flags: '0x3\n', operstate: 'down\n', carrier: '0\n' }), ['up', 'broadcast']);
    assert.deepEqual(flags({ flags: '0x3\n', operstate: 'dormant\n', carrier: '1\n', dormant: '1\n' }), [
      'up',
      'broadcast',
      'lower-up',
      'dormant',
    ]);
    assert.deepEqual(flags({ flags: '0x2\n', operstate: 'up\n', carrier: '1\n' }), ['broadcast']);
    assert.deepEqual(flags({ flags: '0x30042\n', operstate: 'down\n' }), ['broadcast']);
  });

  it('is null in every field that cannot be read or makes no sense', () => {
    const nothing = parseSysLink(readSysLink(fixturePath('sys/class/net/no-such-link')));
    assert.ok(Object.values(nothing).every((value) => value === null));
    const broken = parseSysLink({
      flags: 'x',
      mtu: '',
      type: '1.5',
      ifindex: ' ',
      operstate: 'sideways',
      tx_queue_len: '1e',
    });
    assert.ok(Object.values(broken).every((value) => value === null));
  });

  it('keeps the number of a type that has no name', () => {
    const { type, typeNumber } = parseSysLink({ type: '999\n' });
    assert.deepEqual([type, typeNumber], [null, 999]);
  });

  it('is read from the files that are asked for alone', () => {
    assert.deepEqual(readSysLink(fixturePath('sys/class/net/lo'), ['mtu']), { mtu: '65536\n' });
  });
});
