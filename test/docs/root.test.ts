import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { describe, it } from 'node:test';
import { packageFile } from '../../src/package-root.ts';
import { has, run } from '../support/command.ts';
import { skipUnless } from '../support/skip.ts';

/** What stands at the root of the checkout. Whatever else is there was most likely left behind by a tool. */
const FILES = [
  ...['.gitignore', 'CHANGELOG.md', 'CONTRIBUTING.md', 'LICENSE', 'README.md'],
  ...['binding.gyp', 'biome.json', 'package-lock.json', 'package.json', 'tsconfig.build.json', 'tsconfig.json'],
];
const FOLDERS = [
  '.ci',
  'api',
  'bench',
  'completions',
  'docs',
  'fuzz',
  'man',
  'native',
  'schema',
  'scripts',
  'src',
  'test',
];

const checkout = has('git') && existsSync(packageFile('.git'));

describe('the root of the checkout', {
  skip: skipUnless(checkout, 'this is no git checkout, or there is no git'),
}, () => {
  it('has no tracked file or folder that is not known here', () => {
    const { code, stdout } = run('git', ['-c', 'safe.directory=*', '-C', packageFile('').toString(), 'ls-files', '-z']);
    assert.equal(code, 0);
    const paths = stdout.split('\0').filter(Boolean);
    const names = new Set(paths.map((path) => (path.includes('/') ? `${path.split('/')[0]}/` : path)));
    assert.deepEqual([...names].sort(), [...FILES, ...FOLDERS.map((name) => `${name}/`)].sort());
  });
});
