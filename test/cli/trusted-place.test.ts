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
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { openForUser } from '../../src/cli/open-for-user.ts';
import { fifo, refused } from '../support/refused-file.ts';
import { skipUnless } from '../support/skip.ts';
import { makeUserFolders } from '../support/user-folders.ts';

const OTHER_UID = 54321;

let folder: string;
let sticky: string;
let own: string;
before(() => {
  ({ folder, sticky, own } = makeUserFolders());
});
after(() => rmSync(folder, { recursive: true }));

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
    refused(through, 'write', /^leads through \/.*\/sticky\/to-file, a link that another user /);
    assert.equal(readFileSync(victim, 'utf8'), 'precious');
    assert.equal(existsSync(join(own, 'not-made')), false);
  });

  /** Folders in which another user can put something, each with what makes it one. */
  const sharedFolders = () => {
    const made = (name: string, mode: number, uid: number, gid: number) => {
      const path = join(folder, name);
      mkdirSync(path, { recursive: true });
      chownSync(path, uid, gid);
      chmodSync(path, mode);
      return path;
    };
    return [
      sticky,
      made('all', 0o777, 0, 0),
      made('theirs', 0o755, OTHER_UID, OTHER_UID),
      made('theirs-sticky', 0o1777, OTHER_UID, OTHER_UID),
      made('group', 0o2770, 0, OTHER_UID),
      made('group-sticky', 0o1775, 0, OTHER_UID),
    ];
  };

  it("refuses another user's link in each folder where that user may write, wherever in the path it stands", () => {
    const victims = join(own, 'victims');
    mkdirSync(join(victims, 'deep'), { recursive: true });
    for (const name of ['victim', 'deep/victim']) writeFileSync(join(victims, name), 'precious');
    const back = process.cwd();
    for (const shared of sharedFolders()) {
      const link = (name: string, target: string) => {
        symlinkSync(target, join(shared, name));
        given(join(shared, name));
      };
      link('last', join(victims, 'victim'));
      link('middle', victims);
      link('relative', '../own/victims');
      link('root', '/');
      symlinkSync(join(shared, 'middle/deep'), join(victims, 'through'));
      process.chdir(shared);
      for (const path of [
        ...['last', 'middle/victim', 'middle/new', 'middle/deep/victim', './middle//victim', 'middle/deep/../victim'],
        ...['relative/victim', `root${victims}/victim`, `root/dev/null`, `../own/victims/through/victim`],
      ]) {
        for (const at of [
          path,
          join(shared, '.', path),
          `/proc/self/cwd/${path}`,
          `/proc/self/root${shared}/${path}`,
        ]) {
          for (const purpose of ['read', 'write'] as const)
            refused(
              at,
              purpose,
              /^(is|leads through (\S*\/)?(last|middle|relative|root),) a link that another user \(uid 54321\) /,
            );
        }
      }
      process.chdir(back);
      rmSync(join(victims, 'through'));
    }
    for (const name of ['victim', 'deep/victim']) assert.equal(readFileSync(join(victims, name), 'utf8'), 'precious');
    assert.equal(existsSync(join(victims, 'new')), false);
  });

  it('names the link that it does not follow, where the path only leads through it', () => {
    symlinkSync(own, join(sticky, 'named'));
    given(join(sticky, 'named'));
    refused(
      join(sticky, 'named'),
      'write',
      /^is a link that another user \(uid 54321\) has made where others may write$/,
    );
    const path = join(sticky, 'named/file');
    refused(path, 'write', new RegExp(`^leads through ${sticky}/named, a link that another user .* may write$`));
  });

  it('follows links that root or this user has made there, and those of others where they cannot write', () => {
    const target = join(own, 'followed');
    mkdirSync(target);
    for (const [i, at] of [...sharedFolders(), own].entries()) {
      const link = join(at, 'trusted');
      symlinkSync(target, link);
      if (at === own) given(link);
      const file = openForUser(join(link, `new-${i}`), 'write');
      assert.ok(file.created && existsSync(join(target, `new-${i}`)));
      closeSync(file.fd);
    }
  });

  it('refuses a link of its own to which another name was given where others may write', () => {
    symlinkSync('/dev/null', join(own, 'renamed'));
    linkSync(join(own, 'renamed'), join(sticky, 'renamed'));
    refused(join(sticky, 'renamed'), 'write', /^is a link with another name, /);
    closeSync(openForUser(join(own, 'renamed'), 'write').fd);
  });

  it('refuses a second name, and the pipe of another user, in each folder where others may write', () => {
    for (const shared of sharedFolders()) {
      const file = join(own, 'twice');
      writeFileSync(file, 'precious');
      linkSync(file, join(shared, 'twice'));
      refused(join(shared, 'twice'), 'write', /^has another name, /);
      rmSync(file);
      const path = given(fifo(join(shared, 'theirs-to-read')));
      const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
      refused(path, 'write', /^(belongs to another user|EACCES: )/);
      closeSync(reader);
    }
  });

  it('makes a new file in a folder of another user, and leaves no descriptor open that it does not need', () => {
    const opened = () => readdirSync('/proc/self/fd').length;
    const path = join(folder, 'theirs/new');
    const before = opened();
    const file = openForUser(path, 'write');
    assert.deepEqual([file.created, fstatSync(file.fd).uid], [true, 0]);
    closeSync(file.fd);
    // Of the folder, by which the file can be removed.
    assert.equal(opened(), before + 1);
    closeSync(openForUser(path, 'write').fd);
    closeSync(openForUser(path, 'read').fd);
    openForUser('/dev/stdout', 'write');
    refused(`${path}/x`, 'write', /^ENOTDIR: /);
    assert.equal(opened(), before + 1);
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
