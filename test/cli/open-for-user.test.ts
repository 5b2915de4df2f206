import assert from 'node:assert/strict';
import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { openForUser } from '../../src/cli/open-for-user.ts';
import { fifo, refused } from '../support/refused-file.ts';
import { makeUserFolders } from '../support/user-folders.ts';

let folder: string;
let sticky: string;
let own: string;
before(() => {
  ({ folder, sticky, own } = makeUserFolders());
});
after(() => rmSync(folder, { recursive: true }));

describe('openForUser', () => {
  it('makes a file for its owner alone, whatever the umask', () => {
    const umask = process.umask(0);
    const file = openForUser(join(own, 'new'), 'write');
    process.umask(umask);
    assert.deepEqual([file.kind, file.created, fstatSync(file.fd).mode & 0o777], ['file', true, 0o600]);
    closeSync(file.fd);
  });

  it('leaves a file as it is until something is written', () => {
    const path = join(own, 'kept');
    writeFileSync(path, 'kept', { mode: 0o644 });
    const file = openForUser(path, 'write');
    closeSync(file.fd);
    assert.deepEqual([file.created, readFileSync(path, 'utf8'), statSync(path).mode & 0o777], [false, 'kept', 0o644]);
  });

  it('refuses what is no file, pipe or terminal, and does not open it', async () => {
    const socket = join(own, 'socket');
    const server = createServer().listen(socket);
    await new Promise((resolve) => server.once('listening', resolve));
    for (const purpose of ['read', 'write'] as const) {
      refused(own, purpose, /^EISDIR: illegal operation on a directory$/);
      refused(`${own}/`, purpose, /^EISDIR: illegal operation on a directory$/);
      refused(socket, purpose, /^is no file, pipe or terminal$/);
      refused(join(own, 'no/where'), purpose, /^ENOENT: no such file or directory$/);
      refused(`${join(own, 'kept')}/x`, purpose, /^ENOTDIR: not a directory$/);
      refused('x'.repeat(5000), purpose, /^ENAMETOOLONG: name too long$/);
      refused('a\0b', purpose, /null bytes/);
    }
    refused(join(own, 'not-there'), 'read', /^ENOENT: no such file or directory$/);
    server.close();
  });

  it('refuses links that lead round in a circle', () => {
    symlinkSync('circle', join(own, 'circle'));
    for (const purpose of ['read', 'write'] as const) refused(join(own, 'circle'), purpose, /^ELOOP: /);
  });

  it("follows the user's own links, wherever they are, and makes what is behind them", () => {
    for (const at of [own, sticky]) {
      const [first, second] = [join(at, 'first'), join(at, 'second')];
      symlinkSync('second', first);
      symlinkSync(join(own, `target-of-${at === own ? 'own' : 'sticky'}`), second);
      const file = openForUser(first, 'write');
      closeSync(file.fd);
      assert.ok(file.created && existsSync(file.path) && lstatSync(first).isSymbolicLink());
      closeSync(openForUser(first, 'read').fd);
    }
  });

  it('takes relative paths, with each way to write them', () => {
    const back = process.cwd();
    mkdirSync(join(own, 'inner'));
    process.chdir(join(own, 'inner'));
    try {
      for (const path of ['plain', './dotted', '../above', '..//inner/./below', '../../own/inner/around']) {
        const file = openForUser(path, 'write');
        assert.ok(file.created && existsSync(path), path);
        closeSync(file.fd);
      }
      for (const path of ['.', '..', './', '/', '/proc/self/cwd']) refused(path, 'write', /^EISDIR: /);
      refused('plain/', 'write', /^ENOTDIR: /);
    } finally {
      process.chdir(back);
    }
  });

  it('takes a file by way of links of the system and of /proc', () => {
    const path = join(own, 'by-proc');
    writeFileSync(path, '');
    const fd = openSync(own, 'r');
    for (const name of [`/proc/self/root${path}`, `/proc/${process.pid}/root${path}`, `/proc/self/fd/${fd}/by-proc`]) {
      const file = openForUser(name, 'write');
      assert.equal(fstatSync(file.fd).ino, statSync(path).ino, name);
      closeSync(file.fd);
    }
    closeSync(fd);
  });

  it('does not wait for the reader of a pipe, and takes one that has a reader', () => {
    const path = fifo(join(own, 'pipe'));
    refused(path, 'write', /^nobody reads from it$/);
    const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const file = openForUser(path, 'write');
    assert.equal(file.kind, 'stream');
    closeSync(file.fd);
    closeSync(reader);
  });

  it('does not wait for the writer of a pipe', () => {
    const file = openForUser(join(own, 'pipe'), 'read');
    assert.equal(file.kind, 'stream');
    closeSync(file.fd);
  });

  it('takes /dev/null, and a descriptor by each of its names as it is', () => {
    const file = openForUser('/dev/null', 'write');
    assert.deepEqual([file.kind, file.created, file.handed], ['device', false, false]);
    closeSync(file.fd);
    const fd = openSync(join(own, 'handed'), 'w');
    for (const path of [`/dev/fd/${fd}`, `/proc/self/fd/${fd}`]) {
      const handed = openForUser(path, 'write');
      assert.deepEqual([handed.fd, handed.kind, handed.handed], [fd, 'file', true]);
    }
    closeSync(fd);
    refused(`/dev/fd/${fd}`, 'write', /^EBADF: bad file descriptor$/);
    for (const [number, name] of ['stdin', 'stdout', 'stderr'].entries()) {
      assert.equal(openForUser(`/dev/${name}`, 'read').fd, number);
    }
  });
});
