import '../../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { after, before, describe, it } from 'node:test';
import type { OwnerIndex } from '../../../src/index.ts';
import { packageFile } from '../../../src/package-root.ts';
import { namespaceMissing } from '../../support/in-namespace.ts';
import { byPid, type Triple, toTriples } from '../../support/odd-holders.ts';
import { SEARCHES } from '../../support/searches.ts';
import { skipUnless } from '../../support/skip.ts';

const SCRIPT = packageFile('test/world/owner_churn.py');
const ROUNDS = 40;
// It ends by itself well after the slowest machine is done.
const MOST_SECONDS = 240;
const skip = skipUnless(!namespaceMissing, namespaceMissing ?? '');

describe('owners under churn', { skip }, () => {
  let child: ChildProcess;
  let answers: AsyncIterator<string>;
  let stable: Triple[];
  /** What each search found, to be held against what was when all is over. */
  const found: { name: string; index: OwnerIndex }[] = [];

  before(async () => {
    child = spawn('python3', [SCRIPT, '--seconds', `${MOST_SECONDS}`], { stdio: ['pipe', 'pipe', 'inherit'] });
    answers = createInterface(child.stdout as NodeJS.ReadableStream)[Symbol.asyncIterator]();
    const report = JSON.parse((await answers.next()).value) as { ready: boolean; stable: Triple[] };
    assert.ok(report.ready);
    stable = report.stable.sort(byPid);
    assert.ok(stable.length > 300);
  });
  after(async () => {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.stdin?.end();
    await ended;
  });

  for (const { name, find, skip } of SEARCHES) {
    it(`every search finds who keeps a socket, by ${name}`, { skip }, async () => {
      const inodes = new Set(stable.map(([inode]) => inode));
      for (let round = 0; round < ROUNDS; round++) {
        const { index } = await find({ threads: 1 + (round % 3) });
        found.push({ name, index });
        assert.deepEqual(
          toTriples(index.triples).filter(([inode]) => inodes.has(inode)),
          stable,
        );
      }
    });
  }

  it('no search names a process that never had the socket', async (test) => {
    child.stdin?.end();
    const { pairs } = JSON.parse((await answers.next()).value) as { pairs: [number, number][] };
    const real = new Set([...pairs, ...stable].map(([inode, pid]) => `${inode} ${pid}`));
    const pids = new Set([...pairs, ...stable].map(([, pid]) => pid));
    const inodes = new Set(pairs.map(([inode]) => inode));
    for (const search of SEARCHES.filter(({ skip }) => skip === false)) {
      let passing = 0;
      for (const { index } of found.filter(({ name }) => name === search.name)) {
        for (const [inode, pid] of toTriples(index.triples)) {
          if (!pids.has(pid) && !inodes.has(inode)) continue;
          assert.ok(real.has(`${inode} ${pid}`), `${search.name}: process ${pid} never had socket ${inode}`);
          assert.equal(`${Buffer.from(index.processes.get(pid)?.comm ?? [])}`, 'churn');
          if (inodes.has(inode)) passing++;
        }
      }
      test.diagnostic(`${search.name}: ${passing} owners of what came and went, of ${pairs.length} there ever were`);
      assert.ok(passing > 0);
    }
  });
});
