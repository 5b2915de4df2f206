// `node scripts/package/library.mjs [FOLDER]`: the API in two files. index.js, which every Node that the package is for takes for import and
// require alike; and index.cjs, for what cannot load ES modules. Both are made small, with the names of functions and classes, and in lines
// that a stack can show.
import { readFileSync } from 'node:fs';
import { build } from 'esbuild';

const folder = process.argv[2] ?? 'dist';
const MODULE_URL = 'sockdiagModuleUrl';

/**
 * Imports at once what modules import late, for the command, whose parts are files (scripts/parts.mjs). Here all is in one file, and for a late import
 * esbuild would make a function of each module, which nobody likes to read, no bundler can leave out, and where constants are variables.
 */
const atOnce = {
  name: 'at-once',
  setup: ({ onLoad }) =>
    onLoad({ filter: /\/src\/.*\.ts$/ }, ({ path }) => {
      const imports = [];
      const contents = readFileSync(path, 'utf8').replace(/\bimport\(('\.[^']+')\)/g, (_, file) => {
        imports.push(`import * as late${imports.length} from ${file};`);
        return `late${imports.length - 1}`;
      });
      return { contents: imports.join('') + contents, loader: 'ts' };
    }),
};
const options = {
  entryPoints: ['src/index.ts'],
  bundle: true,
  platform: 'node',
  target: 'node20',
  charset: 'utf8',
  logLevel: 'warning',
  plugins: [atOnce],
  minify: true,
  keepNames: true,
  lineLimit: 120,
};
await build({ ...options, format: 'esm', outfile: `${folder}/index.js` });
await build({
  ...options,
  format: 'cjs',
  outfile: `${folder}/index.cjs`,
  // CommonJS has no import.meta; the addon is found from this file's place.
  define: { 'import.meta.url': MODULE_URL },
  banner: { js: `'use strict';\nconst ${MODULE_URL} = require('node:url').pathToFileURL(__filename).href;` },
});
