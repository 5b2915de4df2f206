// The command as `node scripts/bundle.mjs [FOLDER]` puts it into dist/: in parts (scripts/parts.mjs), minified, and sockdiag.cjs, which loads
// them. As modules of its own it would start some 20 ms later, and in one file some 10 ms. With NODE_OPTIONS=--enable-source-maps a stack shows
// the names and lines it was made from.
import { createHash } from 'node:crypto';
import { chmodSync, readFileSync } from 'node:fs';
import { build } from 'esbuild';
import { PARTS } from './command-parts.mjs';
import { buildParts } from './parts.mjs';

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
const part = {
  ...options,
  // A script has no import(): what is imported late is required late.
  supported: { 'dynamic-import': false },
  banner: { js: `(function (require, module, ${MODULE_URL}) {` },
  footer: { js: '})' },
};
await buildParts(PARTS, part, folder);
const digest = createHash('sha256');
for (const { name } of PARTS) digest.update(readFileSync(`${folder}/${name}.js`));
await build({
  ...options,
  define: { ...options.define, SOCKDIAG_BUILD: JSON.stringify(digest.digest('hex').slice(0, 16)) },
  entryPoints: ['src/cli/bin.ts'],
  outfile: `${folder}/sockdiag.cjs`,
  banner: { js: `#!/usr/bin/env node\nconst ${MODULE_URL} = require('node:url').pathToFileURL(__filename).href;` },
});
chmodSync(`${folder}/sockdiag.cjs`, 0o755);
