import assert from 'node:assert/strict';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { run } from '../support/command.ts';
import { newProject, PREBUILD, prebuildMissing } from '../support/packed.ts';
import { type RuntimeName, runtime, runtimesMissing } from '../support/runtimes.ts';
import { sealedMissing } from '../support/sealed.ts';
import { showOn } from '../support/show-on.ts';
import { itShows, type Shown, shownWithAddon } from '../support/shown.ts';
import { skipUnless } from '../support/skip.ts';
import { trustedFolder } from '../support/trusted-folder.ts';

const missing = sealedMissing ?? prebuildMissing ?? runtimesMissing();
const skip = skipUnless(missing === undefined, missing ?? '');
const MATRIX: readonly RuntimeName[] = ['node20', 'node22', 'node24', 'node26', 'bun', 'deno'];

for (const name of MATRIX) {
  describe(`the package as installed, on ${name}`, { skip }, () => {
    let project = '';
    let shown: Shown;

    before(() => {
      project = newProject();
      shown = showOn(name, project);
    });
    after(() => rmSync(project, { recursive: true }));

    const addon = () => join(project, 'node_modules/sockdiag', PREBUILD);
    itShows(shownWithAddon(addon), () => shown);
  });
}

describe('the command that keeps what V8 compiled', { skip }, () => {
  const DENO = ['run', '--allow-read', '--allow-env', '--allow-ffi', '--no-prompt', '--no-remote'];
  const home = trustedFolder();
  let project = '';
  before(() => {
    project = newProject();
  });
  after(() => {
    for (const folder of [home, project]) rmSync(folder, { recursive: true });
  });

  for (const [name, options] of [
    ['node20', []],
    ['node26', []],
    ['bun', []],
    ['deno', DENO],
  ] as const) {
    const isNode = name.startsWith('node');
    it(`${isNode ? 'keeps it' : 'keeps nothing, and needs no leave more than the README says,'} on ${name}`, () => {
      const [program] = runtime(name) as [string];
      const cache = join(home, name);
      const args = [...options, join(project, 'node_modules/sockdiag/dist/sockdiag.cjs'), '-tan'];
      const env = { NODE_DISABLE_COMPILE_CACHE: '', NODE_OPTIONS: '', XDG_CACHE_HOME: cache, SOCKDIAG_NATIVE: '' };
      const { code, stderr } = run(program, args, env);
      assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
      // Deno has a cache of its own there.
      assert.equal(existsSync(join(cache, 'sockdiag')), isNode);
    });
  }
});
