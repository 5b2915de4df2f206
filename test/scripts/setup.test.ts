import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { packageFile } from '../../src/package-root.ts';

const CHECKOUT = packageFile('');
const FILES = [
  'api',
  'scripts',
  'src',
  'native',
  'binding.gyp',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'tsconfig.build.json',
];

describe('the set-up', () => {
  let folder: string;
  let copy: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'sockdiag-setup-'));
    copy = join(folder, 'checkout');
    mkdirSync(copy);
    for (const name of FILES) cpSync(join(CHECKOUT, name), join(copy, name), { recursive: true });
    symlinkSync(join(CHECKOUT, 'node_modules'), join(copy, 'node_modules'));
    // A machine with Node and nothing else.
    mkdirSync(join(folder, 'bin'));
    symlinkSync(process.execPath, join(folder, 'bin', 'node'));
  });

  after(() => rmSync(folder, { recursive: true, force: true }));

  const start = (...args: string[]) => {
    const env = { ...process.env, PATH: join(folder, 'bin') };
    return spawnSync(process.execPath, ['scripts/start.mjs', ...args], { cwd: copy, env, encoding: 'utf8' });
  };

  it('says once what the addon lacks on a machine without a compiler, and lists all the same', () => {
    const { status, stdout, stderr } = start('-tln');
    assert.equal(status, 0, stderr);
    assert.match(stdout, /^Active Internet connections \(only servers\)\n/);
    assert.match(stderr, /no addon, because this machine has no C\+\+ compiler, no make, no python3/);
    assert.match(stderr, /compiling TypeScript/);
    assert.ok(!existsSync(join(copy, 'build/Release/sockdiag.node')));
  });

  it('does nothing and says nothing when nothing has changed', () => {
    const { status, stdout, stderr } = start('-tln');
    assert.deepEqual({ status, stderr }, { status: 0, stderr: '' });
    assert.match(stdout, /^Active Internet connections/);
  });

  it('repeats only the step whose files have changed', () => {
    appendFileSync(join(copy, 'src/package-root.ts'), '\n// changed\n');
    const { status, stderr } = start('--version');
    assert.equal(status, 0, stderr);
    assert.equal(stderr, 'sockdiag set-up: compiling TypeScript (tsc, esbuild)\n');
  });

  it('shows the compiler’s words and keeps what works when the sources do not compile', () => {
    appendFileSync(join(copy, 'src/package-root.ts'), '\nconst broken: number = "text";\n');
    const { status, stdout, stderr } = start('--version');
    assert.deepEqual({ status, stdout }, { status: 1, stdout: '' });
    assert.match(stderr, /src\/package-root\.ts\(\d+,\d+\): error TS/);
    assert.ok(existsSync(join(copy, 'dist/sockdiag.cjs')));
  });
});
