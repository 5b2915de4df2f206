import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { interfaces, type Socket, snapshot } from '../../src/index.ts';
import { has } from '../support/command.ts';
import { FakeProc, fakeProcMissing } from '../support/fake-proc.ts';
import { fixture } from '../support/fixtures.ts';
import { skipUnless } from '../support/skip.ts';

const missing = fakeProcMissing() ?? (has('netstat') ? undefined : 'no netstat to compare with');
const beside = { skip: skipUnless(missing === undefined, missing ?? '') };

describe('names and rows that /proc can hold', () => {
  const proc = new FakeProc({
    'net/tcp': fixture('broken/tcp_subflows'),
    'net/dev': fixture('broken/dev_colon'),
  });
  after(() => proc.end());
  const rows = async (protocols: ['tcp'] | ['unix']) => await snapshot({ protocols, procRoot: proc.path });
  const paths = (sockets: Iterable<Socket>) => Array.from(sockets, ({ path }) => path);

  it('subflows that share the inode of their MPTCP socket are a row each', async () => {
    const table = await rows(['tcp']);
    assert.deepEqual(
      [...table].map(({ inode, remoteAddress }) => [inode, remoteAddress]),
      [
        [692422, '10.9.1.2'],
        [692422, '10.9.1.2'],
      ],
    );
    assert.equal(table.report.duplicates, 0);
  });
  it('and netstat lists them so', beside, () => void proc.assertSame(['-tan']));

  it('a double is counted, and said under -v', async () => {
    const text = fixture('broken/tcp_subflows');
    proc.write('net/tcp', Buffer.concat([text, text.subarray(text.indexOf(0x0a) + 1)]));
    assert.equal((await rows(['tcp'])).report.duplicates, 2);
    assert.match(proc.sockdiag(['-tanv']).stderr, /^sockdiag: 2 rows left out that the kernel listed twice$/m);
    assert.equal(proc.sockdiag(['-tan']).stderr, '');
    proc.write('net/tcp', text);
  });

  it('a line of NULs is none, belongs to no name, and is said', async () => {
    proc.write('net/unix', fixture('broken/unix_nul'));
    const table = await rows(['unix']);
    assert.deepEqual(paths(table), ['@/tmp/dbus-AAAA', '/run/x']);
    assert.deepEqual(table.report.malformed, { unix: 1 });
  });
  it('and netstat says so', beside, () => void proc.assertSame(['-xan']));

  it('a name keeps its blanks in the API, and is shown as its first word', async () => {
    proc.write('net/unix', fixture('broken/unix_blank'));
    assert.deepEqual(paths(await rows(['unix'])), [' lead and trail ', 'plain']);
  });
  it('as netstat shows it', beside, () => {
    proc.assertSame(['-xan']);
    const row = (name: string) => `0000000000000000: 00000002 00000000 00010000 0001 01     7 ${name}\n`;
    const names = ['  two', '\ttab', '\rreturn', '\v\fx', ' ', ' \t ', '@ x', 'x\t', `${'n'.repeat(108)}`];
    proc.write('net/unix', `Num       RefCount Protocol Flags    Type St Inode Path\n${names.map(row).join('')}`);
    proc.assertSame(['-xan']);
  });

  it('an interface may have a colon in its name', async () => {
    const [link] = await interfaces({ procRoot: proc.path });
    assert.deepEqual([link?.name, link?.statistics.rxBytes, link?.statistics.txBytes], ['team0:1', 5n, 6n]);
    const { stdout, stderr } = proc.sockdiag(['-i']);
    assert.match(stdout, /^team0:1 +- +7 /m);
    assert.doesNotMatch(stderr, /bogus/);
  });
});

describe('a byte order mark at the beginning of a name', () => {
  const NAME = '\ufeffnginx';
  const folder = mkdtempSync(join(tmpdir(), 'sockdiag-'));
  after(() => rmSync(folder, { recursive: true }));

  it('is part of it: of a process, and of a UNIX socket', async () => {
    const script = `
      const { createServer } = require('node:net');
      process.title = process.argv[1];
      createServer().listen(process.argv[1], () => console.log('ready'));`;
    const child = spawn(process.execPath, ['-e', script, NAME], {
      argv0: NAME,
      cwd: folder,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    try {
      for (const query of [{ source: 'netlink' }, { source: 'procfs' }, { procFields: ['unix'] }] as const) {
        const table = await snapshot({ protocols: ['unix'], owners: true, pids: [child.pid as number], ...query });
        const socket = [...table].find(({ path }) => path === NAME) as Socket;
        assert.ok(socket, JSON.stringify(query));
        assert.equal(socket.owners[0]?.name.startsWith(NAME), true);
        assert.equal(socket.owners[0]?.comm, NAME);
      }
    } finally {
      child.kill();
    }
  });
});

describe('a name that is no UTF-8', () => {
  it('is in the API as it is, and in JSON as JSON can have it', async () => {
    const proc = new FakeProc();
    const bad = Buffer.from('/caf\xe9', 'latin1');
    const line = Buffer.from('0000000000000000: 00000002 00000000 00010000 0001 01     7 ');
    proc.write('net/unix', Buffer.concat([line, bad, Buffer.from('\n')]));
    const [socket] = await snapshot({ protocols: ['unix'], procRoot: proc.path });
    proc.end();
    assert.equal(socket?.path, '/caf\ufffd');
    assert.deepEqual(Buffer.from(socket?.pathBytes ?? []), bad);
    assert.equal(JSON.parse(JSON.stringify(socket)).path, '/caf\ufffd');
  });
});
