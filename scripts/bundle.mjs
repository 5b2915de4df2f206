// The command as `node scripts/bundle.mjs [FOLDER]` puts it into dist/: all of it in command.js, minified, what V8 makes of that in
// command.cache, for the checkout alone, and sockdiag.cjs, which starts it. As modules of its own it would start some 20 ms later.
// With NODE_OPTIONS=--enable-source-maps a stack shows the names and lines it was made from.
import { spawnSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { build } from 'esbuild';

const folder = process.argv[2] ?? 'dist';
const MODULE_URL = 'sockdiagModuleUrl';

const options = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  minify: true,
  logLevel: 'warning',
  // CommonJS has no import.meta; the addon and package.json are found from this file's place.
  define: { 'import.meta.url': MODULE_URL },
};
await build({
  ...options,
  entryPoints: ['src/cli/main.ts'],
  outfile: `${folder}/command.js`,
  sourcemap: 'linked',
  sourcesContent: false,
  // A script has no import(): what is imported late is required late.
  supported: { 'dynamic-import': false },
  banner: { js: `(function (require, module, ${MODULE_URL}) {` },
  footer: { js: '})' },
});
await build({
  ...options,
  entryPoints: ['src/cli/bin.ts'],
  outfile: `${folder}/sockdiag.cjs`,
  banner: { js: `#!/usr/bin/env node\nconst ${MODULE_URL} = require('node:url').pathToFileURL(__filename).href;` },
});
chmodSync(`${folder}/sockdiag.cjs`, 0o755);
const { status } = spawnSync(process.execPath, ['--import', 'tsx', 'scripts/compile.mjs', folder], { stdio: 'ignore' });
// Not there is only slower.
if (status !== 0) console.error(`no ${folder}/command.cache: the command will start some milliseconds later`);
