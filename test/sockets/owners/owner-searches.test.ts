import '../../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { namespaceMissing } from '../../support/in-namespace.ts';
import { OddHolders, type Triple, toTriples } from '../../support/odd-holders.ts';
import { SEARCHES } from '../../support/searches.ts';
import { skipUnless } from '../../support/skip.ts';

const THREADS = [1, 2, 7];
const skip = skipUnless(!namespaceMissing, namespaceMissing ?? '');

describe('owners in odd places', { skip }, () => {
  let holders: OddHolders;
  before(async () => {
    holders = await OddHolders.start();
    skipUnless(holders.missing.length === 0, JSON.stringify(holders.missing));
  });
  after(() => holders.stop());

  const ofPid = (triples: readonly Triple[], pid: number) => triples.filter((triple) => triple[1] === pid);

  for (const { name, method, find, skip } of SEARCHES) {
    describe(`by ${name}`, { skip }, () => {
      for (const threads of THREADS) {
        it(`are those that the processes name themselves, with ${threads} threads`, async () => {
          const { index, method: used } = await find({ threads });
          assert.equal(used.method, method);
          assert.deepEqual(holders.of(index.triples), holders.owners);
          assert.ok(holders.owners.length > 100);
        });
      }

      it('are both processes that share one table, a dead leader’s threads, and a thread with a table of its own', async () => {
        const found = holders.of((await find()).index.triples);
        const { pids } = holders;
        const one = ofPid(found, pids['one table'] as number).map(([inode, , fd]) => `${inode} ${fd}`);
        const others = found.filter(([inode, pid, fd]) => pid !== pids['one table'] && one.includes(`${inode} ${fd}`));
        assert.equal(others.length, one.length);
        assert.equal(ofPid(found, pids['dead leader'] as number).length, 1);
        const apart = ofPid(found, pids['thread apart'] as number);
        assert.deepEqual([apart.length, new Set(apart.map(([, , fd]) => fd)).size], [4, 3]);
      });

      it('are nobody for what a zombie had, and for what was sent and never received', async () => {
        const found = new Set((await find()).index.triples.filter((_, i) => i % 3 === 0));
        assert.ok(holders.absent.length > 1);
        for (const inode of holders.absent) assert.ok(!found.has(inode), `${inode}`);
      });

      it('have the names of their processes', async () => {
        const { index } = await find();
        const names = [...index.processes.keys()].sort((a, b) => a - b);
        const pids = [...new Set(index.triples.filter((_, i) => i % 3 === 1))];
        assert.deepEqual(names, pids);
        for (const pid of new Set(holders.owners.map(([, pid]) => pid))) {
          const { argv0, comm } = index.processes.get(pid) ?? {};
          assert.equal(Buffer.from(argv0 ?? []).toString(), programOf(pid));
          assert.equal(`${Buffer.from(comm ?? [])}\n`, readFileSync(`/proc/${pid}/comm`, 'utf8'));
        }
      });

      it('are found for the sockets and processes that are wanted, and no others', async () => {
        const { pids, owners } = holders;
        const wanted = [pids.many, pids['dead leader'], pids.passed].map(Number).sort((a, b) => a - b);
        const some = owners.filter(([, pid], i) => wanted.includes(pid) && i % 5 > 0);
        const inodes = new Set(some.map(([inode]) => inode));
        const none = await find({ pids: [], inodes });
        assert.deepEqual([none.index.length, none.counts.scanned], [0, 0]);
        const both = await find({ pids: [...wanted, ...wanted], inodes });
        assert.deepEqual(
          holders.of(both.index.triples),
          owners.filter(([inode, pid]) => wanted.includes(pid) && inodes.has(inode)),
        );
        assert.deepEqual(
          toTriples((await find({ pids: wanted })).index.triples),
          owners.filter(([, pid]) => wanted.includes(pid)),
        );
      });
    });
  }
});

/** argv[0], of a process whose first thread has ended from another one. */
function programOf(pid: number): string {
  const threads = readdirSync(`/proc/${pid}/task`).map((thread) => `/proc/${pid}/task/${thread}`);
  const lines = [`/proc/${pid}`, ...threads].map((folder) => readFileSync(`${folder}/cmdline`, 'utf8'));
  const program = lines.find((line) => line !== '')?.split('\0')[0];
  assert.ok(program);
  return program;
}
