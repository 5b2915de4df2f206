import assert from 'node:assert/strict';
import { mkdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { BuildOptions } from 'esbuild';
import { ADDON_VERSION } from '../../../src/kernel/addon/addon.ts';
import { libcOfProcess } from '../../../src/kernel/addon/libc.ts';
import { loadAddon } from '../../../src/kernel/addon/load-addon.ts';
import { packageFile } from '../../../src/package-root.ts';
import { run } from '../../support/command.ts';
import { sourcesIn } from '../../support/imports.ts';
import { bundle, LoaderPackage } from '../../support/loader-package.ts';
import { skipUnless } from '../../support/skip.ts';

const skip = skipUnless(loadAddon().addon !== undefined, 'the addon was not built');

const INSTALLED = 'node_modules/sockdiag';
const PREBUILT = `${INSTALLED}/prebuilds/linux-${process.arch}-${libcOfProcess()}.node`;
const EXPORTS = {
  '.': { import: './dist/index.js', require: './dist/index.cjs' },
  './package.json': './package.json',
};

const APPLICATION = `
import { snapshot, SockdiagError } from 'sockdiag';
const { report } = await snapshot({ protocols: ['tcp'] });
const error = await snapshot({ protocols: ['tcp'], procRoot: '/nowhere' }).catch((error) => error);
const { sources: { tcp }, addonPath, addonMissing } = report;
console.log(JSON.stringify({ source: tcp, addonPath, addonMissing, known: error instanceof SockdiagError }));`;

/** The same where no module may wait. */
const IN_FUNCTION = APPLICATION.replace("'sockdiag';", "'sockdiag';\n(async () => {").concat('\n})();');

const REQUIRED = IN_FUNCTION.replace(/import (.*) from (.*);/, 'const $1 = require($2);');

const BUNDLE_URL = "const BUNDLE_URL = require('node:url').pathToFileURL(__filename).href;";
/** Of the ES modules that esbuild puts into CommonJS. */
const quiet = { 'empty-import-meta': 'silent' } as const;

const GONE = { 'import.meta.url': '"file:///gone/node_modules/sockdiag/dist/index.js"' };

/** How bundlers say where a file is that was made of others. */
const BUNDLES: Readonly<Record<string, { entry?: string; file: string; options: BuildOptions }>> = {
  'esbuild as an ES module': { file: 'out/application.mjs', options: { format: 'esm' } },
  'esbuild as an ES module, minified': { file: 'out/small.mjs', options: { format: 'esm', minify: true } },
  'esbuild in CommonJS, where there is no import.meta.url': {
    file: 'out/application.cjs',
    options: { format: 'cjs', logOverride: quiet },
  },
  'esbuild in CommonJS of what is required': {
    entry: 'application.cjs',
    file: 'out/required.cjs',
    options: { format: 'cjs' },
  },
  'rollup in CommonJS, which says the place of the bundle': {
    file: 'out/rollup.cjs',
    options: { format: 'cjs', define: { 'import.meta.url': 'BUNDLE_URL' }, banner: { js: BUNDLE_URL } },
  },
  'webpack, which says the place that the file was bundled from': {
    file: 'out/webpack.cjs',
    options: { format: 'cjs', define: GONE },
  },
};

describe('a bundle with the package in it', { skip }, () => {
  const project = new LoaderPackage('project');
  const away = new LoaderPackage('away');
  after(() => {
    project.remove('');
    away.remove('');
  });
  before(() => {
    project.write(`${INSTALLED}/package.json`, JSON.stringify({ name: 'sockdiag', type: 'module', exports: EXPORTS }));
    bundle('src/index.ts', project.at(`${INSTALLED}/dist/index.js`), { format: 'esm' });
    bundle('src/index.ts', project.at(`${INSTALLED}/dist/index.cjs`), { format: 'cjs', logOverride: quiet });
    project.addon(PREBUILT);
    project.write('application.mjs', IN_FUNCTION);
    project.write('application.cjs', REQUIRED);
  });

  const outcome = (file: string, env: NodeJS.ProcessEnv = {}) => {
    const { code, stdout, stderr } = run(process.execPath, [file], env);
    assert.deepEqual([code, stderr], [0, '']);
    return JSON.parse(stdout) as Record<string, unknown>;
  };
  const withAddon = (addonPath: string) => ({ source: { source: 'netlink' }, addonPath, known: true });

  it('has the addon where it is no bundle, of course', () => {
    assert.deepEqual(outcome(project.at('application.mjs')), withAddon(project.at(PREBUILT)));
  });

  for (const [who, { entry = 'application.mjs', file, options }] of Object.entries(BUNDLES)) {
    describe(`by ${who},`, () => {
      before(() => bundle(project.at(entry), project.at(file), options));

      it('finds the addon of the installed package', () =>
        assert.deepEqual(outcome(project.at(file)), withAddon(project.at(PREBUILT))));

      it('goes on without it where that is gone, says what to do, and takes what SOCKDIAG_ADDON names', () => {
        const moved = away.at(file);
        mkdirSync(dirname(moved), { recursive: true });
        run('cp', [project.at(file), moved]);
        const { addonMissing, ...rest } = outcome(moved);
        assert.match(addonMissing as string, /^the package's files .* mark 'sockdiag' as external .* SOCKDIAG_ADDON /);
        assert.deepEqual(rest, { source: { source: 'procfs', reason: 'no addon' }, known: true });
        const path = away.addon('sockdiag.node');
        assert.deepEqual(outcome(moved, { SOCKDIAG_ADDON: path }), withAddon(path));
        rmSync(moved);
      });
    });
  }

  it('by webpack as an ES module, away from where it was made, has no place of its own, and says what to do', () => {
    const file = project.at('out/webpack.mjs');
    bundle(project.at('application.mjs'), file, { format: 'esm', define: GONE });
    assert.match(outcome(file).addonMissing as string, /^the package's files .* mark 'sockdiag' as external /);
  });

  it('by webpack has its calls of createRequire(): a file that imports it by its name loses them', () => {
    for (const [path, text] of sourcesIn(packageFile(''), 'src/kernel/addon', /\.ts$/)) {
      assert.doesNotMatch(text, /import[^;]*\bcreateRequire\b/, path);
    }
  });

  it('has one addon and one class of errors with a copy in CommonJS', () => {
    const code = `
      import { createRequire } from 'node:module';
      import { snapshot, SockdiagError } from 'sockdiag';
      const required = createRequire(import.meta.url)('sockdiag');
      const fail = (api) => api.snapshot({ procRoot: '/nowhere' }).catch((error) => error);
      const [ours, theirs] = [await fail({ snapshot }), await fail(required)];
      const state = () => globalThis[Symbol.for('sockdiag.addon.${ADDON_VERSION}')]?.loaded;
      const { addonPath } = (await snapshot({ protocols: ['tcp'] })).report;
      const first = state();
      const { report } = await required.snapshot({ protocols: ['tcp'] });
      console.log(JSON.stringify([
        required.snapshot === snapshot, required.SockdiagError === SockdiagError,
        ours instanceof required.SockdiagError, theirs instanceof SockdiagError,
        report.addonPath === addonPath, first.path === addonPath, state() === first,
      ]));`;
    project.write('two.mjs', code);
    assert.deepEqual(outcome(project.at('two.mjs')), [false, false, true, true, true, true, true]);
  });
});
