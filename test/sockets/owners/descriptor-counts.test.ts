import assert from 'node:assert/strict';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { descriptorCounts } from '../../../src/sockets/owners/descriptor-counts.ts';
import { skipUnless } from '../../support/skip.ts';

const own = process.pid;
const counted = statSync('/proc/self/fd').size > 0;
const skip = skipUnless(counted, 'this kernel does not say how many descriptors a process has (Linux 6.2)');

describe('descriptorCounts', () => {
  let root: string;
  before(() => {
    root = mkdtempSync(join(tmpdir(), 'sockdiag-counts-'));
    for (const name of ['1/fd', '22/fd', '333', 'net', 'self/fd', '4x/fd']) {
      mkdirSync(join(root, name), { recursive: true });
    }
  });
  after(() => rmSync(root, { recursive: true }));

  it('counts what a process has open', { skip }, async () => {
    const first = (await descriptorCounts('/proc', [own])).get(own) as number;
    const fds = [openSync('/dev/null', 'r'), openSync('/dev/null', 'r')];
    const more = (await descriptorCounts('/proc', [own])).get(own);
    fds.forEach(closeSync);
    assert.ok(first > 2);
    assert.equal(more, first + 2);
  });

  it('knows every process, this one among them', async () => {
    const counts = await descriptorCounts('/proc');
    assert.ok(counts.has(own));
    assert.ok(counts.has(process.ppid));
    assert.ok(counts.size > 1);
  });

  it('takes the folders that are numbers for processes, and leaves out one that has ended', async () => {
    assert.deepEqual([...(await descriptorCounts(root)).keys()].sort(), [1, 22]);
  });

  it('counts those it is told to and no other', async () => {
    assert.deepEqual([...(await descriptorCounts(root, [22, 333, 4])).keys()], [22]);
    assert.equal((await descriptorCounts('/no/such/proc', [])).size, 0);
  });

  it('fails with the errno of a root that is not there', async () => {
    await assert.rejects(descriptorCounts('/no/such/proc'), { name: 'SockdiagError', code: 'ENOENT', errno: 2 });
  });

  it('leaves the event loop free', async () => {
    let turns = 0;
    let immediate = setImmediate(function turn() {
      turns++;
      immediate = setImmediate(turn);
    });
    await descriptorCounts('/proc', Array(50_000).fill(own));
    clearImmediate(immediate);
    assert.ok(turns > 3, `${turns} turns`);
  });

  it('rejects with the signal’s reason', async () => {
    const controller = new AbortController();
    const counting = descriptorCounts('/proc', Array(50_000).fill(own), controller.signal);
    controller.abort(new Error('enough'));
    await assert.rejects(counting, { message: 'enough' });
  });
});
