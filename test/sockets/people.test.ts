import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { peopleFor } from '../../src/sockets/people.ts';
import { OwnerChains } from '../../src/sockets/table/owner-chains.ts';
import type { SocketTable } from '../../src/sockets/table/socket-table.ts';

const ROOT_USER = 0;

const pause = async () => {};

/** A table of which only its owners count: one socket of each process. */
function tableOf(pids: readonly number[]): SocketTable {
  const processes = pids.map((pid) => [pid, { pid, argv0: new Uint8Array(0), comm: new Uint8Array(0) }] as const);
  const triples = Uint32Array.from(pids.flatMap((pid, at) => [at, pid, 3]));
  const owners = new OwnerChains(triples, new Uint32Array(pids.length), new Map(processes));
  return { owners, length: 1, uid: Uint32Array.of(ROOT_USER) } as SocketTable;
}

describe('people', () => {
  it('are of each process what its status says, which is read once', async () => {
    const root = mkdtempSync(join(tmpdir(), 'sockdiag-people-'));
    const write = (pid: number, uid: number) => {
      mkdirSync(join(root, `${pid}`), { recursive: true });
      writeFileSync(join(root, `${pid}`, 'status'), `Name:\tx\nUid:\t7\t${uid}\t7\t7\n`);
    };
    try {
      const people = peopleFor([{ name: 'ownerUser' }], root);
      write(4, 0);
      write(5, 4321);
      const first = tableOf([4, 5, 6]);
      await people?.join(first, pause);
      assert.deepEqual(
        [4, 5, 6].map((pid) => first.owners?.users?.uidOf(pid)),
        [0, 4321, undefined],
      );
      assert.deepEqual(Buffer.from(people?.nameOf(0) ?? []).toString(), 'root');
      assert.equal(people?.nameOf(4321), undefined);
      for (const pid of [4, 5, 6]) write(pid, 99);
      const second = tableOf([4, 5, 6, 7]);
      write(7, 8);
      await people?.join(second, pause);
      assert.deepEqual(
        [4, 5, 6, 7].map((pid) => second.owners?.users?.uidOf(pid)),
        [0, 4321, undefined, 8],
      );
    } finally {
      rmSync(root, { recursive: true });
    }
  });

  it('are looked up where a field is of them, and no process is read for who made a socket', async () => {
    assert.equal(peopleFor([{ name: 'uid' }, { name: 'process' }], '/proc'), undefined);
    const table = tableOf([process.pid]);
    const people = peopleFor([{ name: 'user' }], '/proc');
    await people?.join(table, pause);
    assert.equal(people?.uidOf(process.pid), undefined);
    assert.equal(table.owners?.users, undefined);
    assert.equal(Buffer.from(people?.nameOf(ROOT_USER) ?? []).toString(), 'root');
  });
});
