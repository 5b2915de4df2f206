import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sealCode, unsealCode } from '../../src/cli/code-cache.ts';

const SOURCE = Buffer.from('(function () {})');
const COMPILED = Buffer.from(Array.from({ length: 64 }, (_, i) => i));
const FILE = Buffer.from(sealCode(SOURCE, COMPILED));

describe('unsealCode', () => {
  it('gives what was sealed', () => assert.deepEqual(unsealCode(FILE, SOURCE), COMPILED));

  it('gives nothing where any bit is another one', () => {
    for (let bit = 0; bit < FILE.length * 8; bit++) {
      const damaged = Buffer.from(FILE);
      damaged.writeUInt8(FILE.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      assert.equal(unsealCode(damaged, SOURCE), undefined, `bit ${bit}`);
    }
  });

  it('gives nothing where any end is missing, or more is there', () => {
    for (let length = 0; length < FILE.length; length++) {
      assert.equal(unsealCode(FILE.subarray(0, length), SOURCE), undefined, `${length} bytes`);
    }
    for (let more = 1; more < 100; more++) {
      assert.equal(unsealCode(Buffer.concat([FILE, Buffer.alloc(more)]), SOURCE), undefined, `${more} bytes more`);
    }
  });

  it('gives nothing of another source, be it as long', () => {
    for (const other of ['(function () {}}', '(function () {} )', '', '(function () {']) {
      assert.equal(unsealCode(FILE, Buffer.from(other)), undefined, other);
    }
  });
});
