import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { before, describe, it } from 'node:test';
import { packageFile } from '../../src/package-root.ts';
import { type GuestRun, guestMissing, guestRun } from '../support/arm64/kept-run.ts';
import { packed, packedMissing } from '../support/packed.ts';
import { runtimesMissing } from '../support/runtimes.ts';
import { itShows, Shown, shownWithAddon } from '../support/shown.ts';
import { skipUnless } from '../support/skip.ts';

const PREBUILD = 'prebuilds/linux-arm64-glibc.node';

const noPrebuild = existsSync(packageFile(PREBUILD)) ? undefined : `no ${PREBUILD}: run npm run prebuild`;
const missing = packedMissing ?? noPrebuild ?? guestMissing() ?? runtimesMissing();
const skip = skipUnless(missing === undefined, missing ?? '');
const CHECKS = shownWithAddon(() => `/project/node_modules/sockdiag/${PREBUILD}`);

/** Whether a run may be kept: one that failed is made again. */
function isGood(console: string): boolean {
  try {
    for (const [, check] of CHECKS) check(new Shown(console));
    return true;
  } catch {
    return false;
  }
}

describe('the package as installed, on an emulated machine with a kernel for arm64', { skip }, () => {
  let run: GuestRun;
  let shown: Shown;

  before(() => {
    run = guestRun(packed(), isGood);
    shown = new Shown(run.console);
  });

  it('boots, shows what it has and switches itself off', (context) => {
    context.diagnostic(run.made);
    const { machine, kernel } = shown.at('machine');
    context.diagnostic(`Linux ${kernel}, Node ${shown.at('opened').versions.node}`);
    assert.equal(machine, 'aarch64');
    assert.equal(shown.at('off').code, 0);
  });

  itShows(CHECKS, () => shown);
});
