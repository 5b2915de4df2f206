import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { readOptions, USAGE } from '../../../scripts/prebuild/options.ts';
import { TARGET_NAMES } from '../../../scripts/prebuild/targets.ts';
import { packageFile } from '../../../src/package-root.ts';
import { has } from '../../support/command.ts';
import { skipUnless } from '../../support/skip.ts';

describe('the options of npm run prebuild', () => {
  it('are for all targets, or for those named', () => {
    assert.deepEqual(readOptions([]), { force: false, verify: false, targets: TARGET_NAMES });
    const words = ['--force', '--only', 'linux-x64-musl', '--verify', '--only', 'linux-arm64-musl'];
    assert.deepEqual(readOptions(words), {
      force: true,
      verify: true,
      targets: ['linux-x64-musl', 'linux-arm64-musl'],
    });
  });

  it('are refused when they are none, or name no target', () => {
    assert.throws(() => readOptions(['--fresh']), /no option --fresh/);
    for (const words of [['--only'], ['--only', 'linux-mips'], ['--only', 'toString']]) {
      assert.throws(() => readOptions(words), /--only needs one of linux-x64-glibc, /);
    }
  });
});

describe('npm run build', { skip: skipUnless(has('npm'), 'npm is not installed') }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'sockdiag-hook-'));
  after(() => rmSync(folder, { recursive: true }));
  const prebuild = `node ${packageFile('scripts/prebuild.mjs')} --help`;
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ scripts: { prebuild, build: 'echo built' } }));
  const run = (...words: string[]) => {
    const { status, stdout } = spawnSync('npm', ['--silent', ...words], { cwd: folder, encoding: 'utf8' });
    return { status, stdout };
  };

  it('makes no prebuilds, though npm runs a script of that name before it', () => {
    assert.deepEqual(run('run', 'build'), { status: 0, stdout: 'built\n' });
    assert.deepEqual(run('run-script', 'build'), { status: 0, stdout: 'built\n' });
  });

  it('leaves that to npm run prebuild', () => {
    assert.deepEqual(run('run', 'prebuild'), { status: 0, stdout: USAGE });
  });
});
