import '../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { snapshot } from '../../src/index.ts';
import { packageFile } from '../../src/package-root.ts';
import { namespaceMissing } from '../support/in-namespace.ts';
import { skipUnless } from '../support/skip.ts';

const skip = skipUnless(!namespaceMissing, namespaceMissing ?? '');
const ATTEMPTS = Number(process.env.SOCKDIAG_FORGED_LISTINGS ?? 150);

const FULL = '@full';

const line = (columns: string, inode: number | string, path: string) =>
  `0000000000000000: 00000002 00000000 ${columns} ${String(inode).padStart(5)} ${path}`.trimEnd();

// What a forger does comes and goes between both readings, so that neither has to know its name.
describe('names with newlines that come and go while sockets are listed', { skip }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'sockdiag-'));
  const victim = join(folder, 'v');
  let server: Server;
  let waiting: Socket;
  let forger: ChildProcess;
  let inode: number;

  before(async () => {
    server = createServer().listen(victim);
    await once(server, 'listening');
    waiting = connect(victim);
    await once(waiting, 'connect');
    const [row] = [...(await snapshot({ protocols: ['unix'], states: ['LISTEN'], source: 'netlink' }))];
    inode = row?.inode as number;
    const forged = [
      line('00010000 0001 01', 31337, '/run/forged.sock'),
      line('00000000 0001 03', 31337, '/run/forged.sock'),
      line('00000000 0001 02', 0, '@forged'),
      line('00000000 0001 02', 0, victim),
      line('00000000 0001 01', 0, victim),
      line('00000000 0000 04', 0, ''),
      line('00010000 0001 01', inode, '/run/forged.sock'),
      line('00010000 0005 01', inode, victim),
      line('00000000 0001 03', inode, victim),
    ];
    const names = forged.map((text, i) => (i % 2 === 0 ? `a\n${text}` : `a\n${text}\n`));
    const script = packageFile('test/world/forging.py');
    forger = spawn('python3', [script, '1', ...names], { stdio: ['pipe', 'pipe', 'inherit'] });
    await once(forger.stdout as NodeJS.ReadableStream, 'data');
  });

  after(async () => {
    const ended = once(forger, 'exit');
    forger.stdin?.end();
    waiting.destroy();
    server.close();
    await ended;
    rmSync(folder, { recursive: true });
  });

  it('forge no row, with no inode, with another socket’s, nor with the name of a listener', async () => {
    let refused = 0;
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const table = await snapshot({ protocols: ['unix'], procFields: ['unix'] });
      for (const row of table) {
        assert.doesNotMatch(row.path ?? '', /^(\/run\/forged|@forged)/);
        if (row.inode === inode) assert.deepEqual([row.path, row.state, row.type], [victim, 'LISTEN', 'stream']);
      }
      // The server accepted what came to it, so nothing waits but what fills the forger's own listener.
      const unaccepted = [...table].filter((row) => row.inode === 0);
      assert.deepEqual(
        unaccepted.map(({ path }) => path).filter((path) => path !== FULL),
        [],
      );
      refused += table.report.unconfirmed ?? 0;
    }
    assert.ok(refused > 0, 'the forger was at work');
  });
});
