import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, describe, it } from 'node:test';
import type { Addon } from '../../../src/kernel/addon/addon.ts';
import { loadAddon } from '../../../src/kernel/addon/load-addon.ts';
import { ProcRoot } from '../../../src/kernel/procfs/root.ts';
import { searchOwners } from '../../../src/sockets/owners/owners.ts';
import { NO_OWNER } from '../../../src/sockets/table/owner-chains.ts';
import { skipUnless } from '../../support/skip.ts';

// Goes down until the path is longer than a page, opens a file there and a socket behind it, and says the socket's inode.
const HOLDER = `
import os, socket, sys
os.chdir(sys.argv[1])
for _ in range(20):
    os.mkdir("d" * 250)
    os.chdir("d" * 250)
deep = os.open("file", os.O_CREAT | os.O_RDWR)
behind = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
print(os.fstat(behind.fileno()).st_ino, behind.fileno(), flush=True)
sys.stdin.read()
`;

const { addon, reason } = loadAddon();
const scanners = [
  ['the addon', addon, skipUnless(addon !== undefined, reason ?? '')],
  ['TypeScript', undefined, false],
] as const;

const sources = (scanner: Addon | undefined, root?: string) => ({
  addon: scanner,
  addonMissing: scanner ? undefined : 'not wanted',
  root: new ProcRoot(root),
});

describe('searchOwners', () => {
  let folder: string;
  let holder: ChildProcess;
  let inode: number;
  let fd: number;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sockdiag-owners-'));
    holder = spawn('python3', ['-c', HOLDER, folder], { stdio: ['pipe', 'pipe', 'inherit'] });
    for await (const line of createInterface(holder.stdout as NodeJS.ReadableStream)) {
      [inode, fd] = line.split(' ').map(Number) as [number, number];
      break;
    }
  });

  after(async () => {
    holder.stdin?.end();
    await new Promise((resolve) => holder.once('exit', resolve));
    spawnSync('rm', ['-rf', folder]);
  });

  for (const [name, scanner, skip] of scanners) {
    it(`is not stopped by a file whose path is longer than the kernel tells, with ${name}`, { skip }, async () => {
      const { index } = await searchOwners(sources(scanner));
      const first = index.find(inode);
      assert.notEqual(first, NO_OWNER);
      assert.deepEqual(
        index.owners(first).map((owner) => [owner.pid, owner.fd]),
        [[holder.pid, fd]],
      );
    });

    it(`fails with the errno of a root that is not there, with ${name}`, { skip }, async () => {
      const search = searchOwners(sources(scanner, '/no/such/proc'));
      await assert.rejects(search, { name: 'SockdiagError', code: 'ENOENT', errno: 2 });
    });

    it(`rejects with the signal's reason when it is aborted, with ${name}`, { skip }, async () => {
      const controller = new AbortController();
      const scan = searchOwners(sources(scanner), { threads: 2 }, controller.signal);
      controller.abort(new Error('enough'));
      await assert.rejects(scan, /enough/);
    });
  }
});
