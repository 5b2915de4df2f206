import assert from 'node:assert/strict';
import {
  chmodSync,
  chownSync,
  existsSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, describe, it } from 'node:test';
import { COMMAND, run, sockdiag } from '../support/command.ts';
import { skipUnless } from '../support/skip.ts';
import { trustedFolder } from '../support/trusted-folder.ts';

const NOBODY = 65534;
const root = { skip: skipUnless(process.geteuid?.() === 0, 'only root can give files to others') };
const expected = sockdiag(['-V']);
/** In an environment that keeps what it has. */
const ON = { NODE_DISABLE_COMPILE_CACHE: '', NODE_OPTIONS: '', XDG_CACHE_HOME: '', NODE_COMPILE_CACHE: '' };

/** Where the command finds its place for code: nothing of this process's environment is left. */
function version(environment: Record<string, string>, node: readonly string[] = []) {
  const names = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  return run('env', ['-i', ...names, process.execPath, ...node, COMMAND, '-V']);
}

describe('the folder of kept code', () => {
  const home = trustedFolder();
  const cache = join(home, '.cache');
  const folder = join(cache, 'sockdiag');
  after(() => rmSync(home, { recursive: true }));
  afterEach(() => {
    chmodSync(home, 0o700);
    rmSync(cache, { recursive: true, force: true });
  });
  const list = (path = folder) => (existsSync(path) ? readdirSync(path) : []);
  const kept = (environment: Record<string, string> = { HOME: home }, path = folder) => {
    assert.deepEqual(version(environment), expected);
    return list(path).length > 0;
  };
  /** Whether what lies there is run: what is not taken is written anew. */
  const takes = () => {
    const before = list().map((name) => lstatSync(join(folder, name)).ino);
    assert.deepEqual(version({ HOME: home }), expected);
    return list().every((name) => before.includes(lstatSync(join(folder, name)).ino));
  };

  it('is in ~/.cache, and nobody else may look into it', () => {
    assert.equal(kept(), true);
    assert.equal(lstatSync(folder).mode & 0o777, 0o700);
    for (const name of list()) assert.equal(lstatSync(join(folder, name)).mode & 0o777, 0o600, name);
    assert.equal(takes(), true);
  });

  it('is where XDG_CACHE_HOME or NODE_COMPILE_CACHE says', () => {
    const other = join(home, 'other');
    for (const name of ['XDG_CACHE_HOME', 'NODE_COMPILE_CACHE']) {
      assert.equal(kept({ HOME: home, [name]: other }, join(other, 'sockdiag')), true, name);
      assert.equal(existsSync(folder), false, name);
      rmSync(other, { recursive: true });
    }
  });

  it('is nowhere where it is not wanted, or where no place is said', () => {
    assert.equal(kept({ HOME: home, NODE_DISABLE_COMPILE_CACHE: '1' }), false);
    assert.equal(kept({ HOME: home, NODE_OPTIONS: '--stack-trace-limit=20' }), false);
    assert.deepEqual(version({ HOME: home }, ['--no-opt']), expected);
    assert.equal(existsSync(cache), false);
    for (const environment of [{}, { HOME: '' }, { HOME: '.' }, { HOME: home, XDG_CACHE_HOME: 'cache' }]) {
      assert.deepEqual(version(environment), expected);
      assert.equal(existsSync(cache), false, JSON.stringify(environment));
    }
  });

  it('is not made, and not an error, where that is impossible', () => {
    for (const base of ['/proc', '/sys', '/nowhere/at/all', '/dev/null', `${home}/\n/x`]) {
      assert.deepEqual(version({ HOME: home, XDG_CACHE_HOME: base }), expected, base);
    }
    writeFileSync(cache, 'a file');
    assert.deepEqual(version({ HOME: home }), expected);
  });

  it('is not believed, nor made, where others may write into a folder on its path', () => {
    assert.equal(kept(), true);
    for (const mode of [0o770, 0o707, 0o777, 0o1777]) {
      chmodSync(home, mode);
      assert.equal(takes(), true);
      for (const name of list()) writeFileSync(join(folder, name), 'planted');
      assert.deepEqual(version({ HOME: home }), expected, mode.toString(8));
      assert.ok(
        list().every((name) => lstatSync(join(folder, name)).size === 7),
        'nothing is written there',
      );
    }
    rmSync(cache, { recursive: true });
    assert.equal(kept(), false);
    const shared = mkdtempSync(join(tmpdir(), 'sockdiag-shared-'));
    assert.equal(kept({ HOME: shared }, join(shared, '.cache')), false, tmpdir());
    rmSync(shared, { recursive: true });
  });

  it('is not believed where others may look into it, or write to a file in it', () => {
    for (const mode of [0o750, 0o701, 0o777]) {
      assert.equal(kept(), true);
      const before = list().map((name) => lstatSync(join(folder, name)).ino);
      chmodSync(folder, mode);
      rmSync(join(folder, list()[0] as string));
      assert.deepEqual(version({ HOME: home }), expected);
      assert.equal(list().length, before.length - 1, 'nothing is written there');
      rmSync(cache, { recursive: true });
    }
    assert.equal(kept(), true);
    for (const name of list()) chmodSync(join(folder, name), 0o620);
    assert.equal(takes(), false);
    assert.equal(takes(), true);
  });

  it("is not another user's, such as root finds under sudo", root, () => {
    chownSync(home, NOBODY, NOBODY);
    try {
      assert.equal(kept(), false, 'a home');
      assert.equal(existsSync(cache), false);
    } finally {
      chownSync(home, 0, 0);
    }
    for (const path of [cache, folder]) {
      assert.equal(kept(), true);
      for (const name of list()) writeFileSync(join(folder, name), 'planted');
      chownSync(path, NOBODY, NOBODY);
      assert.equal(takes(), true, 'nothing is written there');
      rmSync(cache, { recursive: true });
    }
    assert.equal(kept(), true);
    for (const name of list()) chownSync(join(folder, name), NOBODY, NOBODY);
    assert.equal(takes(), false, 'files');
  });

  it('is no link, and no file in it is one', () => {
    assert.equal(kept(), true);
    const elsewhere = join(home, 'elsewhere');
    run('mv', [folder, elsewhere]);
    symlinkSync(elsewhere, folder);
    rmSync(join(elsewhere, list(elsewhere)[0] as string));
    const left = list(elsewhere).length;
    assert.deepEqual(version({ HOME: home }), expected);
    assert.equal(list(elsewhere).length, left);
    rmSync(folder);
    mkdirSync(folder, { mode: 0o700 });
    for (const name of list(elsewhere)) symlinkSync(join(elsewhere, name), join(folder, name));
    assert.equal(takes(), false);
    assert.ok(list().every((name) => lstatSync(join(folder, name)).isFile()));
    rmSync(elsewhere, { recursive: true });
  });

  it('is behind no link that another user has made, not even to a copy of his files that is ours', root, () => {
    assert.equal(kept(), true);
    const copy = trustedFolder();
    const copied = join(copy, '.cache/sockdiag');
    run('mv', [cache, join(copy, '.cache')]);
    symlinkSync(join(copy, '.cache'), cache);
    const [name] = list(copied) as [string];
    const isMadeAnew = () => {
      rmSync(join(copied, name));
      assert.deepEqual(version({ HOME: home }), expected);
      return list(copied).includes(name);
    };
    assert.equal(isMadeAnew(), true, 'a link of root');
    lchownSync(cache, NOBODY, NOBODY);
    assert.equal(isMadeAnew(), false);
    rmSync(copy, { recursive: true });
  });

  it('keeps no half of a file on a full disk', root, () => {
    mkdirSync(cache, { mode: 0o700 });
    const script = `mount -t tmpfs -o size=64k,mode=700 none "$1" && "$2" "$3" -V && ls -A "$1/sockdiag" >&2`;
    const args = ['--mount', 'sh', '-c', script, 'sh', cache, process.execPath, COMMAND];
    const { code, stdout, stderr } = run('unshare', args, { HOME: home, ...ON });
    assert.deepEqual({ code, stdout, stderr }, { ...expected, stderr: '' });
  });

  it('has code for each view, and a run that did something new keeps all its parts anew', () => {
    const inodes = () =>
      new Map(list().map((name) => [name.replace(/-[0-9a-f]{16}-v.*/, ''), lstatSync(join(folder, name)).ino]));
    const after = (...options: string[]) => {
      const before = inodes();
      const { code } = run('env', ['-i', `HOME=${home}`, process.execPath, COMMAND, ...options]);
      assert.equal(code, 0);
      const names = [...inodes()].flatMap(([name, inode]) => (before.get(name) === inode ? [] : name)).sort();
      // The part that lists sockets has what other views write their lines with.
      return names.filter((name) => !name.startsWith('command-listing'));
    };
    assert.deepEqual(after('-V'), ['command', 'command-rest.cli.command-line.version-text']);
    assert.deepEqual(after('-i'), ['command', 'command-rest.cli.views.interfaces']);
    for (const options of ['-V', '-i', '-i']) assert.deepEqual(after(options), [], options);
  });

  it('keeps a few builds and no more', () => {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    for (let i = 0; i < 60; i++) {
      writeFileSync(join(folder, `old-${i}`), '');
      utimesSync(join(folder, `old-${i}`), i, i);
    }
    assert.equal(kept(), true);
    assert.equal(list().length, 48);
    assert.ok(list().some((name) => name.startsWith('command-')) && list().includes('old-59'));
    assert.ok(!list().includes('old-0'));
  });
});
