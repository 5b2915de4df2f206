import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ABSENT } from '../../../src/base/absent.ts';
import { AddressList } from '../../../src/sockets/procfs/address-list.ts';
import { localAddressesOf } from '../../../src/sockets/table/readers.ts';
import { newReport } from '../../../src/sockets/table/report.ts';
import { SocketTable } from '../../../src/sockets/table/socket-table.ts';
import { AF_INET, AF_INET6, PROTOCOL_NUMBERS } from '../../../src/uapi/sockets.ts';

const V6 = 'fe80:0000:0000:0000:0000:0000:0000:00aF'.toLowerCase();

function read(text: string, family = AF_INET, from = 0) {
  const line = Buffer.from(text, 'latin1');
  const list = new AddressList(line);
  const end = list.read(from, line.length);
  const table = new SocketTable(1, newReport(), { sctp: true });
  const bytes = list.inFamily(family);
  table.family[0] = family;
  table.protocol[0] = PROTOCOL_NUMBERS.sctp;
  table.sctp?.localAddresses.set(0, bytes, 0, bytes.length);
  return { texts: localAddressesOf(table, 0), end, primary: list.primary, hasIPv6: list.hasIPv6 };
}

describe('AddressList', () => {
  it('reads addresses up to something else, and where that begins', () => {
    assert.deepEqual(read('10.0.0.1 255.255.255.255 <-> 1.2.3.4 ').texts, ['10.0.0.1', '255.255.255.255']);
    assert.equal(read('10.0.0.1 255.255.255.255 <-> 1.2.3.4 ').end, 25);
    assert.deepEqual(read('10.0.0.1 255.255.255.255 <-> 1.2.3.4 ', AF_INET, 28), {
      texts: ['1.2.3.4'],
      end: 37,
      primary: ABSENT,
      hasIPv6: false,
    });
  });

  it('tells which is marked', () => {
    assert.equal(read('1.1.1.1 *2.2.2.2 3.3.3.3 ').primary, 1);
    assert.equal(read('*1.1.1.1').primary, 0);
    assert.equal(read('1.1.1.1 ').primary, ABSENT);
  });

  it('reads IPv6 written out in full', () => {
    const { texts, hasIPv6 } = read(`${V6} *1.2.3.4 `, AF_INET6);
    assert.deepEqual([texts, hasIPv6], [['fe80::af', '::ffff:1.2.3.4'], true]);
  });

  it('has no room for what is not an address', () => {
    for (const text of [
      '',
      ' ',
      '*',
      '1',
      '1.2',
      '1.2.3.',
      '1.2.3.256',
      '1.2.3.1000000000000000000000',
      '1..2.3',
      '.1.2.3',
      '1.2.3.4x',
      '1.2.3.4.5',
      'a.b.c.d',
      '::1',
      'fe80::1',
      V6.slice(0, -1),
      `${V6}0`,
      V6.replace('fe80', 'fg80'),
      V6.replace(':00af', '.00af'),
    ]) {
      const { texts, end } = read(text, AF_INET6);
      assert.deepEqual(texts, [], text);
      assert.equal(end, text.trimStart().length === 0 ? text.length : 0, text);
    }
  });

  it('ends where the line does, whatever lies behind', () => {
    const line = Buffer.from(`1.2.3.45 ${V6}`);
    const list = new AddressList(line);
    for (const end of [7, 8]) {
      list.read(0, end);
      assert.equal(list.inFamily(AF_INET)[3], end === 7 ? 4 : 45);
    }
    assert.equal(list.read(9, line.length - 1), 9);
    assert.equal(list.read(9, line.length), line.length);
  });
});
