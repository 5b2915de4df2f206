import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SlotIndex } from '../../../src/watch/known/slot-index.ts';
import { randomNumbers } from '../../support/fixtures.ts';

/** Slots by hash, as simple as can be. */
class Model {
  readonly hashes = new Map<number, Set<number>>();

  add(hash: number, slot: number): void {
    this.hashes.set(hash, (this.hashes.get(hash) ?? new Set()).add(slot));
  }

  remove(hash: number, slot: number): void {
    this.hashes.get(hash)?.delete(slot);
  }
}

/** All slots that an index has under a hash: each is refused, so that the search goes on. */
function slotsOf(index: SlotIndex, hash: number): number[] {
  const slots: number[] = [];
  const found = index.find(hash, (slot) => {
    slots.push(slot);
    return false;
  });
  assert.equal(found, -1);
  return slots.sort((a, b) => a - b);
}

function check(index: SlotIndex, model: Model): void {
  for (const [hash, slots] of model.hashes) {
    assert.deepEqual(
      slotsOf(index, hash),
      [...slots].sort((a, b) => a - b),
      `hash ${hash}`,
    );
  }
}

describe('SlotIndex', () => {
  it('finds the slot that is meant among those with the same hash', () => {
    const index = new SlotIndex();
    for (const slot of [5, 0, 7]) index.add(0xdeadbeef, slot);
    for (const slot of [0, 5, 7])
      assert.equal(
        index.find(0xdeadbeef, (at) => at === slot),
        slot,
      );
    assert.equal(
      index.find(0xdeadbeef, (slot) => slot === 6),
      -1,
    );
    assert.equal(
      index.find(0xdeadbeee, () => true),
      -1,
    );
  });

  it('knows slot 0, hash 0 and the largest of both', () => {
    const index = new SlotIndex();
    for (const hash of [0, 0xffffffff]) for (const slot of [0, 0xfffffffe]) index.add(hash, slot);
    for (const hash of [0, 0xffffffff]) assert.deepEqual(slotsOf(index, hash), [0, 0xfffffffe]);
  });

  it('removes one slot of a hash and leaves the others; what is not there is left alone', () => {
    const index = new SlotIndex();
    for (const slot of [1, 2, 3]) index.add(42, slot);
    index.remove(42, 2);
    index.remove(42, 9);
    index.remove(43, 1);
    assert.deepEqual(slotsOf(index, 42), [1, 3]);
  });

  // Few low bits differ: long runs in the table, which are what a removal must not break.
  for (const [name, hashOf] of [
    ['spread hashes', (random: (bound: number) => number) => random(0xffffffff)],
    ['few hashes', (random: (bound: number) => number) => random(30) * 0x01000193],
    ['hashes of one run', (random: (bound: number) => number) => random(64)],
    ['runs about the end of the table', (random: (bound: number) => number) => 0x00fffff0 + random(48)],
  ] as const) {
    it(`agrees with a Map over random additions and removals of ${name}`, () => {
      const random = randomNumbers(name.length);
      const index = new SlotIndex();
      const model = new Model();
      const present: [number, number][] = [];
      for (let step = 0; step < 6000; step++) {
        // Grows to some hundreds, shrinks to nothing, and again.
        const growing = Math.floor(step / 1000) % 2 === 0;
        if (present.length > 0 && random(4) < (growing ? 1 : 3)) {
          const [[hash, slot]] = present.splice(random(present.length), 1) as [[number, number]];
          index.remove(hash, slot);
          model.remove(hash, slot);
        } else {
          const hash = hashOf(random) >>> 0;
          index.add(hash, step);
          model.add(hash, step);
          present.push([hash, step]);
        }
        if (step % 500 === 0) check(index, model);
      }
      check(index, model);
    });
  }

  it('finds each of a hundred thousand after half of them were removed', () => {
    const index = new SlotIndex();
    const hash = (slot: number) => Math.imul(slot, 0x9e3779b1) >>> 0;
    for (let slot = 0; slot < 100_000; slot++) index.add(hash(slot), slot);
    for (let slot = 0; slot < 100_000; slot += 2) index.remove(hash(slot), slot);
    for (let slot = 0; slot < 100_000; slot++) {
      assert.equal(
        index.find(hash(slot), (at) => at === slot),
        slot % 2 === 0 ? -1 : slot,
      );
    }
  });
});
