import assert from 'node:assert/strict';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { makePrebuilds } from '../../../scripts/prebuild/make.ts';
import { readManifest } from '../../../scripts/prebuild/manifest.ts';
import { fileOf, TARGET_NAMES, TARGETS, type TargetName } from '../../../scripts/prebuild/targets.ts';
import type { Toolchain } from '../../../scripts/prebuild/toolchain.ts';
import { packageFile } from '../../../src/package-root.ts';

const PARTS = ['binding.gyp', 'native', 'scripts/prebuild', 'node_modules/node-addon-api/package.json'];
PARTS.push('node_modules/node-addon-api/LICENSE.md');

/** Writes what it was asked into its result, and fails for the target that the file `refused` names. */
const COMPILER = `
  import { existsSync, readFileSync, writeFileSync } from 'node:fs';
  const words = process.argv.slice(2);
  const target = words[words.indexOf('-target') + 1];
  if (existsSync('refused') && readFileSync('refused', 'utf8') === target) {
    console.error('error: no such register');
    process.exit(1);
  }
  writeFileSync(words.at(-1), JSON.stringify({ words: words.slice(0, -2), variables: Object.keys(process.env) }));
`;

describe('npm run prebuild', () => {
  let checkout: string;
  let said: string[];

  beforeEach(() => {
    checkout = mkdtempSync(join(tmpdir(), 'sockdiag-make-prebuilds-'));
    for (const part of PARTS) cpSync(packageFile(part), join(checkout, part), { recursive: true });
    writeFileSync(join(checkout, 'compiler.mjs'), COMPILER);
  });
  afterEach(() => rmSync(checkout, { recursive: true }));

  const toolchain = (): Toolchain => ({
    command: [process.execPath, 'compiler.mjs'],
    version: 'a compiler 1.0',
    headers: 'headers',
    licences: { llvm: 'the licence of LLVM', zig: 'the licence of zig' },
  });

  /** @returns the targets that were built */
  function make({ force = false, targets = TARGET_NAMES as readonly TargetName[] } = {}): TargetName[] {
    said = [];
    makePrebuilds(checkout, { force, verify: false, targets }, (words) => said.push(words), toolchain);
    return said.map((words) => /^building (\S+) /.exec(words)?.[1] as TargetName);
  }

  const prebuild = (name: string) => join(checkout, 'prebuilds', name);
  const textOf = (name: string) => readFileSync(prebuild(name), 'utf8');

  it('makes an addon for each target, a manifest and the notices', () => {
    assert.deepEqual(make(), TARGET_NAMES);
    assert.deepEqual(
      readdirSync(prebuild('')).sort(),
      [...TARGET_NAMES.map(fileOf), 'NOTICES.md', 'manifest.json'].sort(),
    );
    assert.match(textOf('NOTICES.md'), /the licence of LLVM/);
    assert.equal(readManifest(prebuild(''))?.compiler, 'a compiler 1.0');
  });

  it('does nothing, and opens no compiler, when nothing has changed', () => {
    make();
    const options = { force: false, verify: false, targets: TARGET_NAMES };
    makePrebuilds(checkout, options, assert.fail, () => assert.fail('it opened the compiler'));
  });

  it('makes all again when a source, a flag or the compiler has changed, but not for a test of native/', () => {
    make();
    appendFileSync(join(checkout, 'native/test/main.cc'), '\n');
    assert.deepEqual(make(), []);
    for (const path of [
      'native/base/unique_fd.h',
      'scripts/prebuild/package-lock.json',
      'scripts/prebuild/exports.map',
    ]) {
      appendFileSync(join(checkout, path), '\n');
      assert.deepEqual(make(), TARGET_NAMES, path);
    }
    const gyp = readFileSync(join(checkout, 'binding.gyp'), 'utf8');
    writeFileSync(join(checkout, 'binding.gyp'), gyp.replace('"NAPI_VERSION=8"', '"NAPI_VERSION=9"'));
    assert.deepEqual(make(), TARGET_NAMES);
  });

  it('makes only what is missing or damaged, and keeps the rest', () => {
    make();
    rmSync(prebuild('linux-x64-musl.node'));
    appendFileSync(prebuild('linux-arm64-musl.node'), 'damaged');
    const kept = textOf('linux-x64-glibc.node');
    assert.deepEqual(make(), ['linux-x64-musl', 'linux-arm64-musl']);
    assert.equal(textOf('linux-x64-glibc.node'), kept);
    assert.deepEqual(Object.keys(readManifest(prebuild(''))?.files ?? {}), TARGET_NAMES);
    assert.deepEqual(make({ force: true }), TARGET_NAMES);
  });

  it('makes only the target it is asked for, and keeps nothing that is made from other sources', () => {
    make();
    appendFileSync(join(checkout, 'native/base/unique_fd.h'), '\n');
    assert.deepEqual(make({ targets: ['linux-x64-glibc'] }), ['linux-x64-glibc']);
    assert.deepEqual(Object.keys(readManifest(prebuild(''))?.files ?? {}), ['linux-x64-glibc']);
    assert.ok(!existsSync(prebuild('linux-x64-musl.node')));
    assert.deepEqual(make(), TARGET_NAMES.slice(1));
  });

  it("leaves the old ones as they are when a build fails, and gives the compiler's words", () => {
    make();
    const before = TARGET_NAMES.map((name) => textOf(fileOf(name)));
    appendFileSync(join(checkout, 'native/base/unique_fd.h'), '\n');
    writeFileSync(join(checkout, 'refused'), TARGETS['linux-arm64-glibc']);
    assert.throws(make, /^Error: linux-arm64-glibc could not be built\nerror: no such register\n$/);
    assert.deepEqual(
      TARGET_NAMES.map((name) => textOf(fileOf(name))),
      before,
    );
    rmSync(join(checkout, 'refused'));
    assert.deepEqual(make(), TARGET_NAMES);
  });

  it('gives the compiler what binding.gyp lists, and nothing of where it is or of the environment', () => {
    make();
    const { words, variables } = JSON.parse(textOf('linux-x64-glibc.node')) as Record<string, string[]>;
    const [gyp] = JSON.parse(readFileSync(packageFile('binding.gyp'), 'utf8')).targets as Record<string, string[]>[];
    for (const list of ['sources', 'cflags_cc', 'libraries', 'ldflags']) {
      for (const word of gyp?.[list] ?? assert.fail(list)) assert.ok(words?.includes(word), word);
    }
    for (const define of gyp?.defines ?? []) assert.ok(words?.includes(`-D${define}`), define);
    assert.deepEqual(
      words?.filter((word) => word.includes(checkout)),
      [],
    );
    assert.deepEqual(
      variables?.filter((name) => !name.startsWith('ZIG_')),
      ['PATH'],
    );
  });
});
