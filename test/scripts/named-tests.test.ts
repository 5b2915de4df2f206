import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { packageFile } from '../../src/package-root.ts';
import { run } from '../support/command.ts';

describe('npm test', () => {
  for (const [named, message] of [
    ['no/such.test.ts', 'there is no test no/such.test.ts'],
    ['test/fixtures', 'there are no tests in test/fixtures'],
    ['package.json', 'there are no tests in package.json'],
  ] as const) {
    it(`says in one line that there is no ${named}`, () => {
      const { code, stdout, stderr } = run('sh', [
        '-c',
        `cd "$0" && "$1" scripts/test.mjs ${named}`,
        packageFile(''),
        process.execPath,
      ]);
      assert.deepEqual({ code, stdout, stderr }, { code: 1, stdout: '', stderr: `${message}\n` });
    });
  }
});
