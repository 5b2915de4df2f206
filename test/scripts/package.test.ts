import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { packageFile } from '../../src/package-root.ts';
import { has } from '../support/command.ts';
import { skipUnless } from '../support/skip.ts';

describe('the package', { skip: skipUnless(has('npm'), 'npm is not installed') }, () => {
  const args = ['pack', '--dry-run', '--json', '--ignore-scripts', '--offline'];
  const { stdout, stderr } = spawnSync('npm', args, { cwd: packageFile(''), encoding: 'utf8' });
  const [packed] = JSON.parse(stdout || stderr) as { files: { path: string }[] }[];
  const paths = packed?.files.map(({ path }) => path) ?? [];

  it('has the command, and not what the V8 of one machine has made of it', () => {
    for (const name of [
      'sockdiag.cjs',
      'command.js',
      'command-listing.js',
      'command-owners.js',
      'command-rows.js',
      'command-ls.js',
      'command-table.js',
      'command-filter.js',
      'command-data.js',
      'command-groups.js',
      'command-rest.js',
    ])
      assert.ok(paths.includes(`dist/${name}`), name);
    assert.deepEqual(
      paths.filter((path) => /\.(cache|code)/.test(path)),
      [],
    );
  });
});
