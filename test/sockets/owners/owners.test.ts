import '../../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { type Owner, type SocketTable, snapshot } from '../../../src/index.ts';
import { has, run } from '../../support/command.ts';
import { namespaceMissing } from '../../support/in-namespace.ts';
import { skipUnless } from '../../support/skip.ts';
import { World } from '../../support/world.ts';

const SOURCES = ['netlink', 'procfs'] as const;
// Older versions of Node fill such a name up with NULs, which /proc prints as @.
const NAME = '@sockdiag-owners';
const INET = ['tcp', 'udp', 'udplite', 'raw', 'icmp'] as const;
const skip = skipUnless(!namespaceMissing, namespaceMissing ?? '');

describe('owners', { skip }, () => {
  let world: World;
  before(async () => {
    world = await World.start();
  });
  after(() => world.stop());

  for (const source of SOURCES) {
    describe(`of what ${source} lists`, () => {
      it('are those of lsof', { skip: skipUnless(has('lsof'), 'no lsof to compare with') }, async () => {
        const table = await snapshot({ source, protocols: INET, owners: true });
        const listed = new Set(table.inode);
        const [ours, lsof] = [ownersOf(table), ownersOfLsof().filter(([inode]) => listed.has(inode))];
        const inLsof = new Set(lsof.map(([inode]) => inode));
        // lsof leaves out protocols it does not know; what it has, it must have in full.
        assert.deepEqual(ours.filter(([inode]) => inLsof.has(inode)).sort(byNumbers), lsof.sort(byNumbers));
        assert.ok(lsof.length > 100);
        const tcp = [...table].filter(({ protocol, owners }) => protocol === 'tcp' && owners.length > 0);
        for (const { inode } of tcp) assert.ok(inLsof.has(inode ?? 0), 'lsof knows every TCP socket that has an owner');
      });

      it('are nobody for a socket without a file', async () => {
        const table = await snapshot({ source, owners: true });
        const without = [...table].filter(({ inode }) => inode === 0);
        assert.ok(without.length > 0);
        for (const { owners } of without) assert.deepEqual(owners, []);
      });

      it('are both of a parent and a child that share a socket, lowest pid first', async () => {
        const { pid, holders } = world.report;
        const table = await snapshot({ source, protocols: ['tcp'], states: ['LISTEN'], owners: true });
        const shared = [...table].filter(({ owners }) => owners.length > 1);
        assert.deepEqual(
          shared.map(({ owners }) => owners.map((owner) => owner.pid)),
          [[pid, holders.shared as number].sort((a, b) => a - b)],
        );
      });

      it('have the names of their programs as netstat makes them, and the kernel’s', async () => {
        const table = await snapshot({ source, protocols: ['tcp', 'udp'], owners: true });
        const names = new Map([...table].flatMap(({ owners }) => owners.map(({ pid, name }) => [pid, name])));
        for (const [label, name] of Object.entries({
          long_path: 'a-program-with-a-rather-long-name',
          brackets: 'sshd: root@pts/0 [priv]',
          slashes: 'y',
          relative: './rel/path/tool',
          trailing_slash: '',
          empty: '',
          utf8: 'prögräm-日本',
        })) {
          assert.equal(names.get(world.report.holders[label] as number), name, label);
        }
        const comms = new Set([...table].flatMap(({ owners }) => owners.map(({ comm }) => comm)));
        assert.ok(
          [...comms].every((comm) => comm.length > 0 && comm.length <= 15),
          [...comms].join(),
        );
      });

      it('are counted by how many processes could be read', async () => {
        const { processes } = (await snapshot({ source, protocols: ['tcp'], owners: true })).report;
        const holders = Object.keys(world.report.holders).length;
        assert.ok((processes?.scanned ?? 0) > holders, JSON.stringify(processes));
      });

      it('are the same whatever the number of threads', async () => {
        const query = { source, protocols: INET, owners: true } as const;
        const own = (table: SocketTable) => ownersOf(table).filter(([, pid]) => pid !== process.pid);
        const one = own(await snapshot({ ...query, ownerThreads: 1 }));
        for (const ownerThreads of [2, 7, 64]) assert.deepEqual(own(await snapshot({ ...query, ownerThreads })), one);
      });
    });
  }
});

describe('owners of our own sockets', { skip }, () => {
  let server: Server;
  let child: ChildProcess;
  let fd: number;
  before(async () => {
    server = createServer().listen(NAME.replace('@', '\0'));
    await once(server, 'listening');
    fd = (server as unknown as { _handle: { fd: number } })._handle.fd;
    child = spawn('sleep', ['600'], { stdio: ['ignore', 'ignore', 'ignore', fd] });
    await once(child, 'spawn');
  });
  after(async () => {
    const ended = once(child, 'exit');
    child.kill();
    await ended;
    server.close();
  });

  const owners = async (source: 'netlink' | 'procfs'): Promise<Owner[]> => {
    const table = await snapshot({ source, protocols: ['unix'], states: ['LISTEN'], owners: true });
    return [...table].find(({ path }) => path?.replace(/[\0@]+$/, '') === NAME)?.owners ?? [];
  };

  for (const source of SOURCES) {
    it(`are this process and the child it gave one to, with the descriptor of each, by ${source}`, async () => {
      const found = await owners(source);
      assert.deepEqual(
        found.map(({ pid, fd }) => [pid, fd]),
        [
          [process.pid, fd],
          [child.pid as number, 3],
        ].sort(byNumbers),
      );
      assert.equal(found.find(({ pid }) => pid === child.pid)?.name, 'sleep');
      assert.equal(found.find(({ pid }) => pid === child.pid)?.comm, 'sleep');
    });
  }
});

function byNumbers(a: readonly number[], b: readonly number[]): number {
  return (a[0] ?? 0) - (b[0] ?? 0) || (a[1] ?? 0) - (b[1] ?? 0) || (a[2] ?? 0) - (b[2] ?? 0);
}

/** Inode, pid and descriptor of an owner. */
type Triple = [number, number, number];

function ownersOf(table: SocketTable): Triple[] {
  const triples = [...table].flatMap(({ inode, owners }) => owners.map(({ pid, fd }): Triple => [inode ?? 0, pid, fd]));
  return triples.sort(byNumbers);
}

/** The same by lsof, whose "device" of an inet socket is its inode. */
function ownersOfLsof(): Triple[] {
  const found: Triple[] = [];
  let pid = 0;
  let fd = 0;
  for (const line of run('lsof', ['-nP', '-i', '-F', 'pfd']).stdout.split('\n')) {
    if (line[0] === 'p') pid = Number(line.slice(1));
    if (line[0] === 'f') fd = Number(line.slice(1));
    if (line[0] === 'd') found.push([Number(line.slice(1)), pid, fd]);
  }
  return found;
}
