import assert from 'node:assert/strict';
import { readdirSync, readlinkSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import type { Owners } from '../../../src/sockets/owners/owners.ts';
import { NO_OWNER } from '../../../src/sockets/table/owner-chains.ts';
import { SEARCHES } from '../../support/searches.ts';

const SERVERS = 8;

/** The inodes of this process's sockets. */
function ownInodes(): number[] {
  return readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      const [, inode] = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/self/fd/${fd}`)) ?? [];
      return inode === undefined ? [] : [Number(inode)];
    } catch {
      // The folder's own descriptor.
      return [];
    }
  });
}

describe('a search that is told late which sockets are wanted', () => {
  const servers: Server[] = [];
  before(async () => {
    for (let i = 0; i < SERVERS; i++) {
      const server = createServer().listen(0, '127.0.0.1');
      await new Promise((resolve) => server.once('listening', resolve));
      servers.push(server);
    }
  });
  after(() => {
    for (const server of servers) server.close();
  });

  const foundOf = ({ index }: Owners, inodes: readonly number[]) =>
    inodes.filter((inode) => index.find(inode) !== NO_OWNER);

  for (const { name, find, skip } of SEARCHES) {
    it(`finds the owners of these and of no others, however late, by ${name}`, { skip }, async () => {
      const inodes = ownInodes();
      assert.ok(inodes.length >= SERVERS);
      const wanted = new Set(inodes.slice(0, 3));
      for (const wait of [0, 1, 30]) {
        const found = await find({ later: setTimeout(wait, wanted) });
        assert.deepEqual(foundOf(found, inodes), [...wanted]);
        const atOnce = await find({ inodes: wanted });
        assert.deepEqual(found.index.triples, atOnce.index.triples);
      }
    });

    it(`finds all when it is told of none in particular, and nothing when there is none, by ${name}`, {
      skip,
    }, async () => {
      const inodes = ownInodes();
      assert.deepEqual(foundOf(await find({ later: setTimeout(5, undefined) }), inodes), inodes);
      const { index } = await find({ later: setTimeout(5, new Set<number>()) });
      assert.deepEqual([index.triples.length, index.processes.size], [0, 0]);
    });

    it(`ends when nobody can tell it any more, and when its signal is raised, by ${name}`, { skip }, async () => {
      const lost = setTimeout(5).then((): never => {
        throw new Error('the dump failed');
      });
      await assert.rejects(find({ later: lost }));
      const reason = new Error('enough');
      const controller = new AbortController();
      const never = setTimeout(60_000, undefined, { signal: controller.signal });
      never.catch(() => {});
      const found = find({ later: never }, controller.signal);
      await setTimeout(5);
      controller.abort(reason);
      await assert.rejects(found);
    });
  }
});
