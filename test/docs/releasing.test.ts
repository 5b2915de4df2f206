import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { packageFile } from '../../src/package-root.ts';

const TEXT = readFileSync(packageFile('docs/releasing.md'), 'utf8');
const QUOTED = [...TEXT.matchAll(/`([^`\n]+)`/g)].map(([, quoted]) => quoted as string);

describe('docs/releasing.md', () => {
  it('names files that are there', () => {
    const paths = QUOTED.filter((quoted) => /^\.?[\w-]+(\/[\w.-]+)+\/?$/.test(quoted));
    assert.ok(paths.length >= 10);
    assert.deepEqual(
      paths.filter((path) => !existsSync(packageFile(path))),
      [],
    );
  });

  it('names scripts that npm can run', () => {
    const { scripts } = JSON.parse(readFileSync(packageFile('package.json'), 'utf8'));
    const names = [...TEXT.matchAll(/npm run ([\w:-]+)/g)].map(([, name]) => name as string);
    assert.ok(names.length >= 2);
    for (const name of names) assert.ok(Object.hasOwn(scripts, name), name);
  });

  it('has every test of the package among what CI must show', () => {
    const files = QUOTED.filter((quoted) => /^[\w-]+\.test\.ts$/.test(quoted) || quoted.startsWith('test/package/'));
    const tests = readdirSync(packageFile('test/package')).filter((name) => name.endsWith('.test.ts'));
    assert.deepEqual(
      tests.filter((name) => !files.some((path) => path.endsWith(name))),
      [],
    );
  });
});
