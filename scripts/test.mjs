// `npm test [FILE ...]`: sets the checkout up when something changed, then runs the tests, or those named.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setUp } from './setup.mjs';

const testsIn = (path) => {
  // Fixtures hold links that lead nowhere, as /proc's do.
  if (path.endsWith('fixtures')) return [];
  if (!statSync(path).isDirectory()) return path.endsWith('.test.ts') ? [path] : [];
  return readdirSync(path)
    .sort()
    .flatMap((name) => testsIn(join(path, name)));
};
const named = process.argv.slice(2);
const missing = named.find((path) => !existsSync(path));
if (missing !== undefined) {
  console.error(`there is no test ${missing}`);
  process.exit(1);
}
setUp();
const files = (named.length > 0 ? named : ['test']).flatMap(testsIn);
if (files.length === 0) {
  console.error(`there are no tests in ${named.join(' ')}`);
  process.exit(1);
}
const args = ['--import', 'tsx', '--test', '--test-reporter=spec', ...files];
const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
process.exit(status ?? 1);
