import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SlotBytes } from '../../../src/watch/known/slot-bytes.ts';
import { randomNumbers } from '../../support/fixtures.ts';

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');
const set = (bytes: SlotBytes, slot: number, value: string) => {
  const source = Buffer.from(`<${value}>`, 'latin1');
  bytes.set(slot, source, 1, source.length - 1);
};

describe('SlotBytes', () => {
  it('has no bytes where none were set', () => {
    const bytes = new SlotBytes();
    assert.deepEqual([bytes.length(0), bytes.length(5_000_000), bytes.at(7).length], [0, 0, 0]);
    bytes.clear(0);
    bytes.clear(5_000_000);
    set(bytes, 3, '');
    assert.deepEqual([bytes.length(3), bytes.at(3).length], [0, 0]);
  });

  it('replaces what was there, whether the cell serves on or not', () => {
    const bytes = new SlotBytes();
    for (const length of [1, 32, 31, 33, 64, 280, 0, 280, 33, 1]) {
      set(bytes, 9, 'x'.repeat(length));
      assert.equal(text(bytes.at(9)), 'x'.repeat(length));
      assert.equal(bytes.length(9), length);
    }
  });

  it('takes the longest value and one that fills the end of a page', () => {
    const bytes = new SlotBytes();
    // Five of them are more than a page of 256 KiB.
    for (let slot = 0; slot < 5; slot++) set(bytes, slot, String(slot).repeat(65_535));
    for (let slot = 5; slot < 5000; slot++) set(bytes, slot, `of ${slot} `.repeat(8));
    for (let slot = 0; slot < 5; slot++) assert.equal(text(bytes.at(slot)), String(slot).repeat(65_535));
    for (let slot = 5; slot < 5000; slot++) assert.equal(text(bytes.at(slot)), `of ${slot} `.repeat(8));
  });

  it('agrees with a Map over random values, slots and removals', () => {
    const random = randomNumbers(11);
    const bytes = new SlotBytes();
    const model = new Map<number, string>();
    for (let step = 0; step < 60_000; step++) {
      const slot = random(random(4) === 0 ? 3000 : 200);
      if (random(3) === 0) {
        bytes.clear(slot);
        model.delete(slot);
      } else {
        const value = String.fromCharCode(random(256)).repeat(random(8) === 0 ? random(700) : 32 * random(10));
        set(bytes, slot, value);
        model.set(slot, value);
      }
      assert.equal(bytes.length(slot), model.get(slot)?.length ?? 0);
    }
    for (let slot = 0; slot < 3000; slot++) assert.equal(text(bytes.at(slot)), model.get(slot) ?? '', `slot ${slot}`);
  });

  it('uses a freed cell again, so that sockets that come and go take no more memory', () => {
    const bytes = new SlotBytes();
    const value = Buffer.alloc(280, 1);
    const buffers = new Set<ArrayBufferLike>();
    for (let round = 0; round < 200; round++) {
      for (let slot = 0; slot < 500; slot++) bytes.set(slot, value, 0, value.length);
      for (let slot = 0; slot < 500; slot++) buffers.add(bytes.at(slot).buffer);
      for (let slot = 499; slot >= 0; slot--) bytes.clear(slot);
    }
    assert.equal(buffers.size, 1, '500 cells of 288 bytes lie in one page');
  });
});
