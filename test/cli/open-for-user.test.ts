import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  closeSync,
  constants,
  existsSync,
  fstatSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Exit } from '../../src/cli/exit.ts';
import { openForUser } from '../../src/cli/open-for-user.ts';
import { skipUnless } from '../support/skip.ts';

const OTHER_UID = 54321;

let folder: string;
/** A folder such as /tmp, and one of this user alone. */
let sticky: string;
let own: string;
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'sockdiag-open-'));
  chmodSync(folder, 0o755);
  [sticky, own] = [join(folder, 'sticky'), join(folder, 'own')];
  mkdirSync(sticky);
  chmodSync(sticky, 0o1777);
  mkdirSync(own);
});
after(() => rmSync(folder, { recursive: true }));

const fifo = (path: string) => {
  assert.equal(spawnSync('mkfifo', ['-m', '600', path]).status, 0);
  return path;
};

function refused(path: string, purpose: 'read' | 'write', message: RegExp): void {
  assert.throws(
    () => openForUser(path, purpose),
    (error) => {
      assert.ok(error instanceof Exit);
      assert.equal(error.code, 1);
      assert.ok(error.message.startsWith(`sockdiag: ${path}: `), error.message);
      assert.match(error.message.slice(`sockdiag: ${path}: `.length), message);
      assert.doesNotMatch(error.message, /\n/);
      return true;
    },
  );
}

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

describe('openForUser, where another user was before,', {
  skip: skipUnless(process.geteuid?.() === 0, 'only root can make files of another user'),
}, () => {
  /** Gives a file, link or pipe to another user. */
  const given = (path: string) => {
    assert.equal(spawnSync('chown', ['-h', `${OTHER_UID}`, path]).status, 0);
    return path;
  };

  it('refuses a link that was planted in a folder such as /tmp, to something or to nothing', () => {
    const victim = join(own, 'victim');
    writeFileSync(victim, 'precious');
    for (const [name, target] of [
      ['to-file', victim],
      ['to-nothing', join(own, 'not-made')],
      ['to-device', '/dev/null'],
    ] as const) {
      const path = join(sticky, name);
      symlinkSync(target, path);
      given(path);
      for (const purpose of ['read', 'write'] as const)
        refused(path, purpose, /^is a link that another user \(uid 54321\) /);
    }
    const through = join(own, 'through');
    symlinkSync(join(sticky, 'to-file'), through);
    refused(through, 'write', /^is a link that another user /);
    assert.equal(readFileSync(victim, 'utf8'), 'precious');
    assert.equal(existsSync(join(own, 'not-made')), false);
  });

  it("follows another user's link in a folder of that user, as the kernel does", () => {
    const theirs = join(folder, 'theirs');
    mkdirSync(theirs);
    chmodSync(theirs, 0o1777);
    chownSync(theirs, OTHER_UID, OTHER_UID);
    symlinkSync('/dev/null', join(theirs, 'link'));
    given(join(theirs, 'link'));
    closeSync(openForUser(join(theirs, 'link'), 'write').fd);
  });

  it('refuses to write to what another user owns, and reads it', () => {
    for (const at of [own, sticky]) {
      const path = join(at, 'foreign');
      writeFileSync(path, 'theirs', { mode: 0o666 });
      given(path);
      refused(path, 'write', /^(belongs to another user \(uid 54321\)|EACCES: )/);
      assert.equal(readFileSync(path, 'utf8'), 'theirs');
      closeSync(openForUser(path, 'read').fd);
    }
  });

  it('refuses the pipe of another user in a folder such as /tmp, for that user would read it', () => {
    const path = given(fifo(join(sticky, 'pipe')));
    const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    refused(path, 'write', /^(belongs to another user|EACCES: )/);
    closeSync(reader);
  });

  it('refuses a file that has been given another name in a folder such as /tmp', () => {
    const path = join(own, 'linked');
    writeFileSync(path, 'precious');
    linkSync(path, join(sticky, 'name'));
    refused(join(sticky, 'name'), 'write', /^has another name, /);
    closeSync(openForUser(path, 'write').fd);
    assert.equal(readFileSync(path, 'utf8'), 'precious');
  });
});
