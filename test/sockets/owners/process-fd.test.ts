import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { type OwnerQuery, scanProcessFds } from '../../../src/sockets/owners/process-fd.ts';
import { fixturePath } from '../../support/fixtures.ts';

const text = (bytes?: Uint8Array) => Buffer.from(bytes ?? []).toString('latin1');

function triples(words: Uint32Array): number[][] {
  return Array.from({ length: words.length / 3 }, (_, i) => [...words.subarray(3 * i, 3 * i + 3)]);
}

describe('scanProcessFds', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sockdiag-proc-'));
  after(() => rmSync(folder, { recursive: true }));

  /** A /proc of one's own: what each process's descriptors are links to. */
  function makeRoot(
    name: string,
    processes: Record<number, Record<string, string>>,
    commandLine = 'prog\0arg\0',
  ): string {
    for (const [pid, fds] of Object.entries(processes)) {
      const path = join(folder, name, pid);
      mkdirSync(join(path, 'fd'), { recursive: true });
      writeFileSync(join(path, 'comm'), 'comm\n');
      writeFileSync(join(path, 'cmdline'), commandLine, 'latin1');
      for (const [fd, target] of Object.entries(fds)) symlinkSync(target, join(path, 'fd', fd));
    }
    return join(folder, name);
  }

  it('finds every socket of the recorded tree, by ascending pid, then descriptor', async () => {
    const scan = await scanProcessFds(fixturePath('proc'));
    assert.deepEqual(triples(scan.triples), [
      [541816, 1, 37],
      [539587, 812, 6],
      [537870, 812, 7],
      [539587, 813, 6],
      [537870, 813, 7],
      [538298, 813, 10],
      [538431, 901, 5],
      [537837, 1044, 3],
      [539589, 1044, 4],
      [537837, 1044, 10],
      [538313, 65001, 3],
    ]);
  });

  it('names the processes that own a socket, and only those', async () => {
    const { processes } = await scanProcessFds(fixturePath('proc'));
    assert.deepEqual(
      Array.from(processes.values(), ({ pid, argv0, comm }) => [pid, text(argv0), text(comm)]),
      [
        [1, '/sbin/init', 'systemd'],
        [812, 'nginx: master process /usr/sbin/nginx -g daemon on;', 'nginx'],
        [813, 'nginx: worker process', 'nginx'],
        [901, '/usr/lib/postgresql/15/bin/postgres', 'postgres'],
        [1044, './rel/path/tool', 'a b) c'],
        [65001, 'sshd: root@pts/0 [priv]', 'sshd'],
      ],
    );
  });

  it('counts a process without an fd folder as ended', async () => {
    assert.deepEqual((await scanProcessFds(fixturePath('proc'))).counts, { scanned: 6, vanished: 1, forbidden: 0 });
  });

  it('counts a kernel thread, whose fd folder is empty, as read', async () => {
    const { counts, processes } = await scanProcessFds(makeRoot('kernel', { 2: {}, 3: { 0: '/dev/null' } }, ''));
    assert.deepEqual([counts, processes.size], [{ scanned: 2, vanished: 0, forbidden: 0 }, 0]);
  });

  it('takes for a socket only what the kernel calls one', async () => {
    const root = makeRoot('links', {
      5: {
        0: 'socket:[7]x',
        1: '/socket:[8]',
        2: 'socket:[]',
        3: 'socket:[0x9]',
        4: 'socket:[4294967295]',
        5: 'pipe:[10]',
        6: 'socket:[11] (deleted)',
      },
    });
    assert.deepEqual(triples((await scanProcessFds(root)).triples), [[4294967295, 5, 4]]);
  });

  it('reads as much of a command line as netstat does, and a name with any byte', async () => {
    const root = makeRoot('long', { 6: { 3: 'socket:[1]' } }, `/${'\xff'.repeat(600)}\0`);
    const { processes } = await scanProcessFds(root);
    assert.equal(text(processes.get(6)?.argv0), `/${'\xff'.repeat(510)}`);
  });

  it('has an empty name for an empty command line', async () => {
    for (const commandLine of ['', '\0arg\0']) {
      const root = makeRoot(`empty${commandLine.length}`, { 6: { 3: 'socket:[1]' } }, commandLine);
      assert.equal(text((await scanProcessFds(root)).processes.get(6)?.argv0), '');
    }
  });

  it('leaves out a process that ended before its names were read', async () => {
    const root = makeRoot('ended', { 6: { 3: 'socket:[1]' }, 7: { 3: 'socket:[2]' } });
    rmSync(join(root, '6', 'cmdline'));
    const { triples: words, counts, processes } = await scanProcessFds(root);
    assert.deepEqual([triples(words), [...processes.keys()]], [[[2, 7, 3]], [7]]);
    assert.deepEqual(counts, { scanned: 1, vanished: 1, forbidden: 0 });
  });

  it('goes on looking for what an ended process had, when the first owners are wanted', async () => {
    const root = makeRoot('ended-first', { 6: { 3: 'socket:[1]' }, 7: { 4: 'socket:[1]' }, 8: { 5: 'socket:[1]' } });
    rmSync(join(root, '6', 'cmdline'));
    const scan = await scanProcessFds(root, { inodes: new Set([1]), firstOnly: true });
    assert.deepEqual([triples(scan.triples), scan.counts], [[[1, 7, 4]], { scanned: 1, vanished: 1, forbidden: 0 }]);
  });

  it('finds the sockets and the processes that are wanted, and no others', async () => {
    const fds = { 3: 'socket:[1]', 4: 'socket:[2]', 5: 'socket:[3]' };
    const root = makeRoot('wanted', { 6: fds, 7: fds, 8: fds });
    const found = async (query: OwnerQuery) => triples((await scanProcessFds(root, query)).triples);
    assert.deepEqual(await found({ pids: [8, 6, 8, 9], inodes: new Set([2, 4]) }), [
      [2, 6, 4],
      [2, 8, 4],
    ]);
    assert.deepEqual(await found({ inodes: new Set([2, 3]), firstOnly: true }), [
      [2, 6, 4],
      [3, 6, 5],
    ]);
    for (const query of [{ pids: [] }, { inodes: new Set<number>() }]) assert.deepEqual(await found(query), []);
  });

  it('finds the sockets of thousands of descriptors in order', async () => {
    const fds = Object.fromEntries(Array.from({ length: 3000 }, (_, i) => [i, `socket:[${90_000 - i}]`]));
    const scan = await scanProcessFds(makeRoot('many', { 10: fds, 9: { 1: 'socket:[5]' } }));
    const expected = [[5, 9, 1], ...Array.from({ length: 3000 }, (_, i) => [90_000 - i, 10, i])];
    assert.deepEqual(triples(scan.triples), expected);
  });

  it('ends early for a signal, with its reason', async () => {
    const fds = Object.fromEntries(Array.from({ length: 3000 }, (_, i) => [i, `socket:[${i + 1}]`]));
    const root = makeRoot('abort', Object.fromEntries(Array.from({ length: 5 }, (_, i) => [i + 1, fds])));
    const signal = AbortSignal.abort(new Error('enough'));
    await assert.rejects(scanProcessFds(root, {}, signal), { message: 'enough' });
  });

  it('throws an error that names the folder when there is no such root', async () => {
    await assert.rejects(scanProcessFds(join(folder, 'absent')), { name: 'SockdiagError', code: 'ENOENT', errno: 2 });
  });

  it('counts the processes of others as forbidden, and goes on', async () => {
    const root = process.geteuid?.() === 0;
    // Root may read every process, so it is somebody else for a while.
    if (root) process.seteuid?.(65534);
    try {
      const { counts } = await scanProcessFds('/proc');
      assert.ok(counts.forbidden > 0, JSON.stringify(counts));
    } finally {
      if (root) process.seteuid?.(0);
    }
  });

  it('finds a real socket of this process', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const scan = await scanProcessFds('/proc');
    server.close();
    const own = triples(scan.triples).filter(([, pid]) => pid === process.pid);
    assert.ok(own.length > 0);
    assert.equal(text(scan.processes.get(process.pid)?.argv0), process.argv0);
    assert.ok(scan.counts.scanned > 0);
  });
});
