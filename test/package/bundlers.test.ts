import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { run } from '../support/command.ts';
import { newProject, prebuildMissing } from '../support/packed.ts';
import { skipUnless } from '../support/skip.ts';
import { noTools, tool } from '../support/tools.ts';

const skip = noTools || skipUnless(prebuildMissing === undefined, prebuildMissing ?? '');

/** A program that says where its sockets came from, and why not from netlink. */
const LIST = `snapshot({ protocols: ['unix'], owners: true }).then(({ length, report }) =>
  console.log(length > 0, report.sources.unix.source, report.sources.unix.reason ?? ''));\n`;
const SOURCES = {
  'esm.mjs': `import { snapshot } from 'sockdiag';\n${LIST}`,
  'cjs.cjs': `const { snapshot } = require('sockdiag');\n${LIST}`,
};
type Source = keyof typeof SOURCES;

/** Has a tool make a bundle, by a script in the project that finds the tool by its path. */
interface Bundle {
  name: string;
  script: (tools: typeof tool, source: string, output: string) => string;
  source: Source;
  output: string;
}

const url = (path: string) => JSON.stringify(pathToFileURL(path).href);
const ESBUILD = createRequire(import.meta.url).resolve('esbuild');

const esbuild =
  (format: string, more = '') =>
  (_: typeof tool, source: string, output: string) =>
    `
  import esbuild from ${url(ESBUILD)};
  await esbuild.build({ entryPoints: ['${source}'], outfile: '${output}', bundle: true, platform: 'node', format: '${format}', ${more} });`;

const rollup = (format: string) => (tools: typeof tool, source: string, output: string) =>
  `
  import { rollup } from ${url(tools('rollup/dist/es/rollup.js'))};
  import resolve from ${url(tools('@rollup/plugin-node-resolve/dist/es/index.js'))};
  const made = await rollup({ input: '${source}', plugins: [resolve({ preferBuiltins: true })], external: /^node:/ });
  await made.write({ file: '${output}', format: '${format}', inlineDynamicImports: true });`;

const webpack = (options: string) => (tools: typeof tool, source: string, output: string) =>
  `
  import webpack from ${url(tools('webpack/lib/index.js'))};
  import { dirname, basename } from 'node:path';
  const output = { path: process.cwd() + '/' + dirname('${output}'), filename: basename('${output}') };
  const config = { mode: 'production', optimization: { minimize: false }, target: 'node20', entry: './${source}', ${options} };
  const stats = await new Promise((resolve, reject) =>
    webpack({ ...config, output: { ...output, ...config.output } }, (error, stats) => error ? reject(error) : resolve(stats)));
  if (stats.hasErrors() || stats.hasWarnings()) throw new Error(stats.toString());`;

const BUNDLES: readonly Bundle[] = [
  { name: 'esbuild, ESM', script: esbuild('esm'), source: 'esm.mjs', output: 'out/esbuild.mjs' },
  { name: 'esbuild, CommonJS from import', script: esbuild('cjs'), source: 'esm.mjs', output: 'out/esbuild.cjs' },
  {
    name: 'esbuild, CommonJS from require()',
    script: esbuild('cjs'),
    source: 'cjs.cjs',
    output: 'out/esbuild-required.cjs',
  },
  {
    ...{ name: 'esbuild, minified', source: 'esm.mjs', output: 'out/esbuild-minified.cjs' },
    script: esbuild('cjs', 'minify: true, logLevel: "error"'),
  },
  {
    ...{ name: 'esbuild, sockdiag external', source: 'esm.mjs', output: 'out/esbuild-external.mjs' },
    script: esbuild('esm', "external: ['sockdiag']"),
  },
  { name: 'rollup, ESM', script: rollup('es'), source: 'esm.mjs', output: 'out/rollup.mjs' },
  { name: 'rollup, CommonJS', script: rollup('cjs'), source: 'esm.mjs', output: 'out/rollup.cjs' },
  { name: 'webpack, from import', script: webpack(''), source: 'esm.mjs', output: 'out/webpack.cjs' },
  { name: 'webpack, from require()', script: webpack(''), source: 'cjs.cjs', output: 'out/webpack-required.cjs' },
  {
    ...{ name: 'webpack, sockdiag external', source: 'esm.mjs', output: 'out/webpack-external.cjs' },
    script: webpack("externals: { sockdiag: 'commonjs sockdiag' }"),
  },
];

describe('a program that is bundled with the package', { skip }, () => {
  let project: string;
  before(() => {
    project = newProject();
    for (const [name, text] of Object.entries(SOURCES)) writeFileSync(join(project, name), text);
    mkdirSync(join(project, 'out'));
  });
  after(() => rmSync(project, { recursive: true, force: true }));

  const inProject = (...args: string[]) =>
    run('sh', ['-c', 'cd "$0" && exec "$@"', project, process.execPath, ...args]);

  for (const { name, script, source, output } of BUNDLES) {
    it(`lists over netlink beside its node_modules: ${name}`, () => {
      writeFileSync(join(project, 'bundle.mjs'), script(tool, source, output));
      const made = inProject('bundle.mjs');
      assert.equal(made.code, 0, made.stdout + made.stderr);
      const { code, stdout, stderr } = inProject(output);
      assert.deepEqual({ code, stdout, stderr }, { code: 0, stdout: 'true netlink \n', stderr: '' });
    });
  }
});
