import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { interfaceOf } from '../../../src/interfaces/procfs/getifaddrs.ts';

describe('the interface of a label', () => {
  const names = new Set(['eth0', 'team0:1', 'a:b', 'a', ':']);
  for (const [label, name] of [
    ['eth0', 'eth0'],
    ['eth0:1', 'eth0'],
    ['team0:1', 'team0:1'],
    ['team0:1:7', 'team0:1'],
    ['team0:2', 'team0'],
    ['a:b', 'a:b'],
    ['a:c', 'a'],
    ['other:1', 'other'],
    ['::', ':'],
  ] as const) {
    it(`is the longest name up to a colon: of ${label} ${name}`, () => assert.equal(interfaceOf(label, names), name));
  }
});
