import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { packageFile } from '../../src/package-root.ts';
import { has, run } from '../support/command.ts';
import { npm, type PackList, packedMissing } from '../support/packed.ts';
import { skipUnless } from '../support/skip.ts';

const CHECKOUT = packageFile('');
const isGit = has('git') && existsSync(packageFile('.git'));
const skip =
  skipUnless(packedMissing === undefined, packedMissing ?? '') ||
  skipUnless(isGit, 'this is no git checkout, or there is no git');
const TARGETS = ['linux-arm64-glibc', 'linux-arm64-musl', 'linux-x64-glibc', 'linux-x64-musl'];

/** What a fresh clone of this checkout has, changes included; its dependencies and its addon need not be made again. */
function freshClone(folder: string): string {
  const names = run('git', ['-c', 'safe.directory=*', '-C', CHECKOUT, 'ls-files', '-zco', '--exclude-standard']).stdout;
  for (const name of names.split('\0').filter((name) => name !== '' && existsSync(join(CHECKOUT, name)))) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    cpSync(join(CHECKOUT, name), join(folder, name));
  }
  symlinkSync(packageFile('node_modules'), join(folder, 'node_modules'));
  cpSync(packageFile('build'), join(folder, 'build'), { recursive: true });
  return folder;
}

/** Stand-ins for the addons, with a manifest that is true of them. */
function standIns(folder: string): void {
  const files: Record<string, unknown> = {};
  mkdirSync(join(folder, 'prebuilds'), { recursive: true });
  for (const target of TARGETS) {
    const bytes = Buffer.from(`an addon for ${target}`);
    writeFileSync(join(folder, 'prebuilds', `${target}.node`), bytes);
    files[target] = { size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
  }
  writeFileSync(join(folder, 'prebuilds/manifest.json'), JSON.stringify({ version: 1, files }));
  writeFileSync(join(folder, 'prebuilds/NOTICES.md'), 'Notices\n');
}

/** So that prepack makes no other ones: that costs minutes, and its own tests show it. */
function withoutPrebuild(folder: string): void {
  const path = join(folder, 'package.json');
  const fields = JSON.parse(readFileSync(path, 'utf8'));
  delete fields.scripts.prebuild;
  writeFileSync(path, JSON.stringify(fields));
}

describe('npm pack', { skip }, () => {
  const folders = ['a', 'longer-b'].map((name) => join(mkdtempSync(join(tmpdir(), 'sockdiag-pack-')), name));
  const [first, second] = folders as [string, string];
  before(() => {
    for (const folder of folders) {
      freshClone(folder);
      standIns(folder);
      withoutPrebuild(folder);
    }
  });
  after(() => {
    for (const folder of folders) rmSync(dirname(folder), { recursive: true });
  });

  const pack = (folder: string) => JSON.parse(npm(['pack', '--json'], folder)) as [PackList];
  /** Packs what is not whole, and gives what is said of that. */
  const refused = () => {
    const script = join(first, 'scripts/package/prepack.mjs');
    const { status, stdout, stderr } = spawnSync(process.execPath, [script], { cwd: first, encoding: 'utf8' });
    assert.deepEqual([status, stdout], [1, '']);
    return stderr;
  };

  it('makes in a fresh clone all that is packed', () => {
    const [{ files }] = pack(first);
    const paths = files.map(({ path }) => path);
    for (const path of ['dist/index.js', 'dist/index.cjs', 'dist/index.d.ts', 'dist/command.js', 'man/sockdiag.8']) {
      assert.ok(paths.includes(path), path);
    }
    assert.equal(paths.filter((path) => path.endsWith('.node')).length, TARGETS.length);
  });

  it('makes of one state the same bytes, wherever and whenever it is packed', () => {
    const [one] = pack(second);
    const bytes = (folder: string) => readFileSync(join(folder, one.filename));
    assert.ok(bytes(first).equals(bytes(second)));
    assert.equal(pack(first)[0].shasum, one.shasum);
  });

  it('packs nothing, and says why in one line, where an addon is missing, another one, or of no machine that is known', () => {
    const line = (words: string) => new RegExp(`^sockdiag is not packed: ${words}\\n$`);
    appendFileSync(join(first, 'prebuilds/linux-x64-musl.node'), '!');
    assert.match(refused(), line('prebuilds/linux-x64-musl\\.node is not the file of the manifest'));
    rmSync(join(first, 'prebuilds/linux-x64-musl.node'));
    assert.match(refused(), line('there is no prebuilds/linux-x64-musl\\.node'));
    standIns(first);
    writeFileSync(join(first, 'prebuilds/linux-ia32-glibc.node'), '');
    assert.match(refused(), line('prebuilds/linux-ia32-glibc\\.node is for no machine that the package knows'));
    rmSync(join(first, 'prebuilds'), { recursive: true });
    assert.match(refused(), line('there is no prebuilds/manifest\\.json'));
  });
});
