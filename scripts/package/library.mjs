// `node scripts/package/library.mjs [FOLDER]`: the API in two files. index.js, which every Node that the package is for takes for import and
// require alike, is not minified: whoever debugs a program, or wants to know what a package does, can read it. index.cjs, for what cannot
// load ES modules, is the same code made small, with the names of functions and classes, and in lines that a stack can show.
import { build } from 'esbuild';

const folder = process.argv[2] ?? 'dist';
const MODULE_URL = 'sockdiagModuleUrl';

const options = {
  entryPoints: ['src/index.ts'],
  bundle: true,
  platform: 'node',
  target: 'node20',
  charset: 'utf8',
  logLevel: 'warning',
};
await build({ ...options, format: 'esm', outfile: `${folder}/index.js` });
await build({
  ...options,
  format: 'cjs',
  outfile: `${folder}/index.cjs`,
  minify: true,
  keepNames: true,
  lineLimit: 120,
  // CommonJS has no import.meta; the addon is found from this file's place.
  define: { 'import.meta.url': MODULE_URL },
  banner: { js: `'use strict';\nconst ${MODULE_URL} = require('node:url').pathToFileURL(__filename).href;` },
  // Jest runs CommonJS where import() is an error; what is imported late is required late.
  supported: { 'dynamic-import': false },
});
