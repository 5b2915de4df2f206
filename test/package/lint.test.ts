import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { run } from '../support/command.ts';
import { packed } from '../support/packed.ts';
import { noTools, tool } from '../support/tools.ts';

describe('the package', { skip: noTools }, () => {
  it('has no finding of publint, suggestions included', () => {
    const { code, stdout, stderr } = run(process.execPath, [tool('publint/src/cli.js'), '--strict', packed().tarball]);
    assert.equal(code, 0, stdout + stderr);
    assert.match(stdout, /All good!/);
  });

  it('has no finding of arethetypeswrong: every way to resolve it finds code and the types of that code', () => {
    const { code, stdout } = run(process.execPath, [
      ...[tool('@arethetypeswrong/cli/dist/index.js'), '--format', 'json', packed().tarball],
    ]);
    const { analysis } = JSON.parse(stdout) as { analysis: { problems: unknown[] } };
    assert.deepEqual([code, analysis.problems], [0, []]);
  });
});
