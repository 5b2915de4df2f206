import assert from 'node:assert/strict';
import { rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { run } from '../support/command.ts';
import { newProject, prebuildMissing } from '../support/packed.ts';
import { skipUnless } from '../support/skip.ts';
import { noTools, TOOLS, tool } from '../support/tools.ts';

const skip = noTools || skipUnless(prebuildMissing === undefined, prebuildMissing ?? '');

const TEST = `
test('sockdiag lists over netlink', async () => {
  const table = await snapshot({ protocols: ['unix'], owners: true });
  expect(table.length).toBeGreaterThan(0);
  expect(table.report.sources.unix).toEqual({ source: 'netlink' });
  await expect(snapshot({ protocols: ['tpc'] })).rejects.toBeInstanceOf(TypeError);
  await expect(snapshot({ procRoot: '/nowhere' })).rejects.toBeInstanceOf(SockdiagError);
});
`;

describe('a test of a program that uses the package', { skip }, () => {
  let project: string;
  before(() => {
    project = newProject();
    // Where it would be installed: what a test imports is looked for here.
    symlinkSync(tool('vitest'), join(project, 'node_modules/vitest'));
  });
  after(() => rmSync(project, { recursive: true, force: true }));

  const inProject = (program: string, ...args: string[]) =>
    run('sh', ['-c', 'cd "$0" && exec "$@"', project, process.execPath, program, ...args], {
      NODE_PATH: TOOLS,
      CI: '1',
    });

  it('runs in Jest, which requires', () => {
    writeFileSync(join(project, 'jest.config.json'), '{ "testMatch": ["**/*.jest.cjs"], "watchman": false }');
    for (const name of ['one', 'two']) {
      writeFileSync(
        join(project, `${name}.jest.cjs`),
        `const { snapshot, SockdiagError } = require('sockdiag');${TEST}`,
      );
    }
    const { code, stderr } = inProject(tool('jest/bin/jest.js'), '--ci', '--cacheDirectory', join(project, 'cache'));
    assert.equal(code, 0, stderr);
    assert.match(stderr, /Tests: +2 passed, 2 total/);
  });

  it('runs in vitest, in threads and in processes', () => {
    const header = `import { expect, test } from 'vitest';\nimport { snapshot, SockdiagError } from 'sockdiag';\n`;
    for (const name of ['one', 'two']) writeFileSync(join(project, `${name}.test.mjs`), `${header}${TEST}`);
    for (const pool of ['threads', 'forks']) {
      const { code, stdout, stderr } = inProject(tool('vitest/vitest.mjs'), 'run', '--pool', pool);
      assert.equal(code, 0, stdout + stderr);
      assert.match(stdout, /2 passed/);
    }
  });
});
