import assert from 'node:assert/strict';
import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { makeMuslBun, muslMissing } from '../support/musl.ts';
import { newProject, PREBUILD, prebuildMissing } from '../support/packed.ts';
import { runtimesMissing } from '../support/runtimes.ts';
import { sealedMissing } from '../support/sealed.ts';
import { showOn } from '../support/show-on.ts';
import { itShows, SHOWN_WITHOUT_ADDON, type Shown, shownWithAddon } from '../support/shown.ts';
import { skipUnless } from '../support/skip.ts';

const missing = muslMissing ?? sealedMissing ?? prebuildMissing ?? runtimesMissing();
const skip = skipUnless(missing === undefined, missing ?? '');
const MUSL_PREBUILD = 'prebuilds/linux-x64-musl.node';

describe('under musl, whose threads have 128 KiB of stack', { skip }, () => {
  let project = '';
  let shown: Shown;

  before(() => {
    project = newProject();
    shown = showOn('bun-musl', project, makeMuslBun(join(project, 'musl')));
  });
  after(() => rmSync(project, { recursive: true }));

  const addon = () => join(project, 'node_modules/sockdiag', MUSL_PREBUILD);
  itShows(shownWithAddon(addon), () => shown);
});

describe('the addon for glibc, where musl looks for its own', { skip }, () => {
  let project = '';
  let shown: Shown;

  before(() => {
    project = newProject();
    const folder = join(project, 'node_modules/sockdiag');
    copyFileSync(join(folder, PREBUILD), join(folder, MUSL_PREBUILD));
    shown = showOn('bun-musl', project, makeMuslBun(join(project, 'musl')));
  });
  after(() => rmSync(project, { recursive: true }));

  it('is refused with the reason', () => {
    const { report } = shown.at('snapshot');
    assert.match(report.addonMissing ?? '', /linux-x64-musl\.node.*glibc/);
    assert.deepEqual(shown.at('end').addons, []);
    assert.match(shown.errorAt('owners by bpf') ?? '', /glibc/);
  });

  it('leaves the listing to /proc', () => {
    assert.deepEqual(shown.sources('snapshot'), ['procfs']);
    assert.deepEqual(shown.listed('snapshot'), shown.opened);
  });

  itShows(SHOWN_WITHOUT_ADDON, () => shown);
});
