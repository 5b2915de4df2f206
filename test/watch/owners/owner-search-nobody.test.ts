import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { after, before, describe, it } from 'node:test';
import { newSearch, ownersOf, WAYS } from '../../support/owner-search.ts';
import { Passing } from '../../support/passing.ts';
import { skipUnless } from '../../support/skip.ts';

const NOBODY = 65534;
// Nobody may not be able to read this file's folder, but can run a script given as text.
const OWN =
  'import os, socket, sys; s = socket.socket(); print(os.fstat(s.fileno()).st_ino, flush=True); sys.stdin.read()';
const noRoot = skipUnless(process.geteuid?.() === 0, 'not root');

for (const way of WAYS) {
  describe(`OwnerSearch as nobody, with ${way.way}`, { skip: noRoot || way.skip }, () => {
    let passing: Passing;
    let own: ChildProcess;
    let ownInode: number;

    before(async () => {
      passing = new Passing();
      own = spawn('python3', ['-c', OWN], { uid: NOBODY, gid: NOBODY, cwd: '/', stdio: ['pipe', 'pipe', 'inherit'] });
      const [line] = await once(own.stdout as NodeJS.ReadableStream, 'data');
      ownInode = Number(`${line}`);
    });
    after(async () => {
      own.stdin?.end();
      await Promise.all([passing.stop(), once(own, 'exit')]);
    });

    it('finds what it may see, and counts what it may not', async () => {
      const other = await passing.start('other');
      const search = newSearch('/proc', way, { owners: true, ownerMethod: 'procfs' });
      process.setegid?.(NOBODY);
      process.seteuid?.(NOBODY);
      try {
        const all = await search.all();
        assert.equal(ownersOf(all, ownInode)[0]?.[0], own.pid);
        assert.ok(all.counts.forbidden > 0);
        const [inode] = await passing.open('other');
        const found = await search.find(new Set([inode, ownInode]), new Set([other]));
        assert.deepEqual(ownersOf(found, inode), []);
        assert.equal(ownersOf(found, ownInode)[0]?.[0], own.pid);
        assert.ok(found.counts.forbidden > 0);
      } finally {
        process.seteuid?.(0);
        process.setegid?.(0);
      }
    });
  });
}
