import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compareInterfaces, interfaceKey } from '../../../../src/cli/netstat/interfaces/interface-order.ts';

const sorted = (names: readonly string[]) =>
  names
    .map((name) => interfaceKey(Buffer.from(name).toString('latin1')))
    .sort(compareInterfaces)
    .map(({ name }) => Buffer.from(name, 'latin1').toString());

/** As netstat prints them. */
const ORDERS = [
  ['v', 'v:1', 'v0', 'v0:1', 'v0:2', 'v0:10', 'x2', 'x9', 'x10'],
  ['eth', 'eth001', 'eth01', 'eth1', 'eth2'],
  ['a', 'a1', 'a1b', 'a1b2', 'a1b10', 'ab', 'b'],
  ['a-1', 'a-2', 'a-10', 'a.05', 'a.5', 'a.10'],
  ['Z', '_', 'a', '\u00e9'],
  ['1', '02', '2', '10', 'a'],
  ['br-9', 'br-12', 'br-1a', 'br-a'],
  ['v0', 'v0.5', 'v0.10', 'v1.5', 'v10.5', 'v2.5'],
  ['v0', 'v0:7', 'v1', 'v1:7', 'v0:', 'v0:x'],
  // Numbers are C's int, and turn over.
  ['2147483648', '0', '4294967296', '1', '4294967297', '99999999999'],
];

describe('the order of interfaces', () => {
  for (const order of ORDERS) {
    it(`is netstat's: ${order.join(' ')}`, () => {
      assert.deepEqual(sorted(order), order);
      assert.deepEqual(sorted([...order].reverse()), order);
      assert.deepEqual(sorted([...order].sort()), order);
    });
  }
});
