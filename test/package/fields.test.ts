import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { packageFile } from '../../src/package-root.ts';
import { npm, packed, packedMissing } from '../support/packed.ts';
import { skipUnless } from '../support/skip.ts';

const skip = skipUnless(packedMissing === undefined, packedMissing ?? '');
const FIELDS = JSON.parse(readFileSync(packageFile('package.json'), 'utf8'));

describe('package.json', () => {
  it('says what the package is, in what a search shows', () => {
    assert.match(FIELDS.description, /^A netstat .{20,150}$/);
    assert.ok(FIELDS.keywords.includes('netstat') && FIELDS.keywords.includes('sock_diag'));
    assert.equal(FIELDS.license, 'MIT');
    assert.match(readFileSync(packageFile('LICENSE'), 'utf8'), /^MIT License/);
  });

  it('has a version that CHANGELOG.md has an entry for', () => {
    assert.match(FIELDS.version, /^\d+\.\d+\.\d+$/);
    assert.ok(readFileSync(packageFile('CHANGELOG.md'), 'utf8').includes(`\n## ${FIELDS.version}`));
  });

  it('gives ES modules to whatever can load them, and CommonJS to the rest, each with its own types, which stand first', () => {
    const esm = { types: './dist/index.d.ts', default: './dist/index.js' };
    const cjs = { types: './dist/index.d.cts', default: './dist/index.cjs' };
    // The order counts: what knows `module-sync` can require ES modules, and must find that before `require`.
    assert.deepEqual(Object.entries(FIELDS.exports['.']), [
      ['import', esm],
      ['module-sync', esm],
      ['require', cjs],
    ]);
    for (const { types, default: code } of [esm, cjs]) {
      assert.deepEqual(
        [Object.keys(esm), types.replace('.d.', '.')],
        [['types', 'default'], code.replace(/js$/, 'ts')],
      );
    }
    assert.deepEqual(Object.keys(FIELDS.exports), ['.', './package.json']);
    assert.equal(FIELDS.type, 'module');
  });

  it('says the same to tools that know no exports', () => {
    assert.deepEqual([FIELDS.main, FIELDS.types], ['./dist/index.cjs', './dist/index.d.cts']);
  });

  it('asks for the first Node 20 that can require ES modules, and for no platform: elsewhere calls throw, imports do not', () => {
    assert.deepEqual(FIELDS.engines, { node: '>=20.19' });
    for (const name of ['os', 'cpu', 'libc']) assert.equal(FIELDS[name], undefined);
  });

  it('needs nothing at run time, and runs nothing when it is installed', () => {
    for (const kind of ['dependencies', 'peerDependencies', 'optionalDependencies', 'bundleDependencies']) {
      assert.equal(FIELDS[kind], undefined, kind);
    }
    for (const script of ['preinstall', 'install', 'postinstall', 'prepare', 'preprepare', 'postprepare']) {
      assert.equal(FIELDS.scripts[script], undefined, script);
    }
    // npm would run node-gyp for a binding.gyp that it sees.
    assert.equal(FIELDS.gypfile, false);
  });

  it('has no script that npm runs before or after another one unasked', () => {
    const names = Object.keys(FIELDS.scripts);
    const hooks = names.filter((name) => names.includes(name.replace(/^(pre|post)/, '')) && /^(pre|post)/.test(name));
    assert.deepEqual(hooks, []);
  });

  it('has a command and man pages as npm wants them: a list, with their section in the name', () => {
    assert.deepEqual(FIELDS.bin, { sockdiag: 'dist/sockdiag.cjs' });
    assert.deepEqual(FIELDS.man, ['man/sockdiag.8']);
  });

  it('invents no address: these are the owner’s to fill in before a release (docs/releasing.md)', () => {
    for (const name of ['repository', 'homepage', 'bugs', 'author']) assert.equal(FIELDS[name], undefined, name);
    assert.equal(FIELDS.private, undefined);
  });

  it('has nothing that npm would correct', { skip }, () => {
    const folder = mkdtempSync(join(tmpdir(), 'sockdiag-fields-'));
    try {
      cpSync(packed().folder, folder, { recursive: true });
      npm(['pkg', 'fix'], folder);
      assert.deepEqual(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')), FIELDS);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('names only files that are packed', { skip }, () => {
    const { folder } = packed();
    const named = [FIELDS.main, FIELDS.types, ...Object.values(FIELDS.bin), ...FIELDS.man];
    for (const path of named as string[]) assert.ok(existsSync(join(folder, path)), path);
    for (const { types, default: code } of Object.values(FIELDS.exports['.']) as { types: string; default: string }[]) {
      assert.ok(existsSync(join(folder, types)) && existsSync(join(folder, code)), code);
    }
  });
});
