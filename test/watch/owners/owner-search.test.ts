import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { SlotOwners } from '../../../src/watch/known/slot-owners.ts';
import { ABSENT, newSearch, notCounted, ownersOf, WAYS } from '../../support/owner-search.ts';
import { Passing } from '../../support/passing.ts';

const NONE = new Set<number>();

for (const way of WAYS) {
  describe(`OwnerSearch, with ${way.way}`, { skip: way.skip }, () => {
    let passing: Passing;
    /** A /proc in which there are only the processes that a test has put there. */
    let root: string;
    const show = (...pids: number[]) => {
      for (const pid of pids) symlinkSync(`/proc/${pid}`, join(root, `${pid}`));
    };
    let a: number;
    let b: number;

    beforeEach(async () => {
      passing = new Passing();
      root = mkdtempSync(join(tmpdir(), 'sockdiag-search-'));
      a = await passing.start('a');
      b = await passing.start('b');
      show(a, b);
    });
    afterEach(async () => {
      await passing.stop();
      rmSync(root, { recursive: true });
    });

    it('finds all owners in a full search, and what it says of itself stays', async () => {
      const [inode, , fd] = await passing.open('a');
      const search = newSearch(root, way);
      assert.equal(search.full, undefined);
      const found = await search.all();
      assert.deepEqual(ownersOf(found, inode), [[a, fd]]);
      const { index: _, ...rest } = found;
      assert.deepEqual(search.full, rest);
      assert.deepEqual(found.counts, { scanned: 2, vanished: 0, forbidden: 0 });
    });

    it('looks at the likely processes first, and at no other when they have it all', async () => {
      const search = newSearch(root, way);
      await search.all();
      const [inode, , fd] = await passing.open('b');
      await passing.open('a');
      const found = await search.find(new Set([inode]), new Set([b]));
      assert.deepEqual(ownersOf(found, inode), [[b, fd]]);
      assert.equal(found.index.length, 1);
      assert.equal(found.counts.scanned, 1);
      assert.equal(search.full?.counts.scanned, 2);
    });

    it('then looks at those with another number of descriptors', { skip: notCounted }, async () => {
      const search = newSearch(root, way);
      await search.all();
      const [inode, , fd] = await passing.open('b');
      const found = await search.find(new Set([inode]), NONE);
      assert.deepEqual(ownersOf(found, inode), [[b, fd]]);
      assert.equal(found.counts.scanned, 1);
    });

    it('then looks at those that are new since the last search', { skip: notCounted }, async () => {
      const search = newSearch(root, way);
      await search.all();
      const c = await passing.start('c');
      const [inode, , fd] = await passing.open('c');
      show(c);
      const found = await search.find(new Set([inode]), NONE);
      assert.deepEqual(ownersOf(found, inode), [[c, fd]]);
      assert.equal(found.counts.scanned, 1);
    });

    it('knows after a search which processes it has counted', { skip: notCounted }, async () => {
      const search = newSearch(root, way);
      await search.all();
      await passing.open('a');
      await search.find(new Set([ABSENT]), NONE);
      const [inode, , fd] = await passing.open('b');
      const found = await search.find(new Set([inode]), NONE);
      assert.deepEqual(ownersOf(found, inode), [[b, fd]]);
      assert.equal(found.counts.scanned, 1, 'a had more descriptors, but that was known');
    });

    it('finds the socket of a process that swapped a file for it, in the end', async () => {
      const search = newSearch(root, way);
      await search.all();
      const before = statSync(`/proc/${b}/fd`).size;
      const [inode, , fd] = await passing.swap('b');
      assert.equal(statSync(`/proc/${b}/fd`).size, before);
      const [other, , otherFd] = await passing.open('a');
      const found = await search.find(new Set([inode, other, ABSENT]), NONE);
      assert.deepEqual(ownersOf(found, inode), [[b, fd]]);
      assert.deepEqual(ownersOf(found, other), [[a, otherFd]]);
      assert.deepEqual(found.counts, { scanned: 2, vanished: 0, forbidden: 0 }, 'each process once');
    });

    it('does not search again for what a step has found, whoever else may have it', async () => {
      const search = newSearch(root, way);
      const [inode, , fd] = await passing.open('a');
      const [, , theirs] = await passing.send('a', fd, 'b');
      await search.all();
      const found = await search.find(new Set([inode, ABSENT]), new Set([b]));
      assert.deepEqual(ownersOf(found, inode), [[b, theirs]]);
      assert.equal(found.counts.scanned, 2);
    });

    it('leaves a socket without an owner that nobody has, and likely processes that have ended are no matter', async () => {
      const search = newSearch(root, way);
      await search.all();
      const found = await search.find(new Set([ABSENT]), new Set([a, 0x7ffffffe]));
      assert.deepEqual(ownersOf(found, ABSENT), []);
      assert.equal(found.index.length, 0);
      assert.deepEqual(found.counts, { scanned: 2, vanished: 1, forbidden: 0 });
    });

    it('searches all processes when none was searched before', async () => {
      const [inode, , fd] = await passing.open('b');
      const search = newSearch(root, way);
      const found = await search.find(new Set([inode]), NONE);
      assert.deepEqual(ownersOf(found, inode), [[b, fd]]);
      assert.equal(search.full, undefined);
    });

    it('gives up what is no longer wanted, and goes no further for it', async () => {
      const search = newSearch(root, way);
      await search.all();
      const wanted = new Set([ABSENT]);
      const finding = search.find(wanted, new Set([a]));
      wanted.delete(ABSENT);
      const found = await finding;
      assert.equal(found.index.length, 0);
      assert.ok(found.counts.scanned < 2);
    });

    it('sees a socket go to another process by SCM_RIGHTS, with the next full search', async () => {
      const slots = new SlotOwners();
      const search = newSearch(root, way);
      const [inode, , fd] = await passing.open('a');
      const first = await search.all();
      assert.equal(slots.differs(0, first.index, first.index.find(inode)), true);
      slots.set(0, first.index, first.index.find(inode));
      const [, , theirs] = await passing.send('a', fd, 'b');
      const narrow = await search.find(new Set([inode]), new Set([b]));
      assert.deepEqual(ownersOf(narrow, inode), [[b, theirs]], 'the likely one is enough for a narrow search');
      const both = await search.all();
      const inOrder = [
        [a, fd],
        [b, theirs],
      ].sort(([pid = 0], [other = 0]) => pid - other);
      assert.deepEqual(ownersOf(both, inode), inOrder);
      assert.equal(slots.differs(0, both.index, both.index.find(inode)), true);
      slots.set(0, both.index, both.index.find(inode));
      await passing.close('a', fd);
      const last = await search.all();
      assert.deepEqual(ownersOf(last, inode), [[b, theirs]]);
      assert.equal(slots.differs(0, last.index, last.index.find(inode)), true);
      slots.set(0, last.index, last.index.find(inode));
      assert.deepEqual(
        slots.owners(0).map(({ pid }) => pid),
        [b],
      );
    });

    it('sees that a child has what its parent has, and keeps it when the parent lets go', async () => {
      const search = newSearch(root, way);
      const [inode, , fd] = await passing.open('a');
      const child = await passing.fork('a', 'child');
      show(child);
      const both = [a, child].sort((one, other) => one - other).map((pid) => [pid, fd]);
      assert.deepEqual(ownersOf(await search.all(), inode), both);
      await passing.close('a', fd);
      assert.deepEqual(ownersOf(await search.find(new Set([inode]), new Set([a])), inode), [[child, fd]]);
    });

    it('has the lowest pid when the first owner is asked for', async () => {
      const search = newSearch(root, way, { owners: 'first' });
      const [inode, , fd] = await passing.open('a');
      await passing.send('a', fd, 'b');
      const lowest = Math.min(a, b);
      for (const found of [await search.all(), await search.find(new Set([inode]), new Set([a, b]))]) {
        assert.equal(ownersOf(found, inode)[0]?.[0], lowest);
      }
    });

    it('looks at the processes of a query alone, whichever are likely', async () => {
      const search = newSearch(root, way, { owners: true, pids: [b] });
      const [inode, , fd] = await passing.open('a');
      const [, , theirs] = await passing.send('a', fd, 'b');
      assert.deepEqual(ownersOf(await search.all(), inode), [[b, theirs]]);
      assert.deepEqual(ownersOf(await search.find(new Set([inode]), new Set([a])), inode), [[b, theirs]]);
      const [other] = await passing.open('a');
      const found = await search.find(new Set([other]), new Set([a]));
      assert.deepEqual(ownersOf(found, other), []);
      assert.deepEqual(found.counts, { scanned: 1, vanished: 0, forbidden: 0 });
    });

    it('asks for nothing at all when no socket is wanted', async () => {
      const search = newSearch('/no/such/proc', way);
      const found = await search.find(NONE, new Set([a]));
      assert.equal(found.index.length, 0);
      assert.deepEqual(ownersOf(found, ABSENT), []);
      assert.equal(search.full, undefined);
    });

    it('fails with the errno of a root that is not there', async () => {
      const failure = { name: 'SockdiagError', code: 'ENOENT', errno: 2 };
      await assert.rejects(newSearch('/no/such/proc', way).all(), failure);
      await assert.rejects(newSearch('/no/such/proc', way).find(new Set([1]), NONE), failure);
    });

    it('rejects with the signal’s reason, before and while it searches', async () => {
      for (const run of [
        (signal: AbortSignal) => newSearch(root, way).all(signal),
        (signal: AbortSignal) => newSearch(root, way).find(new Set([ABSENT]), new Set([a]), signal),
      ]) {
        await assert.rejects(run(AbortSignal.abort(new Error('enough'))), { message: 'enough' });
        const controller = new AbortController();
        const running = run(controller.signal);
        controller.abort(new Error('enough'));
        await assert.rejects(running, { message: 'enough' });
      }
    });
  });
}
