import '../../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { COMMAND, run } from '../../support/command.ts';
import { FakeProc, fakeProcMissing } from '../../support/fake-proc.ts';
import { namespaceMissing } from '../../support/in-namespace.ts';
import { skipUnless } from '../../support/skip.ts';

const missing = namespaceMissing ?? fakeProcMissing();
const skip = skipUnless(missing === undefined, missing ?? '');
const HEADING = 'Num       RefCount Protocol Flags    Type St Inode Path\n';
const FORGED = '0000000000000000: 00000002 00000000 00010000 0001 01 31337 /run/forged.sock\n';

describe('UNIX sockets that netlink gives, where /proc/net/unix', { skip }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'sockdiag-'));
  const path = join(folder, 'v');
  const proc = new FakeProc();
  let server: Server;
  let client: Socket;

  before(async () => {
    server = createServer().listen(path);
    await once(server, 'listening');
    client = connect(path);
    await once(client, 'connect');
  });
  after(() => {
    client.destroy();
    server.close();
    proc.end();
    rmSync(folder, { recursive: true });
  });

  /** With the fake mounted over the real one, as a container may have it: netlink is asked all the same. */
  const list = (args: readonly string[]) => {
    const script = 'mount --bind "$0" /proc && exec "$@"';
    return run('unshare', ['--mount', 'sh', '-c', script, proc.path, process.execPath, COMMAND, ...args]);
  };

  const BOGUS = 'warning, got bogus unix line.\n';
  const lacking = /^sockdiag: unix: not all columns: (\d+) of \1 sockets are not in \/proc\/net\/unix$/m;
  const CASES: readonly [name: string, content: string | undefined, stderr: RegExp | string, verbose?: RegExp][] = [
    ['is missing', undefined, /^sockdiag: unix: not completed from \/proc: open \/proc\/net\/unix: .*\n$/],
    ['is a folder', '/', /^sockdiag: unix: not completed from \/proc: .*directory\n$/],
    ['is empty', '', /^sockdiag: unix: not completed from \/proc: read \/proc\/net\/unix: it is empty, .*\n$/],
    ['has but its heading', HEADING, '', lacking],
    [
      'is cut off',
      `${HEADING}0000000000000000: 00000`,
      /^warning, got bogus unix line.\nsockdiag: unix: not completed from \/proc: .* it ends within a line\n$/,
    ],
    ['is garbage', 'x\ny\n\0\n', BOGUS.repeat(3), lacking],
    [
      'lists others',
      HEADING + FORGED,
      '',
      /^sockdiag: unix: 1 row of \/proc not shown: sock_diag does not confirm it$/m,
    ],
  ];
  for (const [name, content, stderr, verbose] of CASES) {
    it(`${name}, are all there, with - for what only that file tells`, () => {
      rmSync(join(proc.path, 'net/unix'), { recursive: true, force: true });
      if (content === '/') mkdirSync(join(proc.path, 'net/unix'));
      else if (content !== undefined) proc.write('net/unix', content);
      const listed = list(['-xan']);
      const own = listed.stdout.split('\n').filter((line) => line.endsWith(path));
      assert.equal(own.length, 2);
      for (const line of own) assert.match(line, /^unix {2}- {6}\[/);
      assert.doesNotMatch(listed.stdout, /forged|unix {2}\d/);
      assert.equal(listed.code, 0);
      if (typeof stderr === 'string') assert.equal(listed.stderr, stderr);
      else assert.match(listed.stderr, stderr);
      if (verbose) assert.match(list(['-xanv']).stderr, verbose);
    });
  }
});
