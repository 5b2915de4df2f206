import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { noBpf } from '../../support/bpf.ts';
import { newSearch, notCounted, ownersOf, WITH_ADDON } from '../../support/owner-search.ts';
import { Passing } from '../../support/passing.ts';

describe('OwnerSearch with bpf', { skip: noBpf }, () => {
  // More than are read from /proc in any case, and so many that bpf is worth loading.
  const MANY = 9000;
  let passing: Passing;

  beforeEach(() => {
    passing = new Passing();
  });
  afterEach(() => passing.stop());

  it('never becomes /proc when it is named', async () => {
    const pid = await passing.start('a');
    const search = newSearch('/proc', WITH_ADDON, { owners: true, ownerMethod: 'bpf' });
    assert.deepEqual((await search.all()).method, { method: 'bpf' });
    const [inode, , fd] = await passing.open('a');
    const found = await search.find(new Set([inode]), new Set([pid]));
    assert.deepEqual(found.method, { method: 'bpf' });
    assert.deepEqual(ownersOf(found, inode), [[pid, fd]]);
  });

  it('is taken for a process with a great part of all descriptors, and not for one with few', {
    skip: notCounted,
  }, async () => {
    const large = await passing.start('large');
    const small = await passing.start('small');
    await passing.files('large', MANY);
    const search = newSearch('/proc', WITH_ADDON, { owners: true, ownerMethod: 'auto' });
    assert.equal((await search.all()).method.method, 'bpf');
    for (const [name, pid, method, likely] of [
      ['small', small, 'procfs', new Set([small])],
      ['large', large, 'bpf', new Set([large])],
      ['small', small, 'procfs', new Set([small])],
    ] as const) {
      const [inode, , fd] = await passing.open(name);
      const found = await search.find(new Set([inode]), likely);
      assert.deepEqual(ownersOf(found, inode), [[pid, fd]]);
      assert.equal(found.method.method, method, name);
    }
  });

  it('is what looks for the rest', { skip: notCounted }, async () => {
    const pid = await passing.start('swapping');
    await passing.start('large');
    await passing.files('large', MANY);
    const search = newSearch('/proc', WITH_ADDON);
    assert.equal((await search.all()).method.method, 'bpf');
    const [inode, , fd] = await passing.swap('swapping');
    const found = await search.find(new Set([inode]), new Set());
    assert.deepEqual(found.method, { method: 'bpf' });
    assert.deepEqual(ownersOf(found, inode), [[pid, fd]]);
  });
});
