import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe } from 'node:test';
import { newProject, PREBUILD, prebuildMissing } from '../support/packed.ts';
import { type RuntimeName, runtimesMissing } from '../support/runtimes.ts';
import { sealedMissing } from '../support/sealed.ts';
import { showOn } from '../support/show-on.ts';
import { itShows, type Shown, shownWithAddon } from '../support/shown.ts';
import { skipUnless } from '../support/skip.ts';

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
